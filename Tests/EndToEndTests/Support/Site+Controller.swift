import Foundation
import Glibc
import Subprocess
import SystemPackage
import Testing

extension Site {
  /// Starts `weir run`, hands its process id to `body`, and ends it with SIGTERM; it must end in order.
  func running(_ body: @escaping @Sendable (pid_t) async throws -> Void) async throws {
    let result = try await Subprocess.run(
      .path(FilePath(Self.weir)), arguments: ["run"], environment: Self.environment(environment),
      workingDirectory: FilePath(folder.path()), input: .none, output: .discarded,
      error: .fileDescriptor(log(), closeAfterSpawningProcess: true)
    ) { execution in
      let pid = execution.processIdentifier.value
      defer { kill(pid, SIGTERM) }
      try await body(pid)
    }
    let said = (try? String(contentsOf: folder.appending(path: "run.log"), encoding: .utf8)) ?? ""
    #expect(result.terminationStatus == .exited(0), "\(said)")
  }

  private func log() throws -> FileDescriptor {
    try FileDescriptor.open(
      FilePath(folder.appending(path: "run.log").path()), .writeOnly, options: [.create, .append],
      permissions: [.ownerReadWrite])
  }

  /// Runs `weir` and kills it with SIGKILL after `delay`; true where it was still there to be killed.
  func killed(after delay: Duration, _ arguments: String...) async throws -> Bool {
    let result = try await Subprocess.run(
      .path(FilePath(Self.weir)), arguments: Arguments(arguments), environment: Self.environment(environment),
      workingDirectory: FilePath(folder.path()), input: .none, output: .discarded, error: .discarded
    ) { execution in
      try await Task.sleep(for: delay)
      kill(execution.processIdentifier.value, SIGKILL)
    }
    return result.terminationStatus == .signaled(SIGKILL)
  }

  /// Comes back when `condition` holds. It gives up, and fails the test, after far longer than it could take.
  func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<600 {
      if (try? await condition()) == true { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let said = (try? String(contentsOf: folder.appending(path: "run.log"), encoding: .utf8)) ?? ""
    Issue.record("waited in vain until \(what)\n\(said)")
    throw CancellationError()
  }
}
