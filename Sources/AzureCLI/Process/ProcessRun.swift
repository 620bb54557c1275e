import Glibc
import Subprocess
import SystemPackage

/// One run of a program: what to start, and within which bounds.
struct ProcessRun: Sendable {
  /// A path, or a name to look for in `PATH` of `environment`.
  var program: String
  var arguments: [String]
  /// The whole environment; nothing is inherited besides.
  var environment: [String: String]
  /// When the run is ended, counted from its start.
  var deadline: Duration
  /// The most that standard output may hold, in bytes; more ends the run.
  var outputLimit: Int
  /// The same for standard error, which no sound program fills with more than a stack trace or two.
  var errorLimit = 1 << 20
  /// How long a program may take to go after SIGTERM, before SIGKILL.
  var grace: Duration = .seconds(1)
}

/// How a program ended, and what it said.
struct ProcessResult: Sendable {
  /// Nil where a signal ended it.
  var exitCode: Int32?
  /// The signal that ended it; nil where it ended by itself.
  var signal: Int32?
  var output: [UInt8]
  var errorOutput: [UInt8]
}

/// Why a program gave no result at all.
enum ProcessFault: Error, Hashable, Sendable {
  case notFound(program: String)
  case notStarted(program: String, reason: String)
  case deadline(Duration)
  /// It said more than the bound on its output or errors allows.
  case babble(limit: Int)
  /// Its output could not be read.
  case broken(reason: String)
}

extension ProcessRun {
  /// Runs the program in a session of its own, its standard input empty, and waits for its end.
  ///
  /// However it ends, nothing of its session is left: at the deadline, at a babble and when the task is cancelled the
  /// whole process group gets SIGTERM and then SIGKILL, and what outlives a normal end gets SIGKILL. A non-zero exit code
  /// is a result. Throws `ProcessFault`, or `CancellationError` where the task was cancelled.
  func run() async throws -> ProcessResult {
    let result = try await withThrowingTaskGroup(of: ProcessResult?.self) { group in
      group.addTask { try await start() }
      group.addTask {
        try await Task.sleep(for: deadline, clock: .continuous)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw ProcessFault.broken(reason: "nothing was started") }
      return first
    }
    guard let result else { throw ProcessFault.deadline(deadline) }
    return result
  }

  private func start() async throws -> ProcessResult {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)]
    let session = SessionCleanup()
    defer { session.killRest() }
    do {
      let ended = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(arguments),
        environment: Self.environment(environment),
        platformOptions: options,
        input: .none,
        output: .bytes(limit: outputLimit),
        error: .bytes(limit: errorLimit)
      ) { execution in
        session.leader = execution.processIdentifier.value
      }
      try Task.checkCancellation()
      var result = ProcessResult(output: ended.standardOutput, errorOutput: ended.standardError)
      switch ended.terminationStatus {
      case .exited(let code): result.exitCode = code
      case .signaled(let signal): result.signal = signal
      }
      return result
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw fault(error)
    }
  }

  /// The environment as Subprocess takes it; names that no environment can hold are left out.
  static func environment(_ variables: [String: String]) -> Environment {
    var named: [Environment.Key: String] = [:]
    for (name, value) in variables {
      if let key = Environment.Key(rawValue: name) { named[key] = value }
    }
    return .custom(named)
  }

  private func fault(_ error: SubprocessError) -> ProcessFault {
    switch error.code {
    case .executableNotFound: .notFound(program: program)
    case .spawnFailed, .failedToChangeWorkingDirectory:
      .notStarted(program: program, reason: error.underlyingError.map { "\($0)" } ?? "\(error)")
    case .outputLimitExceeded: .babble(limit: outputLimit)
    default: .broken(reason: "\(error)")
    }
  }
}

/// Ends what is left of a session after its leader has gone.
///
/// Confined to one call of `start`: the closure that sets the leader ends before the clean-up looks at it.
private final class SessionCleanup {
  var leader: pid_t?

  /// A process group's number is not given away while it has a member, so this reaches the session's own or nobody.
  func killRest() {
    if let leader { _ = kill(-leader, SIGKILL) }
  }
}
