import Pools

/// Text from outside on a line of a command's output.
enum LineText {
  /// The text on one line: whitespace as single blanks, what does not show as itself written out.
  static func single(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return Quoted.line(text) }
    return Quoted.line(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  /// Lines as they may leave the process: the last step before every stream, whoever composed them.
  ///
  /// What does not show as itself is written out, and so are the beginnings by which a line would command a build service:
  /// `::error::` at the beginning of a line (GitHub), `##vso[`, `##[` and `##teamcity[` anywhere in it.
  ///
  /// - Parameter keepingColours: true where the palette's own sequences stay.
  static func output(_ text: String, keepingColours: Bool = false) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x23 && $0 != 0x3A || $0 == 0x0A }
    if isPlain { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { withoutCommands(visible(String($0), keepingColours: keepingColours)) }
      .joined(separator: "\n")
  }

  private static func visible(_ line: String, keepingColours: Bool) -> String {
    guard keepingColours, line.utf8.contains(0x1B) else { return Quoted.line(line) }
    var shown = ""
    var rest = line[...]
    while let escape = rest.firstIndex(of: "\u{1B}") {
      shown += Quoted.line(String(rest[..<escape]))
      rest = rest[escape...]
      if let colour = Palette.sequences.first(where: { rest.hasPrefix($0) }) {
        shown += colour
        rest = rest.dropFirst(colour.count)
      } else {
        shown += Quoted.line("\u{1B}")
        rest = rest.dropFirst()
      }
    }
    return shown + Quoted.line(String(rest))
  }

  /// The line with the first sign of each command written out.
  private static func withoutCommands(_ line: String) -> String {
    var line = line
    if let start = line.firstIndex(where: { !$0.isWhitespace }), line[start...].hasPrefix("::") {
      line.replaceSubrange(start...start, with: #"\u{3A}"#)
    }
    guard line.contains("##") else { return line }
    return line.replacing(/#(#[A-Za-z]*\[)/) { #"\u{23}"# + $0.1 }
  }
}

extension JSONValue {
  /// How every answer in JSON is written: two spaces a level.
  var answer: String { Self.output(text(indentation: 2)) }

  /// The same on one line, for streams of objects.
  var answerLine: String { Self.output(text()) }

  /// JSON text as it may leave the process: the same value, in characters that show as themselves and command nobody.
  private static func output(_ text: String) -> String {
    let shown = Quoted.json(text)
    guard shown.contains("##") else { return shown }
    return shown.replacing(/##([A-Za-z]*\[)/) { "#" + #"\u0023"# + $0.1 }
  }
}
