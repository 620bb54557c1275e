import Foundation
import Glibc
import Reconciliation
import Subprocess
import SystemPackage

/// Weir's side of a fetch: a child process in a session of its own, ended with all that it started at the timeout.
struct FetchProcess: Sendable {
  var executable: String
  var arguments: [String]
  var environment: [String: String]
  var timeout: Duration

  /// Bytes of an answer at most; it is one line.
  private static let maximumAnswer = 64 << 10

  private enum Ended {
    case exited(TerminationStatus, output: String)
    case timedOut
  }

  /// What the child answered; nil where it was ended at the timeout. Throws `CancellationError` besides `FetchFailure`.
  func run(_ request: FetchRequest) async throws -> FetchAnswer? {
    let input = try JSONEncoder().encode(request) + Data("\n".utf8)
    let ended = try await withThrowingTaskGroup(of: Ended.self) { group in
      group.addTask { try await child(input) }
      group.addTask {
        try await Task.sleep(for: timeout)
        return .timedOut
      }
      // Leaving the group waits until the child's whole process group is gone.
      defer { group.cancelAll() }
      return try await group.next() ?? .timedOut
    }
    try Task.checkCancellation()
    switch ended {
    case .timedOut: return nil
    case .exited(let status, let output): return try Self.answer(status, output: output)
    }
  }

  private func child(_ input: Data) async throws -> Ended {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    ]
    var variables: [Subprocess.Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Subprocess.Environment.Key(rawValue: name) { variables[key] = value }
    }
    do {
      let pipe = try Self.filledPipe(input)
      let result = try await Subprocess.run(
        .path(FilePath(executable)), arguments: Arguments(arguments), environment: .custom(variables),
        platformOptions: options, input: .fileDescriptor(pipe, closeAfterSpawningProcess: true),
        output: .string(limit: Self.maximumAnswer), error: .discarded)
      return .exited(result.terminationStatus, output: result.standardOutput)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      if error.code == .outputLimitExceeded {
        throw FetchFailure(.configuration, "\(executable) is not Weir: it does not answer as git-fetch does")
      }
      throw FetchFailure(.configuration, "\(executable) cannot be started for a fetch: \(error.description)")
    }
  }

  /// The reading end of a pipe that holds all of `input`, so that a child which ends early ends nobody with `SIGPIPE`.
  ///
  /// A pipe holds 64 KiB (pipe(7)), and a request a few paths.
  private static func filledPipe(_ input: Data) throws(FetchFailure) -> FileDescriptor {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw FetchFailure(.storage, "no pipe for a fetch: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    defer { close(ends[1]) }
    let written = input.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    guard written == input.count else {
      close(ends[0])
      throw FetchFailure(.configuration, "the paths of source.auth are too long for a fetch")
    }
    return FileDescriptor(rawValue: ends[0])
  }

  private static func answer(_ status: TerminationStatus, output: String) throws(FetchFailure) -> FetchAnswer {
    if case .signaled(let signal) = status {
      // libgit2 writes packs through a mapping: a disk that is full is no error there but a signal.
      if signal == SIGBUS || signal == SIGXFSZ {
        throw FetchFailure(.storage, "No space left on device (the fetch was ended by signal \(signal) while writing)")
      }
      throw FetchFailure(.unreachable, "the fetch's process was ended by signal \(signal)")
    }
    guard let answer = try? JSONDecoder().decode(FetchAnswer.self, from: Data(output.utf8)) else {
      throw FetchFailure(.unreachable, "the fetch's process gave no answer and ended with \(status)")
    }
    return answer
  }
}
