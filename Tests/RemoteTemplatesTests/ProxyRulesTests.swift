import Testing

@testable import RemoteTemplates

@Suite("proxies")
struct ProxyRulesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var environment: [String: String]
    var host = "files.example.com"
    /// `user:password@host:port`, or empty for the direct way.
    var proxy: String
  }

  static let rows = [
    Row(testDescription: "none", environment: [:], proxy: ""),
    Row(testDescription: "capitals", environment: ["HTTPS_PROXY": "http://p:3128"], proxy: "p:3128"),
    Row(
      testDescription: "small letters go first",
      environment: ["HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:2"],
      proxy: "b:2"),
    Row(testDescription: "for all", environment: ["ALL_PROXY": "p:8080"], proxy: "p:8080"),
    Row(
      testDescription: "no scheme and no port", environment: ["https_proxy": "proxy.example"], proxy: "proxy.example:80"
    ),
    Row(
      testDescription: "a login", environment: ["https_proxy": "http://ana:a%40b@p:3128/"], proxy: "ana:a@b@p:3128"),
    Row(testDescription: "not for http", environment: ["http_proxy": "http://p:3128"], proxy: ""),
    Row(testDescription: "an empty one", environment: ["https_proxy": ""], proxy: ""),
    Row(
      testDescription: "an exception of the domain",
      environment: ["https_proxy": "http://p:1", "no_proxy": "localhost, .example.com"], proxy: ""),
    Row(
      testDescription: "an exception of the host",
      environment: ["https_proxy": "http://p:1", "NO_PROXY": "Files.Example.com"], proxy: ""),
    Row(testDescription: "all are exceptions", environment: ["https_proxy": "http://p:1", "no_proxy": "*"], proxy: ""),
    Row(
      testDescription: "an exception that only ends alike",
      environment: ["https_proxy": "http://p:1", "no_proxy": "s.example.com"], proxy: "p:1"),
  ]

  @Test("an address is reached as curl would reach it", arguments: rows)
  func rules(_ row: Row) {
    let rules = ProxyRules(environment: row.environment)
    let proxy = rules.proxy(for: row.host)
    let login = proxy?.user.map { "\($0):\(proxy?.password ?? "")@" } ?? ""
    #expect((proxy.map { "\(login)\($0.host):\($0.port)" } ?? "") == row.proxy)
    #expect(!rules.unreadable)
  }

  @Test(
    "a proxy of another kind is not passed over in silence",
    arguments: ["socks5://p:1", "https://p:1", "p:port", "p:0"])
  func unreadable(_ text: String) {
    #expect(ProxyRules(environment: ["https_proxy": text]).unreadable)
  }
}
