import Glibc
package import TemporaryFolders

/// A real nginx behind TLS on a free port of `localhost`, with an authority of its own; it ends with this object.
package final class NginxServer: Sendable {
  package let scratch: TemporaryFolder
  package let port: Int
  private let server: Server

  package var caFile: String { "\(scratch.path)/ca.pem" }

  /// - Parameter scratch: where it keeps its files, and what the locations refer to.
  /// - Parameter options: directives beside the server, such as an access log.
  /// - Parameter locations: what it serves, told its port.
  package init(
    in scratch: TemporaryFolder, options: String = "access_log off;", locations: (_ port: Int) -> String
  ) async throws {
    self.scratch = scratch
    try await TestAuthority.make(in: scratch.path)
    (port, server) = try await Server.onFreePort { port in
      let text = Self.configuration(scratch.path, port: port, options, locations(port))
      let file = try scratch.write(text, to: "nginx.conf")
      let arguments = ["-c", file, "-p", scratch.path, "-e", "stderr"]
      return (port, try await Server.start(.nginx, arguments, sign: "start worker process"))
    }
  }

  package func url(_ path: String, host: String = "localhost") -> String { "https://\(host):\(port)\(path)" }

  private static func configuration(_ folder: String, port: Int, _ options: String, _ locations: String) -> String {
    """
    daemon off;
    worker_processes 1;
    pid \(folder)/nginx.pid;
    error_log stderr notice;
    \(getuid() == 0 ? "user root;" : "")
    events {}
    http {
      \(options)
      client_body_temp_path \(folder)/body;
      fastcgi_temp_path \(folder)/fastcgi;
      proxy_temp_path \(folder)/proxy;
      scgi_temp_path \(folder)/scgi;
      uwsgi_temp_path \(folder)/uwsgi;
      server {
        listen 127.0.0.1:\(port) ssl;
        ssl_certificate \(folder)/server.pem;
        ssl_certificate_key \(folder)/server.key;
        \(locations)
      }
    }
    """
  }
}
