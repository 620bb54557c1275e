/// How much of a text from outside the log keeps, in bytes of UTF-8; what is longer is cut and ends in `…`.
package struct LogLimits: Hashable, Sendable {
  /// A message, an error, a note, a reason: ARM's longest nested error messages stay whole.
  package var message: Int
  /// One word of a command line; `az rest --url` with a filter and a page token stays whole.
  package var argument: Int
  /// The words of one command line.
  package var arguments: Int
  /// A value on either side of a change, as JSON text; a longer one is replaced by a word on its size.
  package var value: Int
  /// The runs that one read answers at most, whatever it is asked for.
  package var runs: Int
  /// How long a call waits for another process that holds the file.
  package var busyTimeout: Duration

  package init(
    message: Int = 8_192, argument: Int = 4_096, arguments: Int = 128, value: Int = 65_536, runs: Int = 10_000,
    busyTimeout: Duration = .seconds(10)
  ) {
    self.message = message
    self.argument = argument
    self.arguments = arguments
    self.value = value
    self.runs = runs
    self.busyTimeout = busyTimeout
  }

  package static let standard = LogLimits()
}

extension String {
  /// The text cut at a character so that it has at most `limit` bytes, its end marked.
  ///
  /// A NUL becomes U+FFFD, since SQLite ends a text there.
  func bounded(to limit: Int) -> String {
    let text = utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self
    guard text.utf8.count > limit else { return text }
    let mark = "…"
    var kept = ""
    var size = mark.utf8.count
    for character in text {
      size += character.utf8.count
      guard size <= limit else { break }
      kept.append(character)
    }
    return kept + mark
  }
}
