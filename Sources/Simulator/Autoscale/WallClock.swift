import Foundation
import Pools

/// The time on a wall somewhere, as autoscale profiles speak of it.
struct WallClock: Hashable {
  /// Seconds since 1970 began on that wall.
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// - Parameter zone: a Windows name; UTC where there is no such zone.
  init(_ moment: Date, in zone: String) {
    let offset = Self.zone(zone)?.secondsFromGMT(for: moment) ?? 0
    seconds = Int(moment.timeIntervalSince1970.rounded(.down)) + offset
  }

  /// `2026-11-22T07:00:00`, whatever follows; nil for other text.
  init?(_ text: String) {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.prefix(6).compactMap { Int($0) }
    guard numbers.count >= 5, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
    // Days since 1970 of a Gregorian date, the year beginning in March (Howard Hinnant, days_from_civil).
    let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * ((numbers[1] + 9) % 12) + 2) / 5 + numbers[2] - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    seconds = days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + (numbers.count > 5 ? numbers[5] : 0)
  }

  /// Minutes since Monday began.
  var minuteOfWeek: Int {
    // 1970 began on a Thursday.
    let minutes = seconds / 60 + 3 * 1_440
    return (minutes % Self.week + Self.week) % Self.week
  }

  static let week = 7 * 1_440

  private static func zone(_ name: String) -> TimeZone? {
    guard let known = TimeZones.named(name) else { return TimeZone(identifier: name) }
    if let city = known.city.flatMap({ TimeZone(identifier: $0) }) { return city }
    return TimeZone(secondsFromGMT: (known.offsets.first ?? 0) * 60)
  }
}
