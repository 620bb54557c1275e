import Foundation

/// Times as people read them: always in UTC, whatever the machine's zone.
enum TimeText {
  /// `2026-11-21T21:17:00Z`, for JSON.
  static func iso(_ date: Date) -> String { date.formatted(.iso8601) }

  /// The date of `iso`'s text; nil for anything else.
  static func date(iso text: String) -> Date? { try? Date(text, strategy: .iso8601) }

  /// `2026-11-21 21:17:00Z`, for people.
  static func absolute(_ date: Date) -> String { iso(date).replacing("T", with: " ") }

  /// `just now`, `3 min ago`, `in 2 h`: the largest unit, cut off.
  static func relative(_ date: Date, to now: Date) -> String {
    let seconds = Int(now.timeIntervalSince(date).rounded(.towardZero))
    let amount = largestUnit(abs(seconds))
    if abs(seconds) < 5 { return "just now" }
    return seconds > 0 ? "\(amount) ago" : "in \(amount)"
  }

  private static func largestUnit(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3_600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3_600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  /// `41 s`, `2 min 5 s`, `1 h 3 min`: how long something took, fractions cut off.
  static func length(from start: Date, to end: Date) -> String {
    let seconds = max(0, Int(end.timeIntervalSince(start)))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3_600: return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
    default:
      let minutes = seconds % 3_600 / 60
      return minutes == 0 ? "\(seconds / 3_600) h" : "\(seconds / 3_600) h \(minutes) min"
    }
  }
}
