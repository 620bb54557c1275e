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
    help: ArgumentHelp("How the answer is written: text or json; of weir plan, markdown too.", valueName: "format"),
    completion: .list(["text", "json"]), transform: OutputFormat.reading)
  var output = OutputFormat.text

  @Flag(name: .long, help: "Tell more.")
  var verbose = false

  @Flag(name: .customLong("no-color"), help: "Write without colour.")
  var noColor = false
}

/// Reads a pool's name of the command line; what is none is told why, and what it may have meant.
@Sendable func poolArgument(_ text: String) throws -> PoolName {
  if let name = PoolName(text) { return name }
  guard !text.isEmpty else { throw ValidationError("it is empty; name a pool, as weir status lists them.") }
  if text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml") {
    throw ValidationError(
      "that is a path; a pool goes by the metadata.name in its manifest, as weir status lists them.")
  }
  let lowercased = PoolName(text.lowercased()).map { "; did you mean \($0)?" }
  throw ValidationError(
    "the name of a pool has 2 to 40 small letters, digits and '-', the first a letter and the last no '-'"
      + (lowercased ?? "."))
}

/// Reads `30m` of the command line.
@Sendable func durationArgument(_ text: String) throws -> Duration {
  guard let duration = Duration(weirText: text) else {
    throw ValidationError("\(Quoted.text(text)) is no duration; write 30s, 5m, 4h or 365d.")
  }
  return duration
}
