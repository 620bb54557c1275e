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

  @Test("a variable's value is the secret but for one line break at its end")
  func environment() async throws {
    let reader = try await reader(["KEY": " spaced\n"])
    #expect(try await reader.value(of: .environment("KEY"), for: "pools/a.yaml") == .text(SecretText(" spaced")))
  }

  @Test("a variable that is not set, or is empty, is named in the error", arguments: ["NONE", "EMPTY"])
  func notSet(_ name: String) async throws {
    let reader = try await reader(["EMPTY": ""])
    await #expect(throws: SecretError.notSet(environment: name)) {
      try await reader.value(of: .environment(name), for: "pools/a.yaml")
    }
  }

  @Test(
    "of a file, one line break at the end does not count",
    arguments: [
      ("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("s3cret\n\n", "s3cret\n"),
      ("two\nlines\n", "two\nlines"), (" ", " "), ("s3cret\r", "s3cret\r"),
    ])
  func file(_ content: String, _ secret: String) async throws {
    let reader = try await reader()
    #expect(
      try await reader.value(of: .file(write(Data(content.utf8))), for: "pools/a.yaml") == .text(SecretText(secret)))
  }

  @Test(
    "a file that holds no secret is an error that says why, without its content",
    arguments: [
      (Data(), "it is empty"), (Data("\n".utf8), "it is empty"), (Data([0x4B, 0xE9]), "it is not text in UTF-8"),
      (Data([0xEF, 0xBB, 0xBF, 0x41]), Self.mark("UTF-8")), (Data([0xFF, 0xFE, 0x41, 0]), Self.mark("UTF-16")),
      (Data([0xFE, 0xFF, 0, 0x41]), Self.mark("UTF-16")),
      (Data([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0]), Self.mark("UTF-32")),
      (Data([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x41]), Self.mark("UTF-32")),
      (Data([0x41, 0, 0x42]), "it has a NUL byte; save it as text in UTF-8"),
      (Data(repeating: 0x41, count: 65_537), "it has more than 65536 bytes"),
    ])
  func badFile(_ content: Data, _ reason: String) async throws {
    let reader = try await reader()
    let path = try write(content)
    await #expect(throws: SecretError.unreadable(file: path, reason: reason)) {
      try await reader.value(of: .file(path), for: "pools/a.yaml")
    }
  }

  private static func mark(_ name: String) -> String {
    "it begins with a byte-order mark of \(name); save it as UTF-8 without one"
  }

  @Test("a variable with a byte-order mark is an error that says so")
  func markedVariable() async throws {
    let reader = try await reader(["KEY": "\u{FEFF}key=="])
    await #expect(throws: SecretError.unusable(environment: "KEY", reason: Self.mark("UTF-8"))) {
      try await reader.value(of: .environment("KEY"), for: "pools/a.yaml")
    }
  }

  @Test("a file of the largest size is read")
  func largest() async throws {
    let reader = try await reader()
    let text = String(repeating: "k", count: EnvironmentSecretReader.fileLimit)
    #expect(try await reader.value(of: .file(write(Data(text.utf8))), for: "pools/a.yaml") == .text(SecretText(text)))
  }

  @Test("a path that is missing, a folder or relative is an error", arguments: ["none", "", "../secret"])
  func noFile(_ name: String) async throws {
    let reader = try await reader()
    let path = name.hasPrefix(".") ? name : folder.path(name)
    await #expect(throws: SecretError.self) { try await reader.value(of: .file(path), for: "pools/a.yaml") }
  }

  @Test("Key Vault references and literals go through as they are")
  func passedThrough() async throws {
    let reader = try await reader()
    let reference = SecretReference.keyVault(vault: Self.vault, secret: "key", version: "7")
    let value = SecretValue.keyVault(vault: Self.vault, secret: "key", version: "7")
    #expect(try await reader.value(of: reference, for: "pools/a.yaml") == value)
    #expect(
      try await reader.value(of: .literal(SecretText("x")), for: "pools/a.yaml") == .text(SecretText("x")))
  }

  @Test("a reference's digest is its own, whatever its value, and never that of a value")
  func referenceDigests() async throws {
    let reader = try await reader()
    let references: [SecretReference] = [
      .environment("A"), .environment("a"), .file("A"), .literal(SecretText("A")),
      SecretReference.keyVault(vault: Self.vault, secret: "A", version: nil),
      SecretReference.keyVault(vault: Self.vault, secret: "A", version: ""),
    ]
    let digests = Set(references.map { reader.digest(of: $0) })
    #expect(digests.count == references.count)
    #expect(!digests.contains(reader.digest(of: SecretValue.text(SecretText("A")))))
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
    let digests = values.map { reader.digest(of: $0) }
    #expect(Set(digests).count == values.count)
    #expect(values.map { reader.digest(of: $0) } == digests)
    #expect(digests.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    #expect(
      reader.digest(of: SecretValue.keyVault(vault: "/Subscriptions/X", secret: "s", version: nil))
        == reader.digest(of: SecretValue.keyVault(vault: "/subscriptions/x", secret: "s", version: nil)))
  }

  @Test("a digest is HMAC-SHA256 under the file's key")
  func known() async throws {
    try Data(repeating: 0x0B, count: 32).write(to: URL(fileURLWithPath: keyFile))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile)
    let reader = try await reader()
    // printf 'text:Hi There' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…0b (32 times)
    #expect(
      reader.digest(of: SecretValue.text(SecretText("Hi There")))
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
    let other = try await EnvironmentSecretReader(
      environment: [:], keyFile: folder.path("other.key"), policy: SecretPolicy())
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
    ) { try await EnvironmentSecretReader(environment: [:], keyFile: path, policy: SecretPolicy()) }
  }

  private func reader(_ environment: [String: String] = [:]) async throws -> EnvironmentSecretReader {
    try await EnvironmentSecretReader(environment: environment, keyFile: keyFile, policy: policy)
  }

  private static let vault =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/team"

  /// All that a test needs.
  private var policy: SecretPolicy {
    SecretPolicy(rules: [
      .init(environment: ["*"], files: [folder.path], vaults: [Self.vault].compactMap { ResourceID($0) })
    ])
  }

  private func write(_ content: Data) throws -> String {
    let path = folder.path("secret")
    try content.write(to: URL(fileURLWithPath: path))
    return path
  }
}
