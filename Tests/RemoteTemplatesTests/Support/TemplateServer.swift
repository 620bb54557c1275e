import Foundation
import LocalServers
import Manifests
import PortContracts
import TemporaryFolders

@testable import RemoteTemplates

/// A real web server behind TLS, with an authority of its own.
///
/// `/files/…` are files, `/slow/…` the same at ten bytes a second, `/moved/N/…` leads to `/files/…` after N steps,
/// `/to/PORT/…` to the same files at another port, `/plain/…` to http, `/round` to itself, and `/broken/…` to a program that sends what the test has told it.
final class TemplateServer: Sendable {
  private let nginx: NginxServer
  let program: BrokenServer

  var scratch: TemporaryFolder { nginx.scratch }
  var port: Int { nginx.port }

  init() async throws {
    let scratch = try TemporaryFolder()
    try scratch.write("", to: "www/files/.empty")
    let program = try BrokenServer()
    self.program = program
    nginx = try await NginxServer(in: scratch, options: "access_log off; absolute_redirect off;") { port in
      Self.locations(scratch.path, port: port, behind: program.port)
    }
  }

  func url(_ path: String, host: String = "localhost") -> String { nginx.url(path, host: host) }

  /// Puts a file where `/files/` is, and answers its hash.
  @discardableResult
  func serve(_ text: String, as name: String = "pool.json") throws -> TemplateHash {
    try scratch.write(text, to: "www/files/\(name)", mode: 0o644)
    return TemplateHash(of: Array(text.utf8))
  }

  /// Templates that know this server's authority.
  func library(
    in folder: String? = nil, timeout: Duration = .seconds(60), clock: SteppingClock = SteppingClock(),
    caFile: String? = nil, proxies: ProxyRules = ProxyRules(), ports: Int...
  ) -> HTTPSTemplates {
    HTTPSTemplates(
      folder: folder ?? self.folder,
      settings: RemoteTemplateSettings(
        timeout: timeout, caFiles: [caFile ?? nginx.caFile], proxies: proxies, allowedHosts: Self.local([port] + ports)),
      clock: clock, logger: .quiet)
  }

  /// Servers of this machine at these ports.
  static func local(_ ports: [Int]) -> AllowedHosts {
    AllowedHosts(ports.flatMap { port in ["localhost:\(port)", "127.0.0.1:\(port)"].compactMap(AllowedHost.init) })
  }

  /// Where copies are kept.
  var folder: String { "\(scratch.path)/templates" }

  private static func locations(_ folder: String, port: Int, behind: Int) -> String {
    """
    root \(folder)/www;
    location /files/ {}
    location /slow/ { alias \(folder)/www/files/; limit_rate 10; }
    location ~ ^/moved/0(/.*)$ { return 301 /files$1; }
    location ~ ^/moved/1(/.*)$ { return 302 https://localhost:\(port)/moved/0$1; }
    location ~ ^/moved/2(/.*)$ { return 303 /moved/1$1; }
    location ~ ^/moved/3(/.*)$ { return 307 /moved/2$1; }
    location ~ ^/moved/4(/.*)$ { return 308 /moved/3$1; }
    location ~ ^/plain(/.*)$ { return 302 http://localhost:\(port)/files$1; }
    location ~ ^/to/([0-9]+)(/.*)$ { return 302 https://localhost:$1/files$2; }
    location = /round { return 302 /round; }
    location /closed { return 403; }
    location /broken/ { proxy_pass http://127.0.0.1:\(behind); proxy_buffering off; }
    """
  }
}
