import Foundation
import Glibc
import LocalServers
import TemporaryFolders

/// A real `sshd` with a key and a port of its own, that lets one client key in as the user who runs the tests.
final class SSHServer: Sendable {
  let scratch: TemporaryFolder
  let port: Int
  let user: String
  private let server: Server

  var clientKey: String { "\(scratch.path)/client" }
  /// One line for the server's own key.
  var knownHosts: String { "\(scratch.path)/known_hosts" }
  /// `ssh-ed25519 AAAA…`
  let hostKey: String

  /// - Parameters:
  ///   - command: what is run instead of what the client asks for, which is in `$SSH_ORIGINAL_COMMAND`.
  ///   - hostKeyTypes: one key of each; the first is the one in `knownHosts`.
  init(command: String? = nil, clientKeyType: String = "ed25519", hostKeyTypes: [String] = ["ed25519"]) async throws {
    let scratch = try TemporaryFolder()
    self.scratch = scratch
    for (name, type) in hostKeyTypes.map({ ("host-\($0)", $0) }) + [("client", clientKeyType)] {
      try await Tool.sshKeygen("-q", "-t", type, "-N", "", "-C", name, "-f", "\(scratch.path)/\(name)")
    }
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { throw ToolError("no user name") }
    user = String(cString: name)
    if getuid() == 0 {
      // A folder that Debian's service file would make.
      try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    port = try Server.freePort()
    let publicKey = try String(contentsOfFile: "\(scratch.path)/host-\(hostKeyTypes[0]).pub", encoding: .utf8)
    hostKey = publicKey.split(separator: " ").prefix(2).joined(separator: " ")
    try scratch.write("[127.0.0.1]:\(port) \(hostKey)\n", to: "known_hosts")
    let configuration = try scratch.write(
      """
      Port \(port)
      ListenAddress 127.0.0.1
      \(hostKeyTypes.map { "HostKey \(scratch.path)/host-\($0)" }.joined(separator: "\n"))
      PidFile none
      AuthorizedKeysFile \(scratch.path)/client.pub
      StrictModes no
      UsePAM no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin prohibit-password
      \(command.map { "ForceCommand \($0)" } ?? "")
      """, to: "sshd_config")
    server = try await Server.start(.sshd, ["-D", "-e", "-f", configuration], sign: "Server listening on")
  }

  func url(_ path: String) -> String { "ssh://\(user)@127.0.0.1:\(port)\(path)" }
}
