import Foundation
import LocalServers
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("known hosts")
struct KnownHostsTests {
  /// Keys as a server would show them: only their bytes count here.
  static func blob(_ type: String, _ seed: UInt8) -> [UInt8] {
    [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8) + [0, 0, 0, 32] + Array(repeating: seed, count: 32)
  }
  static func text(_ type: String, _ seed: UInt8) -> String { "\(type) \(Base64.encode(blob(type, seed)))" }

  static let mine = text("ssh-ed25519", 1)
  static let other = text("ssh-ed25519", 2)
  static let rsa = text("ssh-rsa", 3)
  static let key = HostKey(blob: blob("ssh-ed25519", 1))

  @Test(
    "a host is known by a line for its name, its port and its key",
    arguments: [
      ("git.example.com \(mine)", "git.example.com", 22, .trusted),
      ("git.example.com \(mine) a comment", "GIT.example.com", 22, .trusted),
      ("a,git.example.com,b \(mine)", "git.example.com", 22, .trusted),
      ("# git.example.com \(mine)", "git.example.com", 22, .unknown),
      ("git.example.com \(mine)", "git.example.com", 2222, .unknown),
      ("[git.example.com]:2222 \(mine)", "git.example.com", 2222, .trusted),
      ("[git.example.com]:2222 \(mine)", "git.example.com", 22, .unknown),
      ("*.example.com \(mine)", "git.example.com", 22, .trusted),
      ("*.example.com \(mine)", "example.com", 22, .unknown),
      ("*.example.com,!git.example.com \(mine)", "git.example.com", 22, .unknown),
      ("g?t.example.com \(mine)", "git.example.com", 22, .trusted),
      ("*a*b*c \(mine)", "xxaxxbxxbxxc", 22, .trusted),
      ("git.example.com \(other)", "git.example.com", 22, .different(types: ["ssh-ed25519"])),
      ("git.example.com \(other)\ngit.example.com \(mine)", "git.example.com", 22, .trusted),
      ("git.example.com \(rsa)", "git.example.com", 22, .different(types: ["ssh-rsa"])),
      ("@revoked git.example.com \(mine)\ngit.example.com \(mine)", "git.example.com", 22, .revoked),
      ("@revoked * \(mine)\ngit.example.com \(mine)", "git.example.com", 22, .revoked),
      ("@revoked git.example.com \(other)\ngit.example.com \(mine)", "git.example.com", 22, .trusted),
      ("@cert-authority *.example.com \(mine)", "git.example.com", 22, .unknown),
      ("git.example.com ssh-ed25519 not-base-64", "git.example.com", 22, .unknown),
      ("git.example.com ssh-rsa \(mine.split(separator: " ")[1])", "git.example.com", 22, .unknown),
      ("git.example.com", "git.example.com", 22, .unknown),
      ("", "git.example.com", 22, .unknown),
      ("git.example.com \(mine)\r\n", "git.example.com", 22, .trusted),
    ] as [(String, String, Int, KnownHosts.Verdict)])
  func verdicts(_ row: (file: String, host: String, port: Int, verdict: KnownHosts.Verdict)) {
    #expect(KnownHosts(row.file).verdict(on: Self.key, host: row.host, port: row.port) == row.verdict)
  }

  @Test("lines that ssh-keygen has hashed are read", arguments: [("git.example.com", 22), ("git.example.com", 2222)])
  func hashed(_ host: String, port: Int) async throws {
    let scratch = try TemporaryFolder()
    let name = port == 22 ? host : "[\(host)]:\(port)"
    let key = try await makeKey(in: scratch)
    let file = try scratch.write("\(name) \(key.text)\nunrelated.example.com \(Self.other)\n", to: "known_hosts")
    try await Tool.sshKeygen("-q", "-H", "-f", file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("|1|"))
    #expect(KnownHosts(text).verdict(on: key.key, host: host, port: port) == .trusted)
    #expect(KnownHosts(text).verdict(on: key.key, host: "other.example.com", port: port) == .unknown)
  }

  @Test("a key's fingerprint is the one that ssh-keygen shows", arguments: ["ed25519", "ecdsa", "rsa"])
  func fingerprint(_ type: String) async throws {
    let scratch = try TemporaryFolder()
    let key = try await makeKey(in: scratch, type: type)
    let shown = try await Tool.sshKeygen("-l", "-f", "\(scratch.path)/key.pub")
    #expect(shown.split(separator: " ").dropFirst().first.map(String.init) == key.key.fingerprint)
    #expect(key.key.type.map { key.text.hasPrefix($0 + " ") } == true)
  }

  private func makeKey(
    in scratch: TemporaryFolder, type: String = "ed25519"
  ) async throws -> (text: String, key: HostKey) {
    try await Tool.sshKeygen("-q", "-t", type, "-N", "", "-f", "\(scratch.path)/key")
    let line = try String(contentsOfFile: "\(scratch.path)/key.pub", encoding: .utf8).split(separator: " ")
    let blob = try #require(Base64.decode(line[1]))
    return ("\(line[0]) \(line[1])", HostKey(blob: blob))
  }
}
