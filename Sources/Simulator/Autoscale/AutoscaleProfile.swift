import Foundation
import Pools

/// A profile of an autoscale setting: bounds, rules, and when it holds.
struct AutoscaleProfile {
  enum Time {
    /// When no other does.
    case otherwise
    case between(WallClock, WallClock, zone: String)
    /// From each of these minutes of the week until another profile begins.
    case weekly([Int], zone: String)
  }

  var minimum: Int
  var maximum: Int
  var initial: Int
  var time: Time
  var rules: [AutoscaleRule]

  /// Nil where it has no bounds.
  init?(_ body: JSONValue, target: String) {
    func count(_ name: String) -> Int? {
      body.member("capacity")?.member(name).flatMap { $0.string.flatMap { Int($0) } ?? $0.integer.map(Int.init) }
    }
    guard let minimum = count("minimum"), let maximum = count("maximum") else { return nil }
    self.minimum = minimum
    self.maximum = max(minimum, maximum)
    initial = count("default") ?? minimum
    rules = (body.member("rules")?.array ?? []).compactMap { AutoscaleRule($0, target: target) }
    time = .otherwise
    if let date = body.member("fixedDate"), let start = date.member("start")?.string.flatMap(WallClock.init),
      let end = date.member("end")?.string.flatMap(WallClock.init)
    {
      time = .between(start, end, zone: date.member("timeZone")?.string ?? "UTC")
    } else if let schedule = body.first("recurrence.schedule") {
      time = .weekly(Self.starts(schedule), zone: schedule.member("timeZone")?.string ?? "UTC")
    }
  }

  private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  private static func starts(_ schedule: JSONValue) -> [Int] {
    func numbers(_ name: String) -> [Int] {
      (schedule.member(name)?.array ?? []).compactMap { $0.integer.map(Int.init) }
    }
    let named = (schedule.member("days")?.array ?? []).compactMap { $0.string?.lowercased() }
    return named.compactMap { days.firstIndex(of: $0) }.flatMap { day in
      numbers("hours").flatMap { hour in numbers("minutes").map { (day * 24 + hour) * 60 + $0 } }
    }
  }

  /// The one of `profiles` that holds at a moment: a dated one before a weekly one, of these the one that began last, and
  /// the one without a time where neither does (learn.microsoft.com, "Understand autoscale settings").
  static func active(_ profiles: [AutoscaleProfile], at moment: Date) -> AutoscaleProfile? {
    var latest: (age: Int, profile: AutoscaleProfile)?
    for profile in profiles {
      switch profile.time {
      case .otherwise: continue
      case .between(let start, let end, let zone):
        let now = WallClock(moment, in: zone)
        if start.seconds <= now.seconds && now.seconds < end.seconds { return profile }
      case .weekly(let starts, let zone):
        let now = WallClock(moment, in: zone).minuteOfWeek
        let age = starts.map { (now - $0 + WallClock.week) % WallClock.week }.min()
        if let age, age < latest?.age ?? .max { latest = (age, profile) }
      }
    }
    if let latest { return latest.profile }
    return profiles.first { if case .otherwise = $0.time { true } else { false } }
  }

  func bounded(_ count: Int) -> Int { min(max(count, minimum), maximum) }
}
