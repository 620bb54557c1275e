import LocalServers
import TemporaryFolders

/// A real web server behind TLS for `localhost`, with an authority of its own: `/files/…` are files, `/slow/…` the same at
/// ten bytes a second.
final class WebServer: Sendable {
  private let nginx: NginxServer

  init() async throws {
    let scratch = try TemporaryFolder()
    try scratch.write("", to: "www/files/.empty")
    nginx = try await NginxServer(in: scratch) { _ in
      """
      root \(scratch.path)/www;
      location /files/ {}
      location /slow/ { alias \(scratch.path)/www/files/; limit_rate 10; }
      """
    }
  }

  var caFile: String { nginx.caFile }

  func url(_ path: String) -> String { nginx.url(path) }

  /// Puts a file where `/files/` is.
  func serve(_ text: String, as name: String) throws {
    try nginx.scratch.write(text, to: "www/files/\(name)", mode: 0o644)
  }
}
