import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A pool that sleeps at zero")
struct WakeTests {
  private static let scaler = """
    ,{"type": "Microsoft.Insights/autoscaleSettings", "apiVersion": "2022-10-01",
      "name": "[concat(parameters('name'), '-autoscale')]", "location": "[resourceGroup().location]",
      "properties": {"enabled": true,
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', parameters('name'))]",
        "profiles": [{"name": "usual", "capacity": {"minimum": "0", "maximum": "4", "default": "1"},
          "rules": [{"metricTrigger": {"metricName": "Percentage CPU", "threshold": 75}}]}]}}
    ]}
    """

  /// By one template with an autoscale setting, or without one and the count 0.
  private func world(isScaled: Bool, azure: InMemoryAzure = InMemoryAzure()) throws -> World {
    var files = Repository.files(["vision": Repository.manifest("vision", count: 0)])
    if isScaled, let end = Repository.template.range(of: "]}", options: .backwards) {
      files["template.json"] = Repository.template.replacingCharacters(in: end, with: Self.scaler)
    }
    return try World(files, azure: azure)
  }

  private func wake(
    _ world: World, _ wake: WakeRequest = .begin(period: .seconds(7_200), count: nil, by: "ana", reason: "demo"),
    pool: String = "vision"
  ) async throws -> RunReport {
    let pools = Set([try unwrap(PoolName(pool))])
    return try await world.controller().reconcile(
      ReconcileRequest(pools: pools, trigger: .command, reason: "ana wakes vision", now: true, wake: wake))
  }

  private func count(_ world: World) throws -> JSONValue? {
    let id = try world.scaleSet("vision")
    return world.azure.withState { $0.resources[id]?.body["sku"]?["capacity"] }
  }

  private func profiles(_ world: World) -> [JSONValue] {
    world.azure.withState { state in
      state.resources.values.first { $0.type.description == "Microsoft.Insights/autoscaleSettings" }?
        .body.value(at: JSONPath("properties", "profiles"))?.array ?? []
    }
  }

  @Test(
    "is left awake by another state until the end, which says so, and asleep after it", arguments: [true, false],
    [true, false])
  func otherState(_ isScaled: Bool, _ knowsIt: Bool) async throws {
    let azure = InMemoryAzure()
    let world = try world(isScaled: isScaled, azure: azure)
    try await world.reconcile()
    var other = try self.world(isScaled: isScaled, azure: azure)
    other.clock = world.clock
    if knowsIt { try await other.reconcile() }
    _ = try await wake(world)
    let end = world.clock.now().addingTimeInterval(7_200)
    let (machines, profiles) = (try count(world), self.profiles(world))
    for dryRun in [true, false] {
      let report = try await other.reconcile(dryRun: dryRun)
      #expect(report["vision"]?.outcome == .unchanged)
      #expect(report["vision"]?.message?.contains("by another controller or state") == true)
    }
    // What it writes besides leaves the wake-up as it is.
    let size = JSONPath("sku", "name")
    try other.change("vision", size, to: "Standard_D8s_v5")
    #expect(try await other.reconcile()["vision"]?.changes.map(\.path) == [size])
    #expect(try count(other) == machines && self.profiles(other) == profiles)
    try await world.clock.sleep(for: .seconds(end.timeIntervalSince(world.clock.now()) + 60))
    #expect(try await other.reconcile()["vision"]?.outcome == .updated)
    #expect(self.profiles(other).count == (isScaled ? 1 : 0))
    if !isScaled { #expect(try count(other) == 0) }
  }

  @Test("with a fixed count is woken, stays so, and goes back when its time is over")
  func fixed() async throws {
    let world = try world(isScaled: false)
    try await world.reconcile()
    #expect(try count(world) == 0)
    #expect(
      try await wake(world)["vision"]?.changes.map(\.path.description) == ["sku.capacity", "tags.weir-woken-until"])
    #expect(try count(world) == 1)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    try await world.clock.sleep(for: .seconds(7_200))
    let after = try await world.reconcile()
    #expect(after.outcomes == ["vision": .updated])
    #expect(after.notes == ["vision: its wake is over (woken by ana: demo)"])
    #expect(try count(world) == 0)
    let last = try await world.reconcile()
    #expect(last.outcomes == ["vision": .unchanged] && last.notes.isEmpty)
    #expect(try await world.log.awakenings().isEmpty)
  }

  @Test("is awake no shorter than was asked for, whatever part of a second it began in", arguments: [0, 1, 900])
  func wholeSeconds(late: Int) async throws {
    let world = try world(isScaled: false)
    try await world.reconcile()
    try await world.clock.sleep(for: .milliseconds(late))
    let asked = world.clock.now()
    _ = try await wake(world, .begin(period: .seconds(1), count: nil, by: "ana", reason: nil))
    let until = try unwrap(await world.log.awakenings().first?.value).until.timeIntervalSince(asked)
    #expect(until >= 1 && until < 2)
  }

  @Test("with an autoscaler gets a profile that Azure ends, and no count of the autoscaler's is put back")
  func scaled() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    let report = try await wake(world, .begin(period: .seconds(3_600), count: 2, by: "ana", reason: "demo"))
    #expect(report["vision"]?.changes.map(\.path.description) == ["properties.profiles[name=weir-wake]"])
    let profile = try unwrap(profiles(world).last)
    let awakening = try unwrap(await world.log.awakenings().first?.value)
    #expect(profile["capacity"] == ["minimum": "2", "maximum": "4", "default": "2"])
    #expect(
      profile["fixedDate"] == [
        "timeZone": "UTC", "start": .string(awakening.since.formatted(.iso8601)),
        "end": .string(awakening.until.formatted(.iso8601)),
      ])
    #expect(profile["rules"] == profiles(world).first?["rules"])
    #expect(try count(world) == 0)

    // The autoscaler wakes the machines, people make it grow, and the profile goes without any of it being put back.
    try world.change("vision", JSONPath("sku", "capacity"), to: 3)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    try await world.clock.sleep(for: .seconds(3_600))
    #expect(try await world.reconcile().outcomes == ["vision": .updated])
    #expect(profiles(world).count == 1)
    #expect(try count(world) == 3)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("stands in the log with who woke it and why, from its beginning to its end")
  func record() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    let awake = try await wake(world)
    let awakening = try unwrap(await world.log.awakenings().first?.value)
    #expect((awakening.by, awakening.reason) == ("ana", "demo"))
    #expect(awakening.until.timeIntervalSince(awakening.since) == 7_200)
    let told = "vision: woken until \(awakening.until.formatted(.iso8601)) by ana: demo"
    #expect(awake.notes == [told])
    let recorded = try unwrap(await world.log.run(awake.run))
    #expect(recorded.notes == [told] && recorded.start.reason == "ana wakes vision")
    let ended = try await wake(world, .end(by: "ben"))
    #expect(ended.notes == ["vision: its wake was ended by ben (woken by ana: demo)"])
    #expect(profiles(world).count == 1)
    #expect(try await world.log.awakenings().isEmpty)
  }

  @Test("a second wake makes it longer and larger, and both people and their reasons stay")
  func longer() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    _ = try await wake(world)
    let first = try unwrap(await world.log.awakenings().first?.value)
    try await world.clock.sleep(for: .seconds(600))
    let longer = try await wake(world, .begin(period: .seconds(14_400), count: 3, by: "ben", reason: "class"))
    #expect(longer.outcomes == ["vision": .updated])
    #expect(profiles(world).count == 2)
    let both = try unwrap(await world.log.awakenings().first?.value)
    #expect((both.by, both.reason, both.count) == ("ana, ben", "demo; class", 3))
    #expect(both.since == first.since)
    // Whole seconds, begun 600 seconds later and a part of one.
    #expect([15_000, 15_001].contains(both.until.timeIntervalSince(first.since)))
    #expect(
      longer.notes == [
        "vision: awake until \(both.until.formatted(.iso8601)) by ben: class, and no longer only until "
          + "\(first.until.formatted(.iso8601)) (woken by ana: demo)"
      ])
    #expect(profiles(world).last?["fixedDate"]?["end"] == .string(both.until.formatted(.iso8601)))
    #expect(profiles(world).last?["capacity"]?["minimum"] == "3")
  }

  @Test("a second wake that ends sooner shortens nothing, and says how to end the first")
  func shorter() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    _ = try await wake(world)
    let first = try unwrap(await world.log.awakenings().first?.value)
    let shorter = try await wake(world, .begin(period: .seconds(60), count: nil, by: "ben", reason: nil))
    #expect(shorter.outcomes == ["vision": .unchanged])
    let note = try unwrap(shorter.notes.first)
    #expect(
      note.hasPrefix("vision: stays awake until \(first.until.formatted(.iso8601)) (woken by ana: demo), though ben "))
    #expect(note.hasSuffix("; `weir wake vision --end` ends it at once"))
    #expect(try await world.log.run(shorter.run)?.notes == [note])
    #expect(try await world.log.awakenings().first?.value.until == first.until)
    // The same again adds nothing to who and why.
    _ = try await wake(world)
    let again = try unwrap(await world.log.awakenings().first?.value)
    #expect((again.by, again.reason) == ("ana, ben", "demo"))
  }

  @Test("with a count that somebody else's autoscale setting owns is not woken, and the setting is named")
  func foreign() async throws {
    let world = try world(isScaled: false)
    try await world.reconcile()
    let scaleSet = try world.scaleSet("vision")
    let id = try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ops/providers/Microsoft.Insights/autoscaleSettings/theirs"))
    func put(isEnabled: Bool) {
      world.azure.withState { state in
        state.resources[id] = ResourceDocument(
          id: id, apiVersion: "2022-10-01",
          body: [
            "location": "westus2",
            "properties": [
              "enabled": .bool(isEnabled), "targetResourceUri": .string(scaleSet.description), "profiles": [],
            ],
          ])
      }
    }
    put(isEnabled: true)
    let pool = try unwrap(PoolName("vision"))
    await #expect(throws: WakeRefusal.scaledElsewhere(pool, setting: id)) { try await self.wake(world) }
    #expect(try await world.log.awakenings().isEmpty)
    put(isEnabled: false)
    #expect(try await wake(world).outcomes == ["vision": .updated])
    #expect(try count(world) == 1)
  }

  @Test("a plan shows the pool awake and writes nothing about it, not its end either")
  func plan() async throws {
    let world = try world(isScaled: false)
    try await world.reconcile()
    _ = try await wake(world)
    #expect(try await world.reconcile(dryRun: true).outcomes == ["vision": .unchanged])
    try await world.clock.sleep(for: .seconds(7_200))
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan["vision"]?.changes.map(\.path.description) == ["sku.capacity", "tags.weir-woken-until"])
    #expect(plan.notes.isEmpty)
    #expect(try await world.log.awakenings().count == 1)
  }

  @Test("what cannot be is refused, and nothing is remembered of it")
  func refusals() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    let pool = try unwrap(PoolName("vision"))
    func refused(_ request: WakeRequest, _ expected: WakeRefusal) async {
      await #expect(throws: expected) { try await self.wake(world, request) }
    }
    await refused(
      .begin(period: .seconds(60), count: 5, by: "ana", reason: nil), .overMaximum(pool, asked: 5, maximum: 4))
    await refused(
      .begin(period: .seconds(8 * 86_400), count: nil, by: "ana", reason: nil),
      .tooLong(pool, asked: .seconds(8 * 86_400)))
    await refused(.end(by: "ana"), .notAwake(pool))
    await #expect(throws: ReconcileError.self) { try await self.wake(world, pool: "visions") }
    var state = try unwrap(await world.log.states()[pool])
    state.suspension = PoolState.Suspension(reason: "exams", since: world.clock.now(), until: nil)
    try await world.log.setState(state)
    await refused(
      .begin(period: .seconds(60), count: nil, by: "ana", reason: nil), .suspended(pool, reason: "exams"))
    #expect(try await world.log.awakenings().isEmpty)

    let awake = try World(Repository.pools("vision"))
    await #expect(throws: WakeRefusal.neverSleeps(pool, minimum: 2)) { try await self.wake(awake) }
  }

  @Test("a manifest that asks for machines itself goes before a wake, and a smaller maximum bounds it")
  func manifest() async throws {
    let world = try world(isScaled: true)
    try await world.reconcile()
    _ = try await wake(world, .begin(period: .seconds(7_200), count: 4, by: "ana", reason: nil))
    var files = Repository.files(["vision": Repository.manifest("vision", count: 0)])
    let template = Repository.template.replacingCharacters(
      in: try unwrap(Repository.template.range(of: "]}", options: .backwards)), with: Self.scaler)
    files["template.json"] = template.replacing(#""maximum": "4""#, with: #""maximum": "2""#)
    world.source.commit(files)
    try await world.reconcile()
    #expect(profiles(world).last?["capacity"] == ["minimum": "2", "maximum": "2", "default": "2"])
    files["template.json"] = template.replacing(#""minimum": "0""#, with: #""minimum": "1""#)
    world.source.commit(files)
    try await world.reconcile()
    #expect(profiles(world).count == 1)
  }
}
