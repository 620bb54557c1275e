import ArgumentParser
import Pools

/// How an answer is written.
enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
  /// Of `weir plan` alone.
  case markdown

  /// Reads the word behind `-o`.
  @Sendable static func reading(_ word: String) throws -> OutputFormat {
    guard let format = OutputFormat(rawValue: word) else {
      throw ValidationError("write -o text or -o json; weir plan takes -o markdown too.")
    }
    return format
  }
}

/// What every verb takes, before it or after.
struct GlobalOptions: ParsableArguments, Sendable {
  @Option(
    name: .long,
    help: ArgumentHelp("Read the settings from this file.", valueName: "file"), completion: .file())
  var config: String?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("How the answer is written: text or json.", valueName: "format"),
    completion: .list(["text", "json"]), transform: OutputFormat.reading)
  var output = OutputFormat.text

  @Flag(name: .long, help: "Tell more.")
  var verbose = false

  @Flag(name: .customLong("no-color"), help: "Write without colour.")
  var noColor = false
}

extension PoolName: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// Reads `30m` of the command line.
@Sendable func durationArgument(_ text: String) throws -> Duration {
  guard let duration = Duration(weirText: text) else {
    throw ValidationError("\(Quoted.text(text)) is no duration; write 30s, 5m, 4h or 365d.")
  }
  return duration
}
