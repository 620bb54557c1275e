import Foundation
import LocalServers
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("fetching by ssh", .timeLimit(.minutes(10)))
struct SSHFetchTests {
  private func authentication(_ server: SSHServer, knownHosts: String? = nil) -> GitRepositorySettings.Authentication {
    .init(sshKeyFile: server.clientKey, knownHostsFile: knownHosts ?? server.knownHosts)
  }

  @Test("a key that the server takes reads the repository", arguments: ["ed25519", "ecdsa"])
  func fetched(_ type: String) async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer(clientKeyType: type))
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    #expect(try await repository.fetch().commit == origin.head())
    let second = try await origin.commit(["a.yaml": "2"])
    #expect(try await repository.fetch().commit == second)
  }

  @Test("of several keys that a server has, the one that is known will do", arguments: ["ed25519", "ecdsa"])
  func severalKeys(_ type: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let server = try await SSHServer(hostKeyTypes: [type, type == "ecdsa" ? "ed25519" : "ecdsa"])
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    #expect(try await repository.fetch().commit == origin.head())
  }

  @Test("hashed lines are known hosts too")
  func hashed() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer())
    try await Tool.sshKeygen("-q", "-H", "-f", server.knownHosts)
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    #expect(try await repository.fetch().ref == "main")
  }

  @Test(
    "no connection without a match", arguments: ["unknown", "different", "revoked", "other type", "empty", "missing"])
  func untrusted(_ reason: String) async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer())
    let name = "[127.0.0.1]:\(server.port)"
    let lines = [
      "unknown": "127.0.0.1 \(server.hostKey)\n",
      "different": "\(name) \(KnownHostsTests.mine)\n",
      "revoked": "@revoked \(name) \(server.hostKey)\n\(name) \(server.hostKey)\n",
      "other type": "\(name) \(KnownHostsTests.rsa)\n",
      "empty": "",
    ]
    var file = "\(origin.scratch.path)/missing"
    if let text = lines[reason] { file = try origin.scratch.write(text, to: "hosts") }
    let url = server.url(origin.path)
    let repository = try makeRepository(
      url, in: origin.scratch, authentication: authentication(server, knownHosts: file))
    switch await sourceError({ try await repository.fetch() }) {
    case .untrustedHost(url, let message):
      #expect(reason != "missing")
      #expect(message.contains("SHA256:") && message.contains(file))
    case .configuration(let message):
      #expect(reason == "missing")
      #expect(message.contains(file))
    case let error: Issue.record("\(String(describing: error))")
    }
  }

  @Test("a key that the server does not take is said not to be taken, once")
  func wrongKey() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer())
    try await Tool.sshKeygen("-q", "-t", "ed25519", "-N", "", "-f", "\(origin.scratch.path)/other")
    let url = server.url(origin.path)
    let key = "\(origin.scratch.path)/other"
    let repository = try makeRepository(
      url, in: origin.scratch, authentication: .init(sshKeyFile: key, knownHostsFile: server.knownHosts))
    let error = await sourceError { try await repository.fetch() }
    guard case .notAuthorized(url, let message) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.contains(key))
  }

  @Test("an RSA key reads the repository, or the error says what key would")
  func rsa() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer(clientKeyType: "rsa"))
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    switch await sourceError({ try await repository.fetch() }) {
    case nil: break
    case .notAuthorized(_, let reason): #expect(reason.contains("ed25519"))
    case let error: Issue.record("\(String(describing: error))")
    }
  }

  @Test("a key with a passphrase is said to have one")
  func passphrase() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer())
    try await Tool.sshKeygen("-q", "-p", "-P", "", "-N", "hunter2", "-f", server.clientKey)
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    guard case .notAuthorized(_, let reason) = await sourceError({ try await repository.fetch() }) else {
      Issue.record("no error, or another")
      return
    }
    #expect(reason.contains("passphrase") && !reason.contains("hunter2"))
  }

  @Test("a path without a repository is not found")
  func missing() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await SSHServer())
    let repository = try makeRepository(
      server.url("/nothing/here.git"), in: origin.scratch, authentication: authentication(server))
    let error = await sourceError { try await repository.fetch() }
    guard case .notFound(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("not appear to be a git repository"))
  }

  @Test("a fetch that ends halfway leaves the refs as they were, and the next one makes it good")
  func halfway() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let (stall, half) = ("\(origin.scratch.path)/stall", "\(origin.scratch.path)/half")
    // The second half of the pack comes only where the file is gone. Byte by byte, so that nothing waits in a buffer.
    let script = try origin.scratch.write(
      """
      #!/bin/sh
      if [ -e \(stall) ]; then
        sh -c "$SSH_ORIGINAL_COMMAND" | { dd bs=1 count=100000 status=none; echo > \(half); exec sleep 60; }
      else
        exec sh -c "$SSH_ORIGINAL_COMMAND"
      fi
      """, to: "serve", mode: 0o755)
    let server = try await SSHServer(command: script)
    let repository = try makeRepository(
      server.url(origin.path), in: origin.scratch, authentication: authentication(server))
    let before = try await repository.fetch()

    let noise = (0..<60_000).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
    let commit = try await origin.commit(["noise": noise])
    try Fifo.make(half)
    try origin.scratch.write("", to: "stall")
    let fetch = Task { try await repository.fetch() }
    _ = try await blocking { try Fifo.read(half) }
    fetch.cancel()
    await #expect(throws: CancellationError.self) { try await fetch.value }
    #expect(try await repository.revision(of: nil) == before)

    try FileManager.default.removeItem(atPath: stall)
    #expect(try await repository.fetch().commit == commit)
    let packs = try FileManager.default.contentsOfDirectory(atPath: "\(repository.mirror)/objects/pack")
    #expect(!packs.contains { $0.hasPrefix("pack_") })
    try await Tool.git("fsck", "--full", in: repository.mirror)
  }
}
