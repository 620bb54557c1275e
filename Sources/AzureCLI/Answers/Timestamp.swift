import Foundation

/// ARM's times: RFC 3339 in UTC with up to seven digits of fraction, `2026-11-21T21:17:00.1234567Z`.
enum Timestamp {
  /// Nil where the text is none.
  static func read(_ text: String) -> Date? {
    let whole = text.prefix { $0 != "." && $0 != "Z" && $0 != "+" }
    let rest = text[whole.endIndex...]
    let digits = rest.first == "." ? rest.dropFirst().prefix { $0.isNumber } : ""
    let zone = digits.isEmpty ? rest : rest[digits.endIndex...]
    guard zone == "Z" || zone == "+00:00" || zone.isEmpty,
      let date = try? Date("\(whole)Z", strategy: .iso8601)
    else { return nil }
    guard !digits.isEmpty else { return date }
    return date.addingTimeInterval(Double("0.\(digits.prefix(9))") ?? 0)
  }
}
