import Pools

/// When a schedule begins and ends in the week.
struct ScheduleCalendar {
  /// Days of the week, and a time on each.
  struct Edge: Hashable {
    var days: [Autoscale.Day]
    /// Minutes since midnight.
    var time: Int

    var json: JSONValue {
      [
        "days": .array(days.map { .string($0.rawValue) }),
        "hour": .integer(Int64(time / 60)), "minute": .integer(Int64(time % 60)),
      ]
    }
  }

  private static let day = 24 * 60

  let begin: Edge
  private let end: Edge
  private let timeZone: String

  init(_ schedule: Autoscale.Schedule) {
    begin = Edge(days: schedule.days, time: schedule.from)
    timeZone = schedule.timeZone
    // The end as minutes since the begin's midnight: on the day after where it is not later than the begin.
    let minutes = schedule.to > schedule.from ? schedule.to : schedule.to + Self.day
    let all = Autoscale.Day.allCases
    let shifted = schedule.days.compactMap { day in
      all.firstIndex(of: day).map { all[($0 + minutes / Self.day) % all.count] }
    }
    end = Edge(days: shifted.sorted(), time: minutes % Self.day)
  }

  /// When it ends and no other schedule (or itself, a day later) begins in the same minute: of two profiles that begin
  /// together, nobody knows which holds.
  func end(among schedules: [Autoscale.Schedule]) -> Edge {
    let taken = schedules.filter { $0.from == end.time && $0.timeZone == timeZone }.flatMap(\.days)
    return Edge(days: end.days.filter { !taken.contains($0) }, time: end.time)
  }
}
