import Testing

@testable import Pools

@Suite("Laws of the plan, over generated pools")
struct PlanLaws {
  static let seeds = (0..<120).map(UInt64.init)
  static let digests = ["pw": "1", "key": "2"]

  func applied(_ pool: DesiredPool, live: LiveState, learning: Bool) -> Baseline {
    var baseline = Baseline(applying: pool, secretDigests: Self.digests)
    if learning { baseline.learnEcho(from: live) }
    return baseline
  }

  @Test("the second plan is empty", arguments: seeds)
  func secondPlan(seed: UInt64) throws {
    var generator = PoolGenerator(seed: seed)
    let pool = try generator.pool()
    var azure = AzureLike(seed: seed &* 31)
    let live = Fixture.live(azure.apply(pool))
    for learning in [true, false] {
      let plan = Pools.plan(
        try Fixture.input(
          pool, live: live, baseline: applied(pool, live: live, learning: learning), digests: Self.digests))
      #expect(plan.lines == [])
      #expect(plan.outcome == .unchanged)
    }
  }

  @Test("what Azure answers another time in another form is no change", arguments: seeds.prefix(40))
  func otherReading(seed: UInt64) throws {
    var generator = PoolGenerator(seed: seed)
    let pool = try generator.pool()
    var first = AzureLike(seed: seed)
    var second = AzureLike(seed: seed &+ 1_000)
    let baseline = applied(pool, live: Fixture.live(first.apply(pool)), learning: true)
    let plan = Pools.plan(
      try Fixture.input(pool, live: Fixture.live(second.apply(pool)), baseline: baseline, digests: Self.digests))
    #expect(plan.lines == [])
  }

  @Test("the difference names no path that neither the desired state nor the baseline has", arguments: seeds)
  func onlyNamedPaths(seed: UInt64) throws {
    let (pool, plan, baseline) = try unlike(seed: seed)
    let desired = Dictionary(uniqueKeysWithValues: pool.resources.map { ($0.id, $0.body) })
    for change in plan.changes where change.path != .root {
      let isNamed =
        desired[change.resource]?.value(at: change.path) != nil
        || baseline[change.resource]?.desired.value(at: change.path) != nil
      #expect(isNamed, "\(change.path)")
    }
  }

  @Test("secrets never stand in a change", arguments: seeds)
  func secrets(seed: UInt64) throws {
    let (pool, plan, baseline) = try unlike(seed: seed)
    for change in plan.changes {
      for text in [change.before, change.after].compactMap({ $0?.text() }) {
        #expect(!text.contains("parameters('pw')"))
        #expect(!text.contains("parameters('key')"))
        #expect(!text.contains("bash x.sh"))
      }
    }
    #expect(!baseline.resources.contains { $0.echo?.text().contains("bash x.sh") == true })
    #expect(!pool.resources.contains { $0.redacted().body.text().contains("bash x.sh") })
  }

  @Test("the same input has the same plan", arguments: seeds.prefix(40))
  func deterministic(seed: UInt64) throws {
    #expect(try unlike(seed: seed).1 == unlike(seed: seed).1)
  }

  @Test("changes are sorted and none stands twice", arguments: seeds.prefix(40))
  func ordered(seed: UInt64) throws {
    let changes = try unlike(seed: seed).1.changes
    for (first, second) in zip(changes, changes.dropFirst()) {
      #expect(first.precedes(second) && !second.precedes(first))
    }
  }

  @Test("after the changes are applied nothing is left to do", arguments: seeds.prefix(40))
  func converges(seed: UInt64) throws {
    let (pool, first, _) = try unlike(seed: seed)
    var azure = AzureLike(seed: seed &* 17)
    let live = Fixture.live(azure.apply(pool))
    let second = Pools.plan(
      try Fixture.input(pool, live: live, baseline: applied(pool, live: live, learning: true), digests: Self.digests))
    #expect(!first.changes.isEmpty || first.outcome == .unchanged)
    #expect(second.changes.isEmpty)
  }

  /// A pool that is desired while another one is applied and a third is live.
  private func unlike(seed: UInt64) throws -> (DesiredPool, PoolPlan, Baseline) {
    var generator = PoolGenerator(seed: seed)
    let pool = try generator.pool()
    let earlier = try generator.pool()
    var azure = AzureLike(seed: seed)
    let live = Fixture.live(azure.apply(try generator.pool()))
    let baseline = applied(earlier, live: live, learning: seed.isMultiple(of: 2))
    let plan = Pools.plan(
      try Fixture.input(pool, live: live, baseline: baseline, digests: seed.isMultiple(of: 3) ? [:] : ["pw": "9"]))
    return (pool, plan, baseline)
  }
}
