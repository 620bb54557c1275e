package import Pools

/// Makes text that came from outside fit to be shown: no secret in it, one line, and not too long.
package struct Scrubber: Sendable {
  private let redactor: Redactor

  /// The most characters of a message: ARM's own longest useful ones (a quota's, a policy's) take about half of it.
  package static let limit = 1_000

  /// - Parameter redactor: knows the secrets that were sent.
  package init(redactor: Redactor = Redactor()) { self.redactor = redactor }

  /// The text on one line, secrets redacted, cut at `limit` characters.
  package func clean(_ text: String, limit: Int = Scrubber.limit) -> String {
    // Before it is cut, so that no secret is left half.
    let text = redactor.redact(text)
    let visible = text.unicodeScalars.split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
    let line = visible.map { String($0) }.joined(separator: " ")
    return line.count <= limit ? line : String(line.prefix(limit - 1)) + "…"
  }
}
