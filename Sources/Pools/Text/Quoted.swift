/// Puts text from outside into a message: on one line, with nothing in it that a terminal or a reader takes for more.
package enum Quoted {
  /// The characters of a text that is cut short: enough to recognise it by; the place says the rest.
  package static let length = 60

  /// The beginning of a text in quotes.
  package static func text(_ text: some StringProtocol) -> String { "\"\(bare(text))\"" }

  /// The beginning of a text without the quotes, for keys in a path.
  package static func bare(_ text: some StringProtocol) -> String {
    let isPlain = text.utf8.count <= length && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    if isPlain { return String(text) }
    var shown = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == length { return shown + "…" }
      append(scalar, to: &shown)
    }
    return shown
  }

  /// The whole text on one line, every character that is not shown as itself written out: `\n`, `\u{202E}`.
  package static func line(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars { append(scalar, to: &shown) }
    return shown
  }

  /// JSON text with every character that is not shown as itself written as JSON's `\u202e`, line breaks left as they are.
  ///
  /// JSON has such characters in strings alone, and the text stands for the same value afterwards.
  package static func json(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A }
    if isPlain { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      guard scalar != "\n", isHidden(scalar) else {
        shown.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 { shown += "\\u" + hexadecimal(UInt32(unit), digits: 4) }
    }
    return shown
  }

  /// True for a character that does not show as itself: control characters, line separators, marks of direction and joins,
  /// fillers without width, tags, and code points that are no characters.
  ///
  /// The Unicode categories Cc, Cf, Zl and Zp, and what is blank or invisible though its category says letter or mark (UTS
  /// 39, default-ignorable code points); the variation selector of emoji, U+FE0F, is left out.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: return false
    case 0xFE0F: return false
    case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2800, 0x3164, 0xFFA0, 0xFE00...0xFE0E: return true
    case 0xE0000...0xE0FFF: return true
    default: break
    }
    if scalar.properties.isNoncharacterCodePoint { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } || !text.unicodeScalars.contains(where: isHidden)
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    guard isHidden(scalar) else { return text.unicodeScalars.append(scalar) }
    switch scalar {
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    default: text += "\\u{\(hexadecimal(scalar.value, digits: 0).uppercased())}"
    }
  }

  private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
