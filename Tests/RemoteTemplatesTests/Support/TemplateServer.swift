import Foundation
import LocalServers
import Manifests
import PortContracts
import TemporaryFolders

@testable import RemoteTemplates

/// A real web server behind TLS, with an authority of its own.
///
/// `/files/…` are files, `/slow/…` the same at ten bytes a second, `/moved/N/…` leads to `/files/…` after N steps,
/// `/plain/…` to http, `/round` to itself, and `/broken/…` to a program that sends what the test has told it.
final class TemplateServer: Sendable {
  let scratch: TemporaryFolder
  let port: Int
  private let server: Server
  let program: BrokenServer

  init() async throws {
    let scratch = try TemporaryFolder()
    self.scratch = scratch
    try await TestAuthority.make(in: scratch.path)
    try scratch.write("", to: "www/files/.empty")
    let program = try BrokenServer()
    self.program = program
    (port, server) = try await Server.onFreePort { port in
      let file = try scratch.write(
        Self.configuration(scratch.path, port: port, behind: program.port), to: "nginx.conf")
      let arguments = ["-c", file, "-p", scratch.path, "-e", "stderr"]
      return (port, try await Server.start(.nginx, arguments, sign: "start worker process"))
    }
  }

  func url(_ path: String, host: String = "localhost") -> String { "https://\(host):\(port)\(path)" }

  /// Puts a file where `/files/` is, and answers its hash.
  @discardableResult
  func serve(_ text: String, as name: String = "pool.json") throws -> TemplateHash {
    try scratch.write(text, to: "www/files/\(name)", mode: 0o644)
    return TemplateHash(of: Array(text.utf8))
  }

  /// Templates that know this server's authority.
  func library(
    in folder: String? = nil, timeout: Duration = .seconds(60), clock: SteppingClock = SteppingClock(),
    caFile: String? = nil, proxies: ProxyRules = ProxyRules()
  ) -> HTTPSTemplates {
    HTTPSTemplates(
      folder: folder ?? self.folder,
      settings: RemoteTemplateSettings(
        timeout: timeout, caFiles: [caFile ?? "\(scratch.path)/ca.pem"], proxies: proxies),
      clock: clock, logger: .quiet)
  }

  /// Where copies are kept.
  var folder: String { "\(scratch.path)/templates" }

  private static func configuration(_ folder: String, port: Int, behind: Int) -> String {
    """
    daemon off;
    worker_processes 1;
    pid \(folder)/nginx.pid;
    error_log stderr notice;
    \(getuid() == 0 ? "user root;" : "")
    events {}
    http {
      access_log off;
      client_body_temp_path \(folder)/body;
      fastcgi_temp_path \(folder)/fastcgi;
      proxy_temp_path \(folder)/proxy;
      scgi_temp_path \(folder)/scgi;
      uwsgi_temp_path \(folder)/uwsgi;
      absolute_redirect off;
      server {
        listen 127.0.0.1:\(port) ssl;
        ssl_certificate \(folder)/server.pem;
        ssl_certificate_key \(folder)/server.key;
        root \(folder)/www;
        location /files/ {}
        location /slow/ { alias \(folder)/www/files/; limit_rate 10; }
        location ~ ^/moved/0(/.*)$ { return 301 /files$1; }
        location ~ ^/moved/1(/.*)$ { return 302 https://localhost:\(port)/moved/0$1; }
        location ~ ^/moved/2(/.*)$ { return 303 /moved/1$1; }
        location ~ ^/moved/3(/.*)$ { return 307 /moved/2$1; }
        location ~ ^/moved/4(/.*)$ { return 308 /moved/3$1; }
        location ~ ^/plain(/.*)$ { return 302 http://localhost:\(port)/files$1; }
        location = /round { return 302 /round; }
        location /closed { return 403; }
        location /broken/ { proxy_pass http://127.0.0.1:\(behind); proxy_buffering off; }
      }
    }
    """
  }
}
