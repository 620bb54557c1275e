import Foundation
import Pools
import PortContracts
import Reconciliation
import TemporaryFolders
import Testing

@testable import Commands

@Suite("Secrets from the environment and from files")
struct EnvironmentSecretReaderTests {
  let folder: TemporaryFolder
  var keyFile: String { folder.path("digest.key") }

  init() throws { folder = try TemporaryFolder() }

  @Test("a variable's value is the secret, to the last character")
  func environment() async throws {
    let reader = try await reader(["KEY": " spaced\n"])
    #expect(try await reader.value(of: .environment("KEY")) == .text(SecretText(" spaced\n")))
  }

  @Test("a variable that is not set, or is empty, is named in the error", arguments: ["NONE", "EMPTY"])
  func notSet(_ name: String) async throws {
    let reader = try await reader(["EMPTY": ""])
    await #expect(throws: SecretError.notSet(environment: name)) { try await reader.value(of: .environment(name)) }
  }

  @Test(
    "of a file, one line break at the end does not count",
    arguments: [
      ("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("s3cret\n\n", "s3cret\n"),
      ("two\nlines\n", "two\nlines"), (" ", " "), ("s3cret\r", "s3cret\r"),
    ])
  func file(_ content: String, _ secret: String) async throws {
    let reader = try await reader()
    #expect(try await reader.value(of: .file(write(Data(content.utf8)))) == .text(SecretText(secret)))
  }

  @Test(
    "a file that holds no secret is an error that says why, without its content",
    arguments: [
      (Data(), "it is empty"), (Data("\n".utf8), "it is empty"), (Data([0xFF, 0xFE, 0x41]), "it is not text in UTF-8"),
      (Data(repeating: 0x41, count: 65_537), "it has more than 65536 bytes"),
    ])
  func badFile(_ content: Data, _ reason: String) async throws {
    let reader = try await reader()
    let path = try write(content)
    await #expect(throws: SecretError.unreadable(file: path, reason: reason)) {
      try await reader.value(of: .file(path))
    }
  }

  @Test("a file of the largest size is read")
  func largest() async throws {
    let reader = try await reader()
    let text = String(repeating: "k", count: EnvironmentSecretReader.fileLimit)
    #expect(try await reader.value(of: .file(write(Data(text.utf8)))) == .text(SecretText(text)))
  }

  @Test("a path that is missing, a folder or relative is an error", arguments: ["none", "", "../secret"])
  func noFile(_ name: String) async throws {
    let reader = try await reader()
    let path = name.hasPrefix(".") ? name : folder.path(name)
    await #expect(throws: SecretError.self) { try await reader.value(of: .file(path)) }
  }

  @Test("Key Vault references and literals go through as they are")
  func passedThrough() async throws {
    let reader = try await reader()
    let reference = SecretReference.keyVault(vault: "/subscriptions/V", secret: "key", version: "7")
    #expect(try await reader.value(of: reference) == .keyVault(vault: "/subscriptions/V", secret: "key", version: "7"))
    #expect(try await reader.value(of: .literal(SecretText("x"))) == .text(SecretText("x")))
  }

  @Test("digests are equal just where the values are, and never show them")
  func digests() async throws {
    let reader = try await reader()
    let values: [SecretValue] = [
      .text(SecretText("a")), .text(SecretText("A")), .text(SecretText("")),
      .keyVault(vault: "v", secret: "s", version: nil), .keyVault(vault: "v", secret: "s", version: ""),
      .keyVault(vault: "v\",\"s", secret: "", version: nil), .keyVault(vault: "v", secret: "S", version: nil),
      .text(SecretText("keyVault:[\"v\",\"s\",null]")),
    ]
    let digests = values.map(reader.digest)
    #expect(Set(digests).count == values.count)
    #expect(values.map(reader.digest) == digests)
    #expect(digests.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    #expect(
      reader.digest(of: .keyVault(vault: "/Subscriptions/X", secret: "s", version: nil))
        == reader.digest(of: .keyVault(vault: "/subscriptions/x", secret: "s", version: nil)))
  }

  @Test("a digest is HMAC-SHA256 under the file's key")
  func known() async throws {
    try Data(repeating: 0x0B, count: 32).write(to: URL(fileURLWithPath: keyFile))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile)
    let reader = try await reader()
    // printf 'text:Hi There' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…0b (32 times)
    #expect(
      reader.digest(of: .text(SecretText("Hi There")))
        == "77207b4ba52f6901e4f31401bb1ac105e689c337ccb008c70a91a8ade52ca5c8")
  }

  @Test("the key is made once, for its owner alone, and digests stay the same from start to start")
  func key() async throws {
    let first = try await reader()
    let attributes = try FileManager.default.attributesOfItem(atPath: keyFile)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? Int == 32)
    let second = try await reader()
    let value = SecretValue.text(SecretText("a"))
    #expect(first.digest(of: value) == second.digest(of: value))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["digest.key"])
    let other = try await EnvironmentSecretReader(environment: [:], keyFile: folder.path("other.key"))
    #expect(other.digest(of: value) != first.digest(of: value))
  }

  @Test("many that make the key at one time all come to the same")
  func race() async throws {
    let digests = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<32 {
        group.addTask { try await reader().digest(of: .text(SecretText("a"))) }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(digests.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["digest.key"])
  }

  @Test(
    "a key that others may read, or of another length, is refused with what to do",
    arguments: [
      (32, 0o640, "others than its owner may read or write it; take that away with chmod 600"),
      (7, 0o600, "it has 7 bytes and not 32; delete it, and a new one is made"),
      (33, 0o600, "it has more than 32 bytes"),
    ])
  func badKey(_ size: Int, _ mode: Int, _ reason: String) async throws {
    try Data(repeating: 7, count: size).write(to: URL(fileURLWithPath: keyFile))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: keyFile)
    await #expect(throws: SecretError.unreadable(file: keyFile, reason: reason)) { try await reader() }
  }

  @Test("a folder that is not there is an error that names the key")
  func noFolder() async throws {
    let path = folder.path("none/digest.key")
    await #expect(
      throws: SecretError.unreadable(file: path, reason: "it cannot be made: no such file or directory")
    ) { try await EnvironmentSecretReader(environment: [:], keyFile: path) }
  }

  private func reader(_ environment: [String: String] = [:]) async throws -> EnvironmentSecretReader {
    try await EnvironmentSecretReader(environment: environment, keyFile: keyFile)
  }

  private func write(_ content: Data) throws -> String {
    let path = folder.path("secret")
    try content.write(to: URL(fileURLWithPath: path))
    return path
  }
}
