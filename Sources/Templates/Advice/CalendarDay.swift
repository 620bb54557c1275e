/// A day of the Gregorian calendar in UTC. It is handed in by whoever has a clock.
package struct CalendarDay: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2026-11-22`, also with more behind it as preview API versions have; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.utf8.count < 10 ? [] : text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The same day so many years ago.
  package func years(ago count: Int) -> CalendarDay { CalendarDay(year: year - count, month: month, day: day) }

  package var description: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }

  private func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}
