import Foundation
import Glibc
package import TemporaryFolders

/// A real `sshd` with a key and a port of its own, that lets one client key in as the user who runs the tests.
package final class SSHServer: Sendable {
  package let scratch: TemporaryFolder
  package let port: Int
  package let user: String
  private let server: Server

  package var clientKey: String { "\(scratch.path)/client" }
  /// One line for the server's own key.
  package var knownHosts: String { "\(scratch.path)/known_hosts" }
  /// `ssh-ed25519 AAAA…`
  package let hostKey: String

  /// - Parameters:
  ///   - command: what is run instead of what the client asks for, which is in `$SSH_ORIGINAL_COMMAND`.
  ///   - hostKeyTypes: one key of each; the first is the one in `knownHosts`.
  package init(
    command: String? = nil, clientKeyType: String = "ed25519", hostKeyTypes: [String] = ["ed25519"]
  ) async throws {
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
    let publicKey = try String(contentsOfFile: "\(scratch.path)/host-\(hostKeyTypes[0]).pub", encoding: .utf8)
    hostKey = publicKey.split(separator: " ").prefix(2).joined(separator: " ")
    (port, server) = try await Server.onFreePort { port in
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
      return (port, try await Server.start(.sshd, ["-D", "-e", "-f", configuration], sign: "Server listening on"))
    }
    try scratch.write("[127.0.0.1]:\(port) \(hostKey)\n", to: "known_hosts")
  }

  package func url(_ path: String) -> String { "ssh://\(user)@127.0.0.1:\(port)\(path)" }
}
