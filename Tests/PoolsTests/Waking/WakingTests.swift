import Testing

@testable import Pools

@Suite("Waking a pool that sleeps at zero")
struct WakingTests {
  private static let start = "2026-11-21T21:17:00Z"
  private static let end = "2026-11-21T23:17:00Z"

  private func profile(
    _ name: String, _ minimum: JSONValue, _ maximum: JSONValue, _ usual: JSONValue, _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var members = more
    members["name"] = .string(name)
    members["capacity"] = ["minimum": minimum, "maximum": maximum, "default": usual]
    return .object(members)
  }

  private func scaled(
    _ profiles: [JSONValue], enabled: JSONValue = true, expressions: [JSONPath: Set<String>] = [:]
  ) throws -> DesiredPool {
    let setting = Fixture.document(
      try Fixture.id("Microsoft.Insights/autoscaleSettings", "vision-autoscale"),
      [
        "properties": [
          "enabled": enabled, "targetResourceUri": .string(try Fixture.scaleSetID().description),
          "profiles": .array(profiles),
        ]
      ], expressions: expressions)
    return try Fixture.pool([setting, Fixture.scaleSet(["sku": ["capacity": 0]])])
  }

  private func fixed(_ count: JSONValue) throws -> DesiredPool {
    try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": count, "name": "Standard_D2s_v5"]])])
  }

  private func profiles(_ pool: DesiredPool) -> [JSONValue] {
    pool.resources.first { $0.type.folded == FieldRules.autoscaleSettingType }?
      .body.value(at: JSONPath("properties", "profiles"))?.array ?? []
  }

  private func count(_ pool: DesiredPool) -> JSONValue? {
    pool.resources.first { $0.type.folded == FieldRules.scaleSetType }?.body.value(at: JSONPath("sku", "capacity"))
  }

  @Test("a pool sleeps where its count or a minimum is zero, and otherwise says why it cannot be woken")
  func sleep() throws {
    #expect(try fixed(0).sleep == .sleeps(maximum: 1_000))
    #expect(try fixed(2).sleep == .never(minimum: 2))
    #expect(try scaled([profile("usual", "0", "8", "1")]).sleep == .sleeps(maximum: 8))
    #expect(try scaled([profile("usual", 2, 8, 2)]).sleep == .never(minimum: 2))
    let nights = profile("nights", "0", "0", "0", ["recurrence": ["frequency": "Week"]])
    #expect(try scaled([profile("usual", "2", "8", "2"), nights]).sleep == .sleeps(maximum: 8))
    #expect(try Fixture.pool([]).sleep == .untold("it has no scale set"))
    for untold in [
      try fixed("[parameters('count')]"), try scaled([profile("usual", "0", "0", "0")]),
      try scaled((0..<20).map { profile("p\($0)", "0", "8", "1") }), try scaled([]),
    ] {
      guard case .untold = untold.sleep else {
        Issue.record("\(untold.sleep)")
        continue
      }
    }
  }

  @Test("a setting that is off leaves the count to the manifest, and so to the wake")
  func off() throws {
    let pool = try scaled([profile("usual", "2", "8", "2")], enabled: false)
    #expect(pool.sleep == .sleeps(maximum: 1_000))
    #expect(count(pool.awake(from: Self.start, until: Self.end, count: 3)) == 3)
  }

  @Test(
    "the profile that keeps awake has a fixed date, the usual rules, and at least what is asked for",
    arguments: [(nil, "1", "1"), (nil, "3", "3"), (5, "1", "5"), (2, "3", "3"), (99, "1", "8")]
      as [(Int?, String, String)])
  func profileOfAWake(asked: Int?, usual: String, minimum: String) throws {
    let rules: JSONValue = [["metricTrigger": ["metricName": "Percentage CPU"]]]
    let nights = profile("nights", "0", "0", "0", ["recurrence": ["frequency": "Week"]])
    let before = try scaled([nights, profile("usual", "0", "8", .string(usual), ["rules": rules])])
    let after = before.awake(from: Self.start, until: Self.end, count: asked)
    #expect(
      profiles(after) == profiles(before) + [
        [
          "name": "weir-wake", "rules": rules,
          "capacity": ["minimum": .string(minimum), "maximum": "8", "default": .string(minimum)],
          "fixedDate": ["timeZone": "UTC", "start": .string(Self.start), "end": .string(Self.end)],
        ]
      ])
    #expect(count(after) == 0, "the count is the autoscaler's")
  }

  @Test("where every profile has a time, the one after a schedule is the usual one")
  func schedules() throws {
    let weekly: [String: JSONValue] = ["recurrence": ["frequency": "Week"], "rules": [["x": 1]]]
    let after = profile(#"{"name":"Auto created default scale condition","for":"nights"}"#, "1", "8", "3", weekly)
    let pool = try scaled([profile("nights", "0", "0", "0", ["recurrence": ["frequency": "Week"]]), after])
    let wake = try #require(profiles(pool.awake(from: Self.start, until: Self.end, count: nil)).last)
    #expect(wake["capacity"] == ["minimum": "3", "maximum": "8", "default": "3"])
    #expect(wake["rules"] == [["x": 1]])
    let nameless = try scaled([profile("nights", "0", "0", "0", weekly), profile("days", "1", "8", "2", weekly)])
    #expect(
      profiles(nameless.awake(from: Self.start, until: Self.end, count: nil)).last?["capacity"]?["minimum"] == "2")
  }

  @Test("expressions in the usual rules are expressions in the copy")
  func expressions() throws {
    let trigger = JSONPath([.member("properties"), .member("profiles"), .index(0), .member("rules"), .index(0)])
      .member("metricTrigger").member("metricResourceUri")
    let rules: JSONValue = [["metricTrigger": ["metricResourceUri": "[reference('x')]"]]]
    let before = try scaled([profile("usual", "0", "8", "1", ["rules": rules])], expressions: [trigger: []])
    let after = before.awake(from: Self.start, until: Self.end, count: nil)
    var copy = trigger
    copy.steps[2] = .index(1)
    let setting = try #require(after.resources.first { $0.type.folded == FieldRules.autoscaleSettingType })
    #expect(Set(setting.expressions.keys) == [trigger, copy])
  }

  @Test("a pool that does not sleep is left as it is", arguments: [2, 7])
  func awakeAlready(count: Int64) throws {
    for pool in [try fixed(.integer(count)), try scaled([profile("usual", .integer(count), 8, 8)])] {
      #expect(pool.awake(from: Self.start, until: Self.end, count: 5) == pool)
    }
  }

  @Test("a fixed count of zero becomes what is asked for, one where nothing is")
  func fixedCount() throws {
    #expect(count(try fixed(0).awake(from: Self.start, until: Self.end, count: nil)) == 1)
    #expect(count(try fixed(0).awake(from: Self.start, until: Self.end, count: 4)) == 4)
    #expect(count(try fixed(0).awake(from: Self.start, until: Self.end, count: 5_000)) == 1_000)
  }

  @Test("waking is one change of the setting, being awake none, and the end of it one again")
  func plans() throws {
    let asleep = try scaled([profile("usual", "0", "8", "1")]).tagged(labels: [:], managedBy: "weir")
    let awake = asleep.awake(from: Self.start, until: Self.end, count: nil)
    func lines(_ pool: DesiredPool, live: DesiredPool) throws -> [String] {
      let baseline = Baseline(applying: live, secretDigests: [:])
      // The autoscaler has moved the count meanwhile, which is its own business.
      let resources = live.resources.map { resource -> ResourceDocument in
        var resource = resource
        resource.body = resource.body.setting(3, at: JSONPath("sku", "capacity"))
        return resource
      }
      return Pools.plan(try Fixture.input(pool, live: Fixture.live(resources), baseline: baseline)).changes.map {
        "\($0.path) \($0.kind) \($0.cause)"
      }
    }
    #expect(try lines(awake, live: asleep) == ["properties.profiles[name=weir-wake] inPlace manifest"])
    #expect(try lines(awake, live: awake).isEmpty)
    #expect(try lines(asleep, live: awake) == ["properties.profiles[name=weir-wake] inPlace manifest"])
  }
}
