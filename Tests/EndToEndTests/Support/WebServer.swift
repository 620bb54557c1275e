import Foundation
import Glibc
import LocalServers
import TemporaryFolders

/// A real web server behind TLS for `localhost`, with an authority of its own: `/files/…` are files, `/slow/…` the same at
/// ten bytes a second.
final class WebServer: Sendable {
  private let scratch: TemporaryFolder
  private let port: Int
  private let server: Server

  init() async throws {
    let scratch = try TemporaryFolder()
    self.scratch = scratch
    try await TestAuthority.make(in: scratch.path)
    try scratch.write("", to: "www/files/.empty")
    (port, server) = try await Server.onFreePort { port in
      let file = try scratch.write(Self.configuration(scratch.path, port: port), to: "nginx.conf")
      let arguments = ["-c", file, "-p", scratch.path, "-e", "stderr"]
      return (port, try await Server.start(.nginx, arguments, sign: "start worker process"))
    }
  }

  var caFile: String { "\(scratch.path)/ca.pem" }

  func url(_ path: String) -> String { "https://localhost:\(port)\(path)" }

  /// Puts a file where `/files/` is.
  func serve(_ text: String, as name: String) throws { try scratch.write(text, to: "www/files/\(name)", mode: 0o644) }

  private static func configuration(_ folder: String, port: Int) -> String {
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
      server {
        listen 127.0.0.1:\(port) ssl;
        ssl_certificate \(folder)/server.pem;
        ssl_certificate_key \(folder)/server.key;
        root \(folder)/www;
        location /files/ {}
        location /slow/ { alias \(folder)/www/files/; limit_rate 10; }
      }
    }
    """
  }
}
