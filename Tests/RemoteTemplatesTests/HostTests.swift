import LocalServers
import Manifests
import PortContracts
import TemporaryFolders
import Testing

@testable import RemoteTemplates

@Suite("the servers that templates may be fetched from", .timeLimit(.minutes(10)))
struct HostTests {
  @Test(
    "a setting names a host, with a port where it is not 443, in one spelling",
    arguments: [
      ("raw.githubusercontent.com", "raw.githubusercontent.com"),
      ("Raw.GitHubUserContent.com.", "raw.githubusercontent.com"),
      ("example.com:443", "example.com"), ("example.com:8443", "example.com:8443"), ("10.0.0.7", "10.0.0.7"),
      ("[FD00::7]:8443", "[fd00::7]:8443"), ("fd00:0:0::7", "[fd00::7]"),
      ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
  func entries(_ text: String, _ shown: String) { #expect(AllowedHost(text)?.description == shown) }

  @Test(
    "what is no host is none",
    arguments: [
      "", "*", "*.example.com", "https://example.com", "example.com/path", "a b", "bücher.example", "example.com:0",
      "example.com:65536", "example.com:x", "user@example.com", "-a.example", "a..b", "[::1", "[10.0.0.7]", "a%2eb",
      String(repeating: "a", count: 64),
    ])
  func nonsense(_ text: String) { #expect(AllowedHost(text) == nil) }

  @Test(
    "only the very host and port that a setting names may be asked",
    arguments: [
      ("https://example.com/t.json", true), ("https://EXAMPLE.com./t.json", true), ("https://example.com:443/t", true),
      ("https://example.com:8443/t", false), ("https://www.example.com/t", false),
      ("https://example.com.evil.org/t", false),
      ("https://evil.org/example.com", false), ("https://evil.org/?example.com", false),
      ("https://localhost:9/t", true),
      ("https://localhost/t", false), ("https://127.0.0.1:9/t", false), ("https://2130706433/t", false),
      ("https://exampIe.com/t", false), ("https://ex\u{430}mple.com/t", false),
    ])
  func lists(_ address: String, _ isListed: Bool) async throws {
    let hosts = AllowedHosts(["example.com", "localhost:9"].compactMap(AllowedHost.init))
    #expect((hosts.refusal(of: TemplateQuery(address, nil)) == nil) == isListed, "\(address)")
    let kept = KeptTemplates(folder: "/nowhere", allowedHosts: hosts)
    let answer = try await kept.template(TemplateQuery(address, nil))
    #expect(answer.isNotKept == isListed)
  }

  static let reaches: [(String, NetworkAddress.Reach)] = [
    ("140.82.121.4", .global), ("1.1.1.1", .global), ("172.15.0.1", .global), ("172.32.0.1", .global),
    ("100.63.0.1", .global),
    ("100.128.0.1", .global), ("169.253.0.1", .global), ("2606:4700::1111", .global), ("64:ff9b::8c52:7904", .global),
    ("::ffff:140.82.121.4", .global),
    ("10.0.0.1", .inside), ("172.16.0.1", .inside), ("172.31.255.255", .inside), ("192.168.1.1", .inside),
    ("100.64.0.1", .inside), ("127.0.0.1", .inside), ("127.255.0.1", .inside), ("192.0.0.170", .inside),
    ("198.18.0.1", .inside), ("203.0.113.7", .inside), ("::1", .inside), ("fd00::7", .inside), ("fc00::1", .inside),
    ("fec0::1", .inside), ("2001:db8::1", .inside), ("2001::1", .inside), ("::ffff:127.0.0.1", .inside),
    ("::ffff:10.0.0.1", .inside), ("64:ff9b::a00:1", .inside), ("64:ff9b:1::1", .inside), ("2002:7f00:1::", .inside),
    ("2002:8c52:7904::", .inside), ("::140.82.121.4", .inside), ("4000::1", .inside),
    ("0.0.0.0", .never), ("0.1.2.3", .never), ("169.254.169.254", .never), ("168.63.129.16", .never),
    ("224.0.0.1", .never),
    ("239.255.255.250", .never), ("255.255.255.255", .never), ("::", .never), ("fe80::1", .never), ("febf::1", .never),
    ("ff02::1", .never), ("::ffff:169.254.169.254", .never), ("64:ff9b::a9fe:a9fe", .never),
    ("2002:a9fe:a9fe::", .never),
    ("::ffff:0.0.0.0", .never),
  ]

  @Test("an address is known for what it leads to, also inside another one", arguments: reaches)
  func reach(_ text: String, _ reach: NetworkAddress.Reach) throws {
    #expect(try #require(NetworkAddress(Substring(text))).reach == reach)
  }

  @Test(
    "a name that leads into a private network is refused unless the setting names its port; a link-local one always")
  func inside() async throws {
    let settings = { (host: String) in
      RemoteTemplateSettings(allowedHosts: AllowedHosts([AllowedHost(host)].compactMap { $0 }))
    }
    func reason(_ host: String, _ address: String) async -> String? {
      do {
        _ = try await TemplateFetch(settings: settings(host)).bytes(at: address, limit: 10)
        return nil
      } catch {
        return (error as? FetchFault)?.reason
      }
    }
    let silent = try Server.freePort()
    #expect(await reason("localhost", "https://localhost/t")?.contains("leads into a private network") == true)
    #expect(await reason("localhost:\(silent)", "https://localhost:\(silent)/t")?.hasPrefix("no connection") == true)
    for host in ["169.254.169.254", "[fe80::1]:443", "0.0.0.0:443", "168.63.129.16"] {
      let found = await reason(host, "https://\(host)/t")
      #expect(found?.contains("where no template is fetched from") == true, "\(host): \(found ?? "none")")
    }
  }

  @Test("a server that sends on is followed to listed servers alone, and nothing is said of what others have")
  func redirects() async throws {
    let (first, second) = (try await TemplateServer(), try await TemplateServer())
    try second.serve("secret of an inner service")
    let query = TemplateQuery(first.url("/to/\(second.port)/pool.json"), TemplateHash(of: [1]))
    let authorities = [first, second].map { "\($0.scratch.path)/ca.pem" }
    func library(_ servers: [TemplateServer]) -> HTTPSTemplates {
      HTTPSTemplates(
        folder: first.folder,
        settings: RemoteTemplateSettings(
          caFiles: authorities, allowedHosts: AllowedHosts(servers.compactMap { AllowedHost("localhost:\($0.port)") })),
        clock: SteppingClock(), logger: .quiet)
    }
    let unlisted = try await library([first]).template(query)
    #expect(
      unlisted.reason
        == "the server sends on to another one, localhost:\(second.port), which is not in templates.allowedHosts of weir.yaml"
    )
    let listed = try await library([first, second]).template(query)
    guard case .differsElsewhere = listed else {
      Issue.record("\(listed)")
      return
    }
    let hash = try first.serve("{}")
    let missing = try await library([first]).template(TemplateQuery(first.url("/files/pool.json"), nil))
    #expect(missing.otherHash == hash)
  }
}
