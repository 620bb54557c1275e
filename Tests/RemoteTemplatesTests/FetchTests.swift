import Foundation
import LocalServers
import Manifests
import PortContracts
import TemporaryFolders
import Testing

@testable import RemoteTemplates

@Suite("fetching templates", .timeLimit(.minutes(10)))
struct FetchTests {
  private static let anyHash = TemplateHash(of: [])

  @Test(
    "what has the hash is handed out, straight or by way of other addresses",
    arguments: [
      "/files", "/moved/0", "/moved/4",
    ])
  func found(_ prefix: String) async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(#"{"a": 1}"#)
    let answer = try await server.library().template(TemplateQuery(server.url("\(prefix)/pool.json"), hash))
    #expect(answer.text == #"{"a": 1}"#)
  }

  @Test("another hash, or none, is answered by the hash that it has now, and nothing is kept")
  func hashes() async throws {
    let server = try await TemplateServer()
    let (hash, library) = (try server.serve("one"), server.library())
    for wanted in [TemplateHash(of: [1]), nil] {
      let answer = try await library.template(TemplateQuery(server.url("/files/pool.json"), wanted))
      #expect(answer.otherHash == hash)
    }
    #expect(!FileManager.default.fileExists(atPath: server.folder))
  }

  /// A path, what the program behind `/broken/` sends, and a part of the reason.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var path: String
    var sends = ""
    var reason: String
  }

  static let rows = [
    Row(testDescription: "nothing there", path: "/files/none.json", reason: "the server answers 404"),
    Row(testDescription: "a login", path: "/closed", reason: "the server refuses it (403)"),
    Row(testDescription: "a way to http", path: "/plain/pool.json", reason: "sends on to http, and only https"),
    Row(testDescription: "a circle", path: "/round", reason: "sends on and on, more than 5 times"),
    Row(testDescription: "too large by its own word", path: "/files/large.json", reason: "larger than 1000 bytes"),
    Row(
      testDescription: "too large without a word", path: "/broken/",
      sends: "HTTP/1.0 200 OK\r\n\r\n" + String(repeating: "x", count: 2000), reason: "larger than 1000 bytes"),
    Row(
      testDescription: "cut off in the middle", path: "/broken/",
      sends: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", reason: "ended the connection in the middle"),
    Row(testDescription: "no answer of the kind", path: "/broken/", sends: "nonsense", reason: "is no HTTP"),
    Row(
      testDescription: "nowhere to go on to", path: "/broken/",
      sends: "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
      reason: "does not say where to"),
    Row(
      testDescription: "a way to another scheme", path: "/broken/",
      sends: "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
      reason: "sends on to file, and only https"),
  ]

  @Test("what cannot be had is a reason, and never a template", arguments: rows)
  func refused(_ row: Row) async throws {
    let server = try await TemplateServer()
    let hash = try server.serve("half", as: "pool.json")
    try server.serve(String(repeating: "x", count: 2000), as: "large.json")
    server.program.sends(row.sends)
    let answer = try await server.library().template(TemplateQuery(server.url(row.path), hash, limit: 1000))
    #expect(answer.reason?.contains(row.reason) == true, "\(answer)")
    #expect(answer.reason?.contains("\n") == false)
  }

  @Test("the limit itself may be reached")
  func limit() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(String(repeating: "x", count: 1000))
    let answer = try await server.library().template(TemplateQuery(server.url("/files/pool.json"), hash, limit: 1000))
    #expect(answer.text?.count == 1000)
  }

  @Test("a server that is too slow, or says nothing, is given up")
  func slow() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve(String(repeating: "x", count: 4000))
    let silent = try Listener()
    let library = server.library(timeout: .seconds(1), ports: silent.port)
    for address in [server.url("/slow/pool.json"), "https://localhost:\(silent.port)/pool.json"] {
      let reason = try await library.template(TemplateQuery(address, hash)).reason
      #expect(reason?.contains("within 1s") == true, "\(reason ?? "none")")
    }
  }

  @Test("a certificate that nobody vouches for is refused, and so is one for another name")
  func trust() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve("one")
    let other = try TemporaryFolder()
    try await TestAuthority.make(in: other.path)
    let path = "/files/pool.json"
    let unknown = try await server.library(caFile: "\(other.path)/ca.pem").template(
      TemplateQuery(server.url(path), hash))
    #expect(
      unknown.reason?.contains("not trusted; name its authority's file as source.auth.caFile") == true, "\(unknown)")
    let misnamed = try await server.library().template(TemplateQuery(server.url(path, host: "127.0.0.1"), hash))
    #expect(misnamed.reason?.contains("certificate is for another name") == true, "\(misnamed)")
    let missing = try await server.library(caFile: "/nowhere/ca.pem").template(TemplateQuery(server.url(path), hash))
    #expect(missing.reason?.hasPrefix("/nowhere/ca.pem holds no certificates") == true, "\(missing)")
  }

  @Test("the file in the system's place is what SSL_CERT_FILE says")
  func environment() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve("one")
    let settings = RemoteTemplateSettings(
      timeout: .seconds(60), caFile: nil, allowedHosts: TemplateServer.local([server.port]),
      environment: ["SSL_CERT_FILE": "\(server.scratch.path)/ca.pem"])
    let library = HTTPSTemplates(
      folder: server.folder, settings: settings, clock: SteppingClock(), logger: .quiet)
    #expect(try await library.template(TemplateQuery(server.url("/files/pool.json"), hash)).text == "one")
  }

  @Test("a proxy that is not there is named, and an exception goes around it")
  func proxy() async throws {
    let server = try await TemplateServer()
    let hash = try server.serve("one")
    let port = try Server.freePort()
    let query = TemplateQuery(server.url("/files/pool.json"), hash)
    let proxied = ProxyRules(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(port)"])
    #expect(try await server.library(proxies: proxied).template(query).reason?.contains("HTTPS_PROXY") == true)
    let around = ProxyRules(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(port)", "NO_PROXY": "localhost"])
    #expect(try await server.library(proxies: around).template(query).text == "one")
  }

  @Test("a server that failed is left alone for a while, and asked again then")
  func backOff() async throws {
    let server = try await TemplateServer()
    let clock = SteppingClock()
    let library = server.library(clock: clock)
    let query = TemplateQuery(server.url("/files/pool.json"), TemplateHash(of: Array("one".utf8)))
    #expect(try await library.template(query).reason == "the server answers 404")
    try server.serve("one")
    let waiting = try await library.template(query).reason
    #expect(waiting?.hasPrefix("the server answers 404; asked again after ") == true)
    try await clock.sleep(for: .seconds(31))
    #expect(try await library.template(query).text == "one")
  }

  @Test("a cancelled task is cancelled, and remembers nothing of the server")
  func cancelled() async throws {
    let (server, silent) = (try await TemplateServer(), try Listener())
    let library = server.library(ports: silent.port)
    let query = TemplateQuery("https://localhost:\(silent.port)/pool.json", Self.anyHash)
    let task = Task { try await library.template(query) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
