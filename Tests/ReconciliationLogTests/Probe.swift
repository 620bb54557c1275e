import Foundation
import Subprocess
import Testing

/// The executable `LogCrashProbe`, which SwiftPM builds beside the tests.
enum Probe {
  private static func configuration(_ arguments: String...) throws -> Configuration {
    let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = runner.deletingLastPathComponent()
    try #require(
      FileManager.default.isExecutableFile(atPath: folder.appending(path: "LogCrashProbe").path),
      "LogCrashProbe is not built")
    return Configuration(
      executable: .name("LogCrashProbe"), arguments: Arguments(arguments),
      environment: .inherit.updating(["PATH": folder.path]))
  }

  /// Runs it to its end and answers its lines.
  @discardableResult
  static func run(_ task: String, _ log: String, _ number: Int) async throws -> [String] {
    let result = try await Subprocess.run(
      configuration(task, log, String(number)), output: .string(limit: 1 << 20))
    return result.standardOutput.split(separator: "\n").map(String.init)
  }

  /// Runs it, kills it with SIGKILL once it has said `lines` lines, and answers all that it had said by then.
  static func kill(afterLines lines: Int, _ task: String, _ log: String, _ number: Int) async throws -> [String] {
    let result = try await Subprocess.run(
      configuration(task, log, String(number)), input: .none, output: .sequence, error: .discarded
    ) { execution in
      var said: [String] = []
      for try await line in execution.standardOutput.strings() {
        said.append(line.trimmingCharacters(in: .newlines))
        if said.count == lines { try execution.send(signal: .kill) }
      }
      return said
    }
    #expect(result.terminationStatus == .signaled(SIGKILL))
    return result.closureResult
  }
}
