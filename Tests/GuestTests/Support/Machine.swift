import Foundation
import Subprocess
import Templates
import Testing

/// A machine of a pool: this Debian's own root under a layer of memory, where programs run for real and only what no test
/// may have is replaced. `Machine/start` says what that is.
struct Machine: Sendable {
  /// Its first process, by whose name spaces it is entered.
  private let process: Int

  struct Ended: Sendable {
    var code: Int32
    /// Standard output and standard error as they came.
    var text: String
    var succeeded: Bool { code == 0 }
  }

  /// Makes a machine for `body`; nothing is left of it afterwards.
  static func with(_ body: @escaping @Sendable (Machine) async throws -> Void) async throws {
    let program = folder.appending(path: "Machine/start").path
    let result = try await Subprocess.run(
      .name("unshare"),
      arguments: ["--mount", "--pid", "--net", "--fork", "--kill-child", "sh", program],
      input: .none, output: .sequence, error: .string(limit: 1 << 16)
    ) { execution in
      defer { try? execution.send(signal: .kill) }
      var process: Int?
      for try await line in execution.standardOutput.strings() {
        process = Int(line.trimmingCharacters(in: .newlines))
        break
      }
      guard let process else { return false }
      try await body(Machine(process: process))
      return true
    }
    try #require(
      result.closureResult, "no machine: \(result.standardError) (root and unshare of util-linux are needed)")
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// Runs shell text as the machine's root.
  @discardableResult
  func run(_ text: String, input: String = "") async throws -> Ended {
    let result = try await Subprocess.run(
      .name("nsenter"),
      arguments: [
        "--target", String(process), "--mount", "--pid", "--net", "/usr/sbin/chroot", "/mnt/root", "/bin/sh", "-c",
        "exec 2>&1; \(text)",
      ], environment: .custom(["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]),
      input: .string(input),
      output: .string(limit: 4 << 20), error: .string(limit: 1 << 16))
    let code: Int32
    switch result.terminationStatus {
    case .exited(let status): code = status
    case .signaled(let signal): code = 128 + signal
    }
    return Ended(code: code, text: result.standardOutput + result.standardError)
  }

  /// What it prints, without its last line's end; a code other than 0 fails the test.
  func output(_ text: String) async throws -> String {
    let ended = try await run(text)
    try #require(ended.succeeded, "\(text): \(ended.text)")
    return ended.text.trimmingCharacters(in: .newlines)
  }

  /// Whether shell text ends with 0.
  func holds(_ text: String) async throws -> Bool { try await run(text).succeeded }

  /// As `name`, after signing in: with the user's rights and groups, in the home.
  func holds(as name: String, _ text: String) async throws -> Bool {
    try await run(
      "exec setpriv --reuid \(name) --regid \(name) --init-groups env -i HOME=/home/\(name) PATH=/usr/bin:/bin sh -c \"$(cat)\"",
      input: "cd && \(text)"
    ).succeeded
  }

  /// Runs the program of a set-up as Azure's extension does.
  @discardableResult
  func set(up setup: GuestSetup, secrets: [String: String] = Pool.secrets) async throws -> Ended {
    let program = try setup.program(secrets: secrets)
    return try await run("cat >/setup && chmod 0500 /setup && exec /setup", input: program)
  }

  /// All that a set-up makes, but for times: two machines that say the same here are the same.
  func state() async throws -> String {
    try await output(
      """
      find /home /var/lib/weir /etc/weir /etc/systemd/system/weir-* /usr/local/bin/weir-* /datamnt /run/weir \
        -printf '%p %m %u %g %y %l\\n' 2>/dev/null | sort
      find /home /etc/systemd/system/weir-* -type f -exec sha256sum {} + | sort
      awk -F: '$3 > 1879048191' /etc/passwd /etc/group | sort
      awk -F: '{ print $1, $2, $8 }' /etc/shadow
      findmnt --noheadings --list --output TARGET | grep -e ^/datamnt -e ^/var/lib/weir | sort
      """)
  }

  /// What a restart takes away: mounts and the folder of what runs. What comes back is for the service to do.
  func restart() async throws -> Ended {
    _ = try await run("umount --recursive /datamnt/share; umount --lazy /var/lib/weir/whole; rm -rf /run/weir")
    return try await run("/var/lib/weir/machine boot")
  }
}
