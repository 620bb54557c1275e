import Foundation
import Glibc
package import TemporaryFolders

/// A real web server with git's own CGI program behind TLS, that wants the user `git` and a token.
///
/// `https://localhost:PORT/…` serves repositories by their paths, `/moved/…` sends on to the same host, `/elsewhere/…`
/// to another, `/port/N/…` to another port of it, `/plain/…` to http, and `/open/…` asks for no token.
package final class HTTPSServer: Sendable {
  package static let token = "token-4711-secret"

  private let nginx: NginxServer
  private let gateway: Server

  package var scratch: TemporaryFolder { nginx.scratch }
  package var port: Int { nginx.port }
  package var caFile: String { nginx.caFile }
  package var tokenFile: String { "\(scratch.path)/token" }
  /// The hosts and authorization headers of all requests that came in.
  package var requests: String { (try? String(contentsOfFile: "\(scratch.path)/access.log", encoding: .utf8)) ?? "" }

  package init() async throws {
    let scratch = try TemporaryFolder()
    try scratch.write("\(Self.token)\n", to: "token")
    try scratch.write("git:{PLAIN}\(Self.token)\n", to: "users", mode: 0o644)
    let socket = "\(scratch.path)/cgi.sock"
    // It takes no notice of SIGTERM until the next request.
    gateway = try await Server.start(.fcgiwrap, [], input: Self.listen(at: socket), ending: SIGKILL)
    let seen = """
      log_format seen '$host "$http_authorization" $request_uri $status';
      access_log \(scratch.path)/access.log seen;
      """
    nginx = try await NginxServer(in: scratch, options: seen) { port in
      Self.locations(scratch.path, port: port, socket: socket)
    }
  }

  package func url(_ path: String, prefix: String = "", host: String = "localhost") -> String {
    nginx.url(prefix + path, host: host)
  }

  /// A listening Unix socket, which fcgiwrap takes as its standard input, so that it is there before anyone asks.
  private static func listen(at path: String) throws -> Int32 {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isShort = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      guard path.utf8.count < buffer.count else { return false }
      buffer.copyBytes(from: Array(path.utf8))
      return true
    }
    let answer = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && Glibc.listen(descriptor, 16) == 0
      }
    }
    guard isShort, answer else { throw ToolError("no socket at \(path): \(String(cString: strerror(errno)))") }
    return descriptor
  }

  private static func locations(_ folder: String, port: Int, socket: String) -> String {
    let backend = """
            client_max_body_size 0;
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
            fastcgi_param GIT_HTTP_EXPORT_ALL "";
            fastcgi_param GIT_PROJECT_ROOT /;
            fastcgi_param GIT_CONFIG_COUNT 1;
            fastcgi_param GIT_CONFIG_KEY_0 safe.directory;
            fastcgi_param GIT_CONFIG_VALUE_0 "*";
            fastcgi_param REMOTE_USER $remote_user;
            fastcgi_pass unix:\(socket);
      """
    return """
      location ~ ^/open(/.*)$ {
        fastcgi_param PATH_INFO $1;
      \(backend)
      }
      location ~ ^/moved(/.*)$ { return 301 https://localhost:\(port)$1$is_args$args; }
      location ~ ^/port/([0-9]+)(/.*)$ { return 302 https://localhost:$1$2$is_args$args; }
      location ~ ^/plain(/.*)$ { return 302 http://localhost:\(port)$1$is_args$args; }
      location ~ ^/elsewhere(/.*)$ { return 302 https://127.0.0.1:\(port)$1$is_args$args; }
      location / {
        auth_basic git;
        auth_basic_user_file \(folder)/users;
        fastcgi_param PATH_INFO $uri;
      \(backend)
      }
      """
  }
}
