import Pools

/// Colours for a terminal, or none at all.
struct Palette: Hashable, Sendable {
  var isColoured: Bool

  init(isColoured: Bool) { self.isColoured = isColoured }

  static let plain = Palette(isColoured: false)

  func green(_ text: String) -> String { painted(text, "32") }
  func red(_ text: String) -> String { painted(text, "31") }
  func yellow(_ text: String) -> String { painted(text, "33") }
  func dim(_ text: String) -> String { painted(text, "2") }
  func bold(_ text: String) -> String { painted(text, "1") }

  /// Every sequence that a colour begins or ends with.
  static let sequences = ["32", "31", "33", "2", "1", "0"].map { "\u{1B}[\($0)m" }

  private func painted(_ text: String, _ code: String) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// An outcome's sign, of one column: done, wrong, or worth a look.
  func sign(of outcome: Outcome) -> String {
    switch outcome {
    case .unchanged, .created, .updated, .deleted, .detached: green("✔")
    case .failed, .refused: red("✗")
    case .drifted, .blocked, .orphaned, .unknown: yellow("!")
    case .suspended: dim("-")
    case .applying: dim("…")
    }
  }
}
