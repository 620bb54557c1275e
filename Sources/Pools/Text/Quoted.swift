/// Puts somebody's text into a message: in quotes, on one line, cut short.
package enum Quoted {
  /// Enough to recognise a text by; the place says the rest.
  package static let length = 60

  package static func text(_ text: some StringProtocol) -> String { "\"\(bare(text))\"" }

  /// The same without the quotes, for keys in a path.
  package static func bare(_ text: some StringProtocol) -> String {
    let isPlain = text.utf8.count <= length && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    if isPlain { return String(text) }
    var shown = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == length { return shown + "…" }
      shown.unicodeScalars.append(breaksLine(scalar) ? "\u{FFFD}" : scalar)
    }
    return shown
  }

  /// The whole text on one line.
  package static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: breaksLine) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars { shown.unicodeScalars.append(breaksLine(scalar) ? "\u{FFFD}" : scalar) }
    return shown
  }

  /// Control characters, the line separators, and the marks that turn the direction of what is shown after them.
  private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
