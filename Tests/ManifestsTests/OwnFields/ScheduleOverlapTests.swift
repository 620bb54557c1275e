import Pools
import Templates
import Testing

@testable import Manifests

@Suite("Schedules that hold at the same time")
struct ScheduleOverlapTests {
  /// `Mon-Fri 20:00-07:00 UTC`.
  static func schedule(_ text: String) throws -> Autoscale.Schedule {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    let days = words[0].split(separator: ",").compactMap { Weekday.day(String($0)) }
    let times = words[1].split(whereSeparator: { ":-".contains($0) }).compactMap { Int($0) }
    try #require(times.count == 4 && !days.isEmpty)
    return Autoscale.Schedule(
      name: text, days: days, from: times[0] * 60 + times[1], to: times[2] * 60 + times[3], timeZone: words[2],
      minimum: 0, maximum: 0)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var first: String
    var second: String
    /// The first day and time at which both hold, by the first one's clock; nil where they never do.
    var meets: String?
    var isSeasonal = false
    var testDescription: String { "\(first) and \(second)" }
  }

  static let rows = [
    Row(first: "Mon 08:00-12:00 UTC", second: "Mon 12:00-18:00 UTC", meets: nil),
    Row(first: "Mon 08:00-12:01 UTC", second: "Mon 12:00-18:00 UTC", meets: "Mon 12:00"),
    Row(first: "Mon 08:00-12:00 UTC", second: "Tue 08:00-12:00 UTC", meets: nil),
    Row(first: "Mon,Tue,Wed 20:00-07:00 UTC", second: "Thu 06:00-08:00 UTC", meets: "Thu 06:00"),
    Row(first: "Mon,Tue,Wed 20:00-07:00 UTC", second: "Thu 07:00-08:00 UTC", meets: nil),
    Row(first: "Sun 20:00-07:00 UTC", second: "Mon 06:00-08:00 UTC", meets: "Mon 06:00"),
    Row(first: "Mon 06:00-08:00 UTC", second: "Sun 20:00-07:00 UTC", meets: "Mon 06:00"),
    Row(first: "Mon 00:00-00:00 UTC", second: "Tue 00:00-00:00 UTC", meets: nil),
    Row(first: "Mon 12:00-12:00 UTC", second: "Tue 11:00-13:00 UTC", meets: "Tue 11:00"),
    // Half a world and a day apart: Tokyo's Tuesday morning is Berlin's Monday night.
    Row(first: "Mon 22:00-23:00 UTC", second: "Tue 07:00-07:30 Tokyo Standard Time", meets: "Mon 22:00"),
    Row(first: "Sun 20:00-23:00 UTC", second: "Mon 06:00-07:00 Tokyo Standard Time", meets: "Sun 21:00"),
    // Berlin is an hour from UTC in winter and two in summer.
    Row(
      first: "Mon 20:00-22:00 W. Europe Standard Time", second: "Mon 18:00-19:00 UTC", meets: "Mon 20:00",
      isSeasonal: true),
    Row(first: "Mon 20:00-22:00 W. Europe Standard Time", second: "Mon 19:00-20:00 UTC", meets: "Mon 20:00"),
    Row(first: "Mon 20:00-22:00 W. Europe Standard Time", second: "Mon 21:00-22:00 UTC", meets: nil),
    // Zones that keep the same time all the year never count as two.
    Row(first: "Mon 20:00-22:00 Romance Standard Time", second: "Mon 22:00-23:00 Romance Standard Time", meets: nil),
  ]

  @Test("two schedules meet where their clocks say so", arguments: rows)
  func meets(row: Row) throws {
    let overlap = ScheduleOverlap(try Self.schedule(row.first), try Self.schedule(row.second))
    let shown = overlap.map { overlap in
      let minute = overlap.minute % 60
      return "\(Weekday.name(of: overlap.day)) \(overlap.minute / 60 < 10 ? "0" : "")\(overlap.minute / 60):"
        + "\(minute < 10 ? "0" : "")\(minute)"
    }
    #expect(shown == row.meets)
    #expect(overlap?.isSeasonal ?? false == row.isSeasonal)
  }

  @Test("it does not matter which of both is first", arguments: rows)
  func symmetric(row: Row) throws {
    let (first, second) = (try Self.schedule(row.first), try Self.schedule(row.second))
    #expect((ScheduleOverlap(first, second) == nil) == (ScheduleOverlap(second, first) == nil))
  }

  @Test("every time zone has one or two times within the bounds of the earth, and a name of its own")
  func zones() throws {
    #expect(TimeZones.names.count > 130 && Set(TimeZones.names).count == TimeZones.names.count)
    for name in TimeZones.names {
      let offsets = try #require(TimeZones.named(name)).offsets
      #expect((1...2).contains(offsets.count) && offsets == offsets.sorted(), "\(name)")
      #expect(offsets.allSatisfy { (-12 * 60...14 * 60).contains($0) }, "\(name)")
    }
    #expect(TimeZones.windowsName(forIANA: "europe/zurich") == "W. Europe Standard Time")
    #expect(TimeZones.named("Europe/Zurich") == nil)
  }
}
