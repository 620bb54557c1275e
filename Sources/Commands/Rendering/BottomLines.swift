import Synchronization

/// The lines at the bottom of a terminal that are taken away and written anew while something goes on.
final class BottomLines: Sendable {
  struct Line: Hashable, Sendable {
    /// As it is written, colours and all.
    var text: String
    /// The columns that it takes.
    var width: Int
  }

  private let shown = Mutex<[Line]>([])

  /// Hands over what stands there, so that nobody else writes meanwhile, and keeps what it is made into.
  func update(_ body: (inout [Line]) -> Void) { shown.withLock { body(&$0) } }

  /// Moves to the first of the lines and clears from there; a line that is longer than the terminal is wide by now takes
  /// several rows of it.
  static func erasure(of lines: [Line], columns: Int) -> String {
    guard !lines.isEmpty else { return "" }
    let rows = lines.map { max(1, ($0.width + columns - 1) / max(1, columns)) }.reduce(0, +)
    return "\u{1B}[\(rows)A\u{1B}[J"
  }

  static func text(of lines: [Line]) -> String { lines.map { $0.text + "\n" }.joined() }
}
