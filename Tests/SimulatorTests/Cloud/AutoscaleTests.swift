import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("Autoscale settings, by the simulation's clock")
struct AutoscaleTests {
  static let settingID = TestCloud.id("Microsoft.Insights/autoscaleSettings/scale")

  static func capacity(_ minimum: Int, _ maximum: Int, _ initial: Int) -> JSONValue {
    [
      "minimum": .string(String(minimum)), "maximum": .string(String(maximum)), "default": .string(String(initial)),
    ]
  }

  static func rule(_ comparison: JSONValue, _ threshold: JSONValue, _ direction: JSONValue) -> JSONValue {
    [
      "metricTrigger": [
        "metricName": "Percentage CPU", "metricResourceUri": .string(Bodies.scaleSetID), "timeGrain": "PT1M",
        "statistic": "Average", "timeWindow": "PT5M", "timeAggregation": "Average", "operator": comparison,
        "threshold": threshold,
      ],
      "scaleAction": ["direction": direction, "type": "ChangeCount", "value": "1", "cooldown": "PT10M"],
    ]
  }

  static let rules: JSONValue = [rule("GreaterThan", 75, "Increase"), rule("LessThan", 20, "Decrease")]

  static func weekly(_ name: JSONValue, _ capacity: JSONValue, _ hour: JSONValue) -> JSONValue {
    [
      "name": name, "capacity": capacity, "rules": rules,
      "recurrence": [
        "frequency": "Week",
        "schedule": [
          "timeZone": "W. Europe Standard Time", "hours": [hour], "minutes": [0],
          "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ],
      ],
    ]
  }

  /// A scale set of two machines and a setting of these profiles, at a moment of which the clock's hands are known.
  private func cloud(at moment: String, _ profiles: [JSONValue]) throws -> TestCloud {
    var test = try TestCloud.withScaleSet()
    let date = try Date(moment, strategy: .iso8601)
    test.now = max(test.now, date)
    let body: JSONValue = [
      "location": "westus2",
      "properties": [
        "enabled": true, "targetResourceUri": .string(Bodies.scaleSetID), "profiles": .array(profiles),
      ],
    ]
    let made = test.send("PUT", Self.settingID, body, version: "2022-10-01")
    #expect(made.status == 201, "\(made.message)")
    return test
  }

  private func count(_ test: inout TestCloud, after duration: Duration = .zero) -> Int {
    test.wait(duration)
    let count = test.send("GET", Bodies.scaleSetID, version: "2024-07-01").value("sku.capacity")?.integer
    let machines = test.send("GET", Bodies.scaleSetID + "/virtualMachines", version: "2024-07-01").list.count
    #expect(count == Int64(machines))
    return machines
  }

  @Test("a pool goes to zero at night and comes back in the morning, on the wall clock of its zone")
  func nights() throws {
    // 19:58 in Berlin in winter; the test cloud's time begins in November 2026.
    var test = try cloud(
      at: "2026-12-01T18:58:00Z",
      [
        Self.weekly("nights", Self.capacity(0, 0, 0), 20),
        Self.weekly("{\"name\":\"default\",\"for\":\"nights\"}", Self.capacity(0, 8, 1), 7),
      ])
    #expect(count(&test) == 2)
    #expect(count(&test, after: .seconds(60)) == 2)
    #expect(count(&test, after: .seconds(120)) == 0)
    #expect(count(&test, after: .seconds(10 * 3_600)) == 0)
    // At 7 nothing can be measured of no machines, so the default holds.
    #expect(count(&test, after: .seconds(3_600)) == 1)
  }

  @Test("a dated profile wakes it for so long, and is over by itself")
  func wake() throws {
    let dated: JSONValue = [
      "name": "wake", "capacity": Self.capacity(1, 8, 1), "rules": [],
      "fixedDate": ["timeZone": "UTC", "start": "2026-12-01T22:00:00Z", "end": "2026-12-01T23:30:00Z"],
    ]
    var test = try cloud(
      at: "2026-12-01T21:50:00Z",
      [
        dated, Self.weekly("nights", Self.capacity(0, 0, 0), 20), Self.weekly("days", Self.capacity(0, 8, 1), 7),
      ])
    #expect(count(&test, after: .seconds(120)) == 0)
    #expect(count(&test, after: .seconds(600)) == 1)
    #expect(count(&test, after: .seconds(4_000)) == 1)
    #expect(count(&test, after: .seconds(3_600)) == 0)
  }

  @Test("rules act on what is measured, between their bounds and after their cool-down")
  func rules() throws {
    var test = try cloud(
      at: "2026-12-01T12:00:00Z", [["name": "default", "capacity": Self.capacity(1, 4, 1), "rules": Self.rules]])
    #expect(count(&test, after: .seconds(600)) == 2)
    test.cloud.metrics.set("percentage cpu", of: Bodies.scaleSetID, to: 90, at: test.now)
    #expect(count(&test, after: .seconds(120)) == 3)
    #expect(count(&test, after: .seconds(300)) == 3)
    #expect(count(&test, after: .seconds(3_600)) == 4)
    test.cloud.metrics.set("Percentage CPU", of: Bodies.scaleSetID, to: 5, at: test.now)
    #expect(count(&test, after: .seconds(7_200)) == 1)
    test.cloud.metrics.set("Percentage CPU", of: Bodies.scaleSetID, to: 50, at: test.now)
    #expect(count(&test, after: .seconds(7_200)) == 1)
    #expect(test.cloud.autoscaleActions.map(\.after) == [3, 4, 3, 2, 1])
  }

  @Test("a setting that is off, or has no scale set, does nothing")
  func off() throws {
    var test = try cloud(
      at: "2026-12-01T12:00:00Z", [["name": "default", "capacity": Self.capacity(5, 5, 5), "rules": []]])
    _ = test.send("PATCH", Self.settingID, ["properties": ["enabled": false]], version: "2022-10-01")
    #expect(count(&test, after: .seconds(600)) == 2)
    test.cloud.forceRemoval(of: Bodies.scaleSetID)
    test.wait(.seconds(600))
    #expect(test.send("GET", Self.settingID, version: "2022-10-01").status == 200)
  }

  @Test("counts come back as text, and a zone that Windows does not know is refused")
  func shape() throws {
    var test = try cloud(
      at: "2026-12-01T12:00:00Z",
      [["name": "default", "capacity": ["minimum": 1, "maximum": 2, "default": 1]]])
    let read = test.send("GET", Self.settingID, version: "2022-10-01")
    #expect(read.body?.values("properties.profiles.*.capacity.minimum") == ["1"])
    #expect(read.body?.values("properties.profiles.*.rules") == [[]])
    let lost = Self.weekly("n", Self.capacity(0, 1, 0), 20).changing("recurrence.schedule.timeZone") { _ in "Mars" }
    let body: JSONValue = [
      "location": "westus2",
      "properties": ["targetResourceUri": .string(Bodies.scaleSetID), "profiles": [lost]],
    ]
    #expect(test.send("PUT", Self.settingID, body, version: "2022-10-01").message.contains("'Mars'"))
  }

  @Test(
    "a wall clock reads its own time, summer and winter",
    arguments: [
      ("2026-12-01T19:00:00Z", "W. Europe Standard Time", "2026-12-01T20:00:00"),
      ("2026-07-01T18:00:00Z", "W. Europe Standard Time", "2026-07-01T20:00:00.000Z"),
      ("2026-02-28T23:30:00Z", "India Standard Time", "2026-03-01T05:00:00"),
      ("2024-03-01T00:00:00Z", "Pacific Standard Time", "2024-02-29T16:00:00"),
      ("2026-12-01T19:00:00Z", "UTC", "2026-12-01T19:00"),
    ])
  func clocks(moment: String, zone: String, wall: String) throws {
    #expect(WallClock(try Date(moment, strategy: .iso8601), in: zone) == WallClock(wall))
  }
}
