/// Text in columns, three blanks apart, as reports have it.
enum Columns {
  static let gap = 3

  /// `text` with blanks up to `width` and the gap; a width counts characters, so no colour may be in it.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count) + gap)
  }

  /// The columns that a line takes on a terminal: its characters without the sequences that colour it.
  static func width(of line: String) -> Int {
    var count = 0
    var isColour = false
    for character in line {
      if character == "\u{1B}" { isColour = true }
      if !isColour { count += 1 }
      if character == "m" { isColour = false }
    }
    return count
  }

  /// A line that is no wider than a terminal, broken between words, what follows the first break indented; a word that is
  /// wider alone stays whole.
  static func folded(_ line: String, to width: Int, indentation: Int = 4) -> String {
    var rows: [String] = []
    var words = line.split(separator: " ", omittingEmptySubsequences: false)
    var row = words.isEmpty ? "" : String(words.removeFirst())
    for word in words {
      let next = "\(row) \(word)"
      if Self.width(of: next) <= width || row.allSatisfy({ $0 == " " }) {
        row = next
      } else {
        rows.append(row)
        row = String(repeating: " ", count: indentation) + word
      }
    }
    return (rows + [row]).map(Self.trimmed).joined(separator: "\n")
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// Rows as lines, each column as wide as its widest cell, nothing behind the last one.
  static func lines(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += column == row.count - 1 ? cell : padded(cell, to: widths[column])
      }
      return trimmed(line)
    }
  }
}
