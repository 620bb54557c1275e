import Foundation
import Logging
import Pools
import Reconciliation

/// All that a verb has of the world: nothing below reads the environment, the clock or chance by itself.
struct Session: Sendable {
  var environment: [String: String]
  /// The working directory, absolute.
  var directory: String
  var console: Console
  var clock: any WallClock
  /// 64 bits of chance.
  var random: @Sendable () -> UInt64
  /// The path of `weir`, which runs itself to fetch.
  var executable: String
  var edges: Edges
  /// As `--verbose` says it.
  var isVerbose = false
  /// Knows the secrets that this process has read, and stands before everything that it writes.
  var redactor = Redactor()

  /// What the controller has to say besides its answer; warnings and worse unless more is asked for.
  var logger: Logger {
    Logger(label: "weir") { _ in ConsoleLogHandler(console: console, logLevel: isVerbose ? .debug : .notice) }
  }

  /// The session of this process.
  static func process() -> Session {
    let environment = ProcessInfo.processInfo.environment
    return Session(
      environment: environment, directory: FileManager.default.currentDirectoryPath,
      console: .standard(terminal: environment["TERM"]),
      clock: SystemClock(), random: { UInt64.random(in: .min ... .max) },
      executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "weir",
      edges: .real)
  }

  /// The settings that hold here. Throws `SettingsFile.Failure` or `SettingsFaults`.
  func settings(_ options: GlobalOptions) throws -> Settings {
    try SettingsFile.settings(named: options.config, environment: environment, directory: directory)
  }

  /// Colour only on a terminal, and never where `NO_COLOR` is set to anything, or `--no-color` was given.
  func palette(_ options: GlobalOptions) -> Palette {
    let isDumb = ["", "dumb"].contains(environment["TERM"] ?? "")
    let isWanted = !options.noColor && (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
    return Palette(isColoured: isWanted && console.isOutputTerminal)
  }
}

/// The machine's clock.
struct SystemClock: WallClock {
  func now() -> Date { Date() }
  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
