import Reconciliation
import Testing

@testable import GitSource

@Suite("addresses of repositories")
struct GitAddressTests {
  @Test(
    "an address says how, where and as whom",
    arguments: [
      ("/srv/pools.git", .folder, "/srv/pools.git", "", 0, nil),
      ("pools.git", .folder, "/etc/weir/pools.git", "", 0, nil),
      ("../pools", .folder, "/etc/pools", "", 0, nil),
      (".", .folder, "/etc/weir", "", 0, nil),
      ("file:///srv/my%20pools", .folder, "/srv/my pools", "", 0, nil),
      ("file://localhost/srv/pools", .folder, "/srv/pools", "", 0, nil),
      ("/srv/with:colon", .folder, "/srv/with:colon", "", 0, nil),
      ("https://Git.example.com/a/b.git", .https, "https://Git.example.com/a/b.git", "git.example.com", 443, nil),
      (
        "https://ana@git.example.com:8443/a", .https, "https://ana@git.example.com:8443/a", "git.example.com", 8443,
        "ana"
      ),
      ("ssh://git@git.example.com/a", .ssh, "ssh://git@git.example.com/a", "git.example.com", 22, "git"),
      ("ssh://git.example.com:2222/~/a", .ssh, "ssh://git.example.com:2222/~/a", "git.example.com", 2222, nil),
      ("ssh://git@[::1]:22/a", .ssh, "ssh://git@[::1]:22/a", "::1", 22, "git"),
      ("git@github.com:example/pools.git", .ssh, "git@github.com:example/pools.git", "github.com", 22, "git"),
      ("github.com:example/pools.git", .ssh, "github.com:example/pools.git", "github.com", 22, nil),
    ] as [(String, GitAddress.Transport, String, String, Int, String?)])
  func read(
    _ row: (url: String, transport: GitAddress.Transport, text: String, host: String, port: Int, user: String?)
  ) throws {
    let address = try GitAddress(row.url, relativeTo: "/etc/weir")
    #expect(address.transport == row.transport)
    #expect(address.text == row.text)
    #expect(address.host == row.host)
    #expect(address.port == row.port)
    #expect(address.user == row.user)
  }

  @Test(
    "an address that cannot be meant is refused with what would be right",
    arguments: [
      ("", "empty"), ("http://git.example.com/a", "https"), ("git://git.example.com/a", "not supported"),
      ("ext::sh -c date", "git@host:path"), ("~/pools", "not expanded"), ("https://", "no host"),
      ("https://git.example.com", "no path"), ("https://git.example.com:0/a", "port"),
      ("https://git.example.com:x/a", "port"), ("ssh://-oProxyCommand=date/a", "no host"),
      ("git@host:", "git@host:path"), ("/srv/\u{1}", "control"), ("file://elsewhere/srv", "file:///"),
      ("https://git.example.com/a b", "blank"), ("file:///srv/%zz", "file:///"),
    ])
  func refused(_ row: (url: String, words: String)) {
    let error = #expect(throws: SourceError.self) { try GitAddress(row.url, relativeTo: "/") }
    guard case .configuration(let message)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.contains(row.words), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test("a password in an address is refused, and not repeated", arguments: ["https", "ssh", "http", "ftp"])
  func password(_ scheme: String) {
    let error = #expect(throws: SourceError.self) {
      try GitAddress("\(scheme)://ana:hunter2@git.example.com/a", relativeTo: "/")
    }
    #expect(!"\(String(describing: error))".contains("hunter2"))
  }
}
