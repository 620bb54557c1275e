/// Text in columns: the first to the left, numbers to the right.
enum Table {
  static func text(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { position, cell in
        position == 0 ? pad(cell.0, to: cell.1) : String(repeating: " ", count: cell.1 - cell.0.count) + cell.0
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A number with a fixed count of decimals, whatever the locale.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    var factor = 1
    for _ in 0..<decimals { factor *= 10 }
    let scaled = Int((number * Double(factor)).rounded())
    guard decimals > 0 else { return String(scaled) }
    let fraction = String(abs(scaled) % factor)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / factor).\(zeros)\(fraction)"
  }

  static func milliseconds(_ duration: Duration) -> String { fixed(duration / .milliseconds(1), 1) }
  static func mebibytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1_048_576, 1) }
}
