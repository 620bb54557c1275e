import Pools
import Templates

/// When two schedules hold at the same time.
struct ScheduleOverlap: Hashable, Sendable {
  /// The day and the minute, in the first schedule's own time, at which both hold first in its week.
  var day: Autoscale.Day
  var minute: Int
  /// True where they overlap at some times of the year only, since their clocks are put forward at different times.
  var isSeasonal: Bool

  private static let week = 7 * 24 * 60

  /// Nil where the schedules never hold together.
  ///
  /// Two schedules of one zone are compared by its own clock; of two zones, every pair of their offsets is tried, since
  /// summer time begins and ends on other days in other places.
  init?(_ first: Autoscale.Schedule, _ second: Autoscale.Schedule) {
    let shifts = Self.shifts(from: second.timeZone, to: first.timeZone)
    let found = shifts.compactMap { shift in Self.firstCommon(first, second, shift: shift) }
    guard let minute = found.min() else { return nil }
    day = Autoscale.Day.allCases[minute / (24 * 60)]
    self.minute = minute % (24 * 60)
    isSeasonal = found.count < shifts.count
  }

  /// What may have to be added to a time of one zone to have it in another's, in minutes.
  private static func shifts(from other: String, to own: String) -> Set<Int> {
    guard other != own, let other = TimeZones.named(other), let own = TimeZones.named(own) else { return [0] }
    var shifts: Set<Int> = []
    for offset in own.offsets { for from in other.offsets { shifts.insert(offset - from) } }
    return shifts
  }

  /// The first minute of the first schedule's week at which both hold.
  private static func firstCommon(_ first: Autoscale.Schedule, _ second: Autoscale.Schedule, shift: Int) -> Int? {
    var best: Int?
    for one in spans(of: first) {
      for other in spans(of: second) {
        // The week is a circle: a span that begins in the week before or after may reach into this one.
        for turn in [-week, 0, week] {
          let begin = max(one.lowerBound, other.lowerBound + shift + turn)
          let end = min(one.upperBound, other.upperBound + shift + turn)
          if begin < end { best = min(best ?? .max, begin % week) }
        }
      }
    }
    return best
  }

  /// The times of a schedule in minutes since Monday's midnight; the last may reach into the next week.
  private static func spans(of schedule: Autoscale.Schedule) -> [Range<Int>] {
    let length = schedule.to > schedule.from ? schedule.to - schedule.from : schedule.to + 24 * 60 - schedule.from
    return schedule.days.map { day in
      let begin = Weekday.number(of: day) * 24 * 60 + schedule.from
      return begin..<begin + length
    }
  }
}
