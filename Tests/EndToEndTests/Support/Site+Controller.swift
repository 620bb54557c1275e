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
    #expect(result.terminationStatus == .exited(0), "\(said)")
  }

  private func log() throws -> FileDescriptor {
    try FileDescriptor.open(
      FilePath(folder.appending(path: "run.log").path()), .writeOnly, options: [.create, .append],
      permissions: [.ownerReadWrite])
  }

  /// What the controllers of `running` have said on standard error.
  var said: String { (try? String(contentsOf: folder.appending(path: "run.log"), encoding: .utf8)) ?? "" }

  /// Runs `weir` and sends it a signal when `moment` comes back.
  func ended(
    by signal: Int32, _ arguments: [String], when moment: @escaping @Sendable () async throws -> Void
  ) async throws -> Ended {
    let result = try await Subprocess.run(
      .path(FilePath(Self.weir)), arguments: Arguments(arguments), environment: Self.environment(environment),
      workingDirectory: FilePath(folder.path()), input: .none, output: .string(limit: 8 << 20),
      error: .string(limit: 8 << 20)
    ) { execution in
      let pid = execution.processIdentifier.value
      defer { kill(pid, signal) }
      try await moment()
    }
    return Ended(
      command: "weir " + arguments.joined(separator: " "), status: result.terminationStatus,
      output: result.standardOutput, errors: result.standardError)
  }

  /// Comes back when `condition` holds. It gives up, and fails the test, after far longer than it could take.
  func until(
    _ what: String, every pause: Duration = .milliseconds(100), _ condition: () async throws -> Bool
  ) async throws {
    let clock = ContinuousClock()
    let limit = clock.now + .seconds(300)
    while clock.now < limit {
      if (try? await condition()) == true { return }
      try await Task.sleep(for: pause)
    }
    Issue.record("waited in vain until \(what)\n\(said)")
    throw CancellationError()
  }
}
