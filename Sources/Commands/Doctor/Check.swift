import Pools

/// One thing that `weir doctor` looked at.
struct Check: Hashable, Sendable {
  enum Result: String, Hashable, Sendable {
    case ok
    case warn
    case fail
    /// It needs something that failed before.
    case skipped
  }

  var name: String
  var result: Result
  /// What was found, one line.
  var message: String
  /// What to do about it; nil where all is well.
  var advice: String?

  static func ok(_ name: String, _ message: String) -> Check { Check(name: name, result: .ok, message: message) }

  static func fail(_ name: String, _ message: String, _ advice: String) -> Check {
    Check(name: name, result: .fail, message: message, advice: advice)
  }

  static func warn(_ name: String, _ message: String, _ advice: String) -> Check {
    Check(name: name, result: .warn, message: message, advice: advice)
  }

  static func skipped(_ name: String, until other: String) -> Check {
    Check(name: name, result: .skipped, message: "not looked at, since \(other) is not well")
  }

  var json: JSONValue {
    [
      "name": .string(name), "result": .string(result.rawValue), "message": .string(message),
      "advice": .optional(advice),
    ]
  }

  func line(palette: Palette, nameWidth: Int) -> String {
    let sign =
      switch result {
      case .ok: palette.green("✔")
      case .warn: palette.yellow("!")
      case .fail: palette.red("✗")
      case .skipped: palette.dim("-")
      }
    let text = "\(sign) \(Columns.padded(name, to: nameWidth))\(message)"
    return advice.map { "\(text)\n  \(Columns.padded("", to: nameWidth))→ \($0)" } ?? text
  }
}
