/// Text in columns, three blanks apart, as reports have it.
enum Columns {
  static let gap = 3

  /// `text` with blanks up to `width` and the gap; a width counts characters, so no colour may be in it.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count) + gap)
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
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
