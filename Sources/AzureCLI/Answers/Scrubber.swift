import Pools

/// Makes text that came from outside fit to be shown: no secret in it, one line, and not too long.
package struct Scrubber: Sendable {
  /// The spellings to take out, the longest first, so that none is left half.
  private let spellings: [String]

  /// The most characters of a message: ARM's own longest useful ones (a quota's, a policy's) take about half of it.
  package static let limit = 1_000

  /// - Parameter secrets: the values that were sent with the call whose answer is to be shown.
  package init(secrets: [String] = []) {
    var spellings: Set<String> = []
    for secret in secrets where !secret.isEmpty {
      spellings.insert(secret)
      let quoted = JSONValue.string(secret).text()
      spellings.insert(String(quoted.dropFirst().dropLast()))
      spellings.insert(Self.escapedToASCII(quoted))
      // A key of several lines may be shown line by line; a line too short to be a secret is left.
      for line in secret.split(whereSeparator: \.isNewline) where line.count >= 8 { spellings.insert(String(line)) }
    }
    self.spellings = spellings.sorted { ($0.count, $0) > ($1.count, $1) }
  }

  /// The text on one line, secrets masked, cut at `limit` characters.
  package func clean(_ text: String, limit: Int = Scrubber.limit) -> String {
    var text = text
    for spelling in spellings { text = text.replacing(spelling, with: SecretText.mask) }
    let visible = text.unicodeScalars.split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
    let line = visible.map { String($0) }.joined(separator: " ")
    return line.count <= limit ? line : String(line.prefix(limit - 1)) + "…"
  }

  /// As Python's `json.dumps` writes it: nothing outside ASCII.
  private static func escapedToASCII(_ quoted: String) -> String {
    var text = ""
    for unit in quoted.dropFirst().dropLast().utf16 {
      if let scalar = Unicode.Scalar(unit), scalar.isASCII {
        text.unicodeScalars.append(scalar)
      } else {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text
  }
}
