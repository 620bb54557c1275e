import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("the autoscale setting of a pool by its own fields")
struct PoolAutoscaleTests {
  private static let week = Autoscale.Day.allCases
  private static let zone = "W. Europe Standard Time"

  private static func rendered(_ schedules: [Autoscale.Schedule] = [], rules: Bool = true) throws -> RenderedPool {
    var autoscale = Autoscale(minimum: 0, maximum: 8, initial: 1, schedules: schedules)
    if rules {
      autoscale.scaleOut = .init(metric: "Percentage CPU", threshold: 75, window: 10, by: 2, cooldown: 15)
      autoscale.scaleIn = .init(metric: "Percentage CPU", threshold: 20, window: 30, by: 1, cooldown: 90)
    }
    return try RenderedPool { $0.count = .autoscale(autoscale) }
  }

  private static func profiles(_ pool: RenderedPool) throws -> [JSONValue] {
    try #require(try pool.value("vision-autoscale", "properties.profiles")?.array)
  }

  private static func schedule(
    _ name: String, _ days: [Autoscale.Day], _ from: Int, _ to: Int, minimum: Int = 0, maximum: Int = 0
  ) -> Autoscale.Schedule {
    .init(name: name, days: days, from: from, to: to, timeZone: zone, minimum: minimum, maximum: maximum)
  }

  @Test("without schedules there is one profile, its counts as text, its rules about the scale set")
  func plain() throws {
    let pool = try Self.rendered()
    let scaleSet = JSONValue.string("\(Sample.group)/providers/Microsoft.Compute/virtualMachineScaleSets/vision")
    let profile = try #require(try Self.profiles(pool).first)
    #expect(profile["capacity"] == ["minimum": "0", "maximum": "8", "default": "1"])
    #expect(profile["recurrence"] == nil)
    #expect(
      profile["rules"]?.array?.first == [
        "metricTrigger": [
          "metricName": "Percentage CPU", "metricResourceUri": scaleSet, "timeGrain": "PT1M", "statistic": "Average",
          "timeAggregation": "Average", "timeWindow": "PT10M", "operator": "GreaterThan", "threshold": 75,
        ],
        "scaleAction": ["direction": "Increase", "type": "ChangeCount", "value": "2", "cooldown": "PT15M"],
      ])
    #expect(profile["rules"]?.array?.last?["scaleAction"]?["direction"] == "Decrease")
    let setting = try pool.document("vision-autoscale")
    #expect(setting.body["properties"]?["enabled"] == true)
    #expect(setting.body["properties"]?["targetResourceUri"] == scaleSet)
    #expect(setting.dependsOn.map(\.name) == ["vision"])
  }

  @Test("a night to zero ends the next morning, with the rules of the day")
  func nights() throws {
    let pool = try Self.rendered([Self.schedule("nights", Array(Self.week.prefix(5)), 20 * 60, 7 * 60 + 30)])
    let profiles = try Self.profiles(pool)
    #expect(profiles.count == 2)
    #expect(profiles[0]["name"] == "nights")
    #expect(profiles[0]["capacity"] == ["minimum": "0", "maximum": "0", "default": "0"])
    #expect(
      profiles[0]["recurrence"] == [
        "frequency": "Week",
        "schedule": [
          "timeZone": .string(Self.zone), "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
          "hours": [20], "minutes": [0],
        ],
      ])
    #expect(profiles[1]["name"] == "{\"name\":\"Auto created default scale condition\",\"for\":\"nights\"}")
    #expect(profiles[1]["capacity"] == ["minimum": "0", "maximum": "8", "default": "1"])
    let end = profiles[1]["recurrence"]?["schedule"]
    #expect(end?["days"] == ["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
    #expect(end?["hours"] == [7])
    #expect(end?["minutes"] == [30])
    #expect(profiles[0]["rules"] == profiles[1]["rules"])
  }

  /// Schedules, and the days on which each is ended (an empty list: no profile ends it).
  static let ends: [([Autoscale.Schedule], [[String]])] = [
    ([schedule("a", [.monday], 480, 720)], [["Monday"]]),
    ([schedule("midnight", [.monday], 480, 1_440)], [["Tuesday"]]),
    ([schedule("sunday", [.sunday], 1_200, 480)], [["Monday"]]),
    // A whole weekend: the end of the Saturday is the begin of the Sunday.
    ([schedule("weekend", [.saturday, .sunday], 0, 0)], [["Monday"]]),
    ([schedule("always", week, 0, 0)], [[]]),
    ([schedule("a", [.monday], 480, 720), schedule("b", [.monday], 720, 900)], [[], ["Monday"]]),
    ([schedule("a", [.monday, .friday], 480, 720), schedule("b", [.monday], 720, 900)], [["Friday"], ["Monday"]]),
  ]

  @Test("no profile ends a schedule in the minute in which another begins", arguments: ends)
  func handover(_ schedules: [Autoscale.Schedule], _ expected: [[String]]) throws {
    let profiles = try Self.profiles(try Self.rendered(schedules))
    for (schedule, days) in zip(schedules, expected) {
      let end = profiles.first { $0["name"]?.string?.hasSuffix("\"for\":\"\(schedule.name)\"}") ?? false }
      #expect(end?["recurrence"]?["schedule"]?["days"]?.array?.compactMap(\.string) ?? [] == days)
    }
  }

  @Test("a schedule's own default lies within its bounds", arguments: [(0, 0, "0"), (0, 5, "1"), (3, 6, "3")])
  func bounds(_ minimum: Int, _ maximum: Int, _ initial: String) throws {
    let schedule = Self.schedule("s", [.monday], 480, 720, minimum: minimum, maximum: maximum)
    let profile = try #require(try Self.profiles(try Self.rendered([schedule], rules: false)).first)
    #expect(profile["capacity"]?["default"] == .string(initial))
    #expect(profile["rules"] == [])
  }

  @Test("of two profiles never do both begin in the same minute", arguments: UInt64(1)...100)
  func distinct(_ seed: UInt64) throws {
    let pool = try RenderedPool(try PoolFields.random(seed))
    guard pool.names.contains("vision-autoscale") else { return }
    let begins = try Self.profiles(pool).flatMap { profile -> [String] in
      let schedule = profile["recurrence"]?["schedule"]
      return (schedule?["days"]?.array ?? []).map { day in
        "\(day) \(schedule?["hours"] ?? .null) \(schedule?["minutes"] ?? .null)"
      }
    }
    #expect(Set(begins).count == begins.count)
  }
}
