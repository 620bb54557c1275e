import Foundation
import LocalServers
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("fetching by https", .timeLimit(.minutes(10)))
struct HTTPSFetchTests {
  private func authentication(_ server: HTTPSServer) -> GitRepositorySettings.Authentication {
    .init(tokenFile: server.tokenFile, caFile: server.caFile)
  }

  @Test("a token that the server takes reads the repository", arguments: ["", "/moved"])
  func fetched(_ prefix: String) async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git", prefix: prefix), in: origin.scratch, authentication: authentication(server))
    #expect(try await repository.fetch().commit == origin.head())
    let second = try await origin.commit(["a.yaml": "2"])
    #expect(try await repository.fetch().commit == second)
  }

  @Test("a server that asks for nothing is told nothing")
  func open() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git", prefix: "/open"), in: origin.scratch, authentication: authentication(server))
    #expect(try await repository.fetch().ref == "main")
    #expect(!server.requests.contains("Basic"))
  }

  @Test("a wrong token is offered once, and named by its file only")
  func wrongToken() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    try server.scratch.write("hunter2-wrong", to: "token")
    let repository = try makeRepository(
      server.url("\(origin.path)/.git"), in: origin.scratch, authentication: authentication(server))
    let error = await sourceError { try await repository.fetch() }
    guard case .notAuthorized(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains(server.tokenFile) && !reason.contains("hunter2"))
    #expect(server.requests.split(separator: "\n").count { $0.contains("Basic") } == 1)
  }

  @Test(
    "a token or a certificate's file with a byte-order mark or a NUL byte is refused with that reason, and nothing is sent",
    arguments: ["token", "ca"], [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0]] as [[UInt8]])
  func marked(_ file: String, _ mark: [UInt8]) async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let setting = file == "token" ? "source.auth.tokenFile" : "source.auth.caFile"
    let good = file == "token" ? server.tokenFile : server.caFile
    let marked = origin.scratch.path("marked")
    let content = try Data(contentsOf: URL(filePath: good))
    try (mark == [0] ? content + mark : Data(mark) + content).write(to: URL(filePath: marked))
    var authentication = authentication(server)
    if file == "token" { authentication.tokenFile = marked } else { authentication.caFile = marked }
    let repository = try makeRepository(
      server.url("\(origin.path)/.git"), in: origin.scratch, authentication: authentication)
    let error = await sourceError { try await repository.fetch() }
    guard case .configuration(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("\(setting) \(marked): it "), "\(reason)")
    #expect(reason.contains(mark == [0] ? "NUL byte" : "byte-order mark"), "\(reason)")
    #expect(!server.requests.contains("Basic"))
  }

  @Test("a server that wants a token where none is set says which setting is missing")
  func noToken() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git"), in: origin.scratch, authentication: .init(caFile: server.caFile))
    let error = await sourceError { try await repository.fetch() }
    guard case .notAuthorized(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("source.auth.tokenFile"))
  }

  @Test("a certificate from an authority that nobody named is refused, and no token is sent")
  func unknownAuthority() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git"), in: origin.scratch, authentication: .init(tokenFile: server.tokenFile))
    let error = await sourceError { try await repository.fetch() }
    guard case .untrustedHost(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("source.auth.caFile"))
    #expect(server.requests.isEmpty)
  }

  @Test("a certificate for another name is refused")
  func otherName() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git", host: "127.0.0.1"), in: origin.scratch, authentication: authentication(server))
    guard case .untrustedHost = await sourceError({ try await repository.fetch() }) else {
      Issue.record("it was taken")
      return
    }
  }

  @Test("another host is not followed to, and never sees the token")
  func elsewhere() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("\(origin.path)/.git", prefix: "/elsewhere"), in: origin.scratch,
      authentication: authentication(server))
    let error = await sourceError { try await repository.fetch() }
    guard case .untrustedHost(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("another host, 127.0.0.1"))
    #expect(!server.requests.contains("127.0.0.1 "))
    #expect(!server.requests.contains("Basic"))
  }

  @Test(
    "another port of the same host, and http, are not followed to, and never see the token", arguments: [true, false])
  func otherPort(_ isSecure: Bool) async throws {
    let (origin, server, other) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer(), try await HTTPSServer())
    let authorities = try [server, other].map { try String(contentsOfFile: $0.caFile, encoding: .utf8) }.joined()
    try origin.scratch.write(authorities, to: "authorities.pem")
    let repository = try makeRepository(
      server.url("\(origin.path)/.git", prefix: isSecure ? "/port/\(other.port)" : "/plain"), in: origin.scratch,
      authentication: .init(tokenFile: server.tokenFile, caFile: "\(origin.scratch.path)/authorities.pem"))
    let error = await sourceError { try await repository.fetch() }
    guard case .untrustedHost(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("it sends on to ") || !isSecure, "\(reason)")
    #expect(!(server.requests + other.requests).contains("Basic"))
    #expect(other.requests.isEmpty)
  }

  @Test("a path without a repository is not found")
  func missing() async throws {
    let (origin, server) = (try await Origin(["a.yaml": "1"]), try await HTTPSServer())
    let repository = try makeRepository(
      server.url("/nothing/here.git"), in: origin.scratch, authentication: authentication(server))
    let error = await sourceError { try await repository.fetch() }
    guard case .notFound = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("the token is in no argument and no variable of the process that fetches", .timeLimit(.minutes(10)))
  func hidden() async throws {
    let (scratch, listener) = (try TemporaryFolder(), try Listener())
    try scratch.write("hunter2-token", to: "token")
    let seen = "\(scratch.path)/seen"
    try Fifo.make(seen)
    let program = try FetchChild.program(after: "cat /proc/$$/cmdline /proc/$$/environ > \(seen)")
    let repository = try makeRepository(
      "https://localhost:\(listener.port)/a", in: scratch,
      authentication: .init(tokenFile: "\(scratch.path)/token"), program: program)
    let fetch = Task { try await repository.fetch() }
    let text = try await blocking { try Fifo.read(seen) }
    fetch.cancel()
    await #expect(throws: CancellationError.self) { try await fetch.value }
    #expect(text.contains("git-fetch-child") && !text.contains("hunter2"))
  }
}
