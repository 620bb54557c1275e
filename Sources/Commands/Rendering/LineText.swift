import Pools

/// Text of others on one line of ours.
enum LineText {
  /// The text with its line breaks and tabs as single blanks, and without anything else that moves a terminal's cursor.
  static func single(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return Quoted.line(text) }
    return Quoted.line(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}
