import Pools
import Subprocess
import SystemPackage

/// Runs git and az for the demo's set-up; the rest of the demo goes through Weir's own verbs.
struct DemoProgram: Sendable {
  /// All that the programs find in their environment.
  var environment: [String: String]

  /// Bytes of output that are kept for a message.
  private static let outputLimit = 1 << 20

  /// Runs a program to its end. Throws `CommandFailure` with what it said where it fails.
  func run(_ words: [String], in directory: String? = nil) async throws {
    guard let program = words.first else { return }
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let result = try await started(words, program, options, variables, directory)
    try Task.checkCancellation()
    guard case .exited(0) = result.status else {
      let said = LineText.single(result.said)
      throw CommandFailure("\(words.prefix(3).joined(separator: " ")) failed: \(said.prefix(500))")
    }
  }

  private func started(
    _ words: [String], _ program: String, _ options: PlatformOptions, _ variables: [Environment.Key: String],
    _ directory: String?
  ) async throws -> (status: TerminationStatus, said: String) {
    do {
      let result = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
        workingDirectory: directory.map { FilePath($0) }, platformOptions: options, input: .none,
        output: .discarded, error: .string(limit: Self.outputLimit))
      return (result.terminationStatus, result.standardError)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      guard error.code == .executableNotFound else { throw CommandFailure("\(program) did not run: \(error)") }
      throw CommandFailure("\(program) is not there, and the demo needs it; install it (apt-get install \(program))")
    }
  }
}
