import Pools
import PortContracts
import Reconciliation
import Testing

/// A log that knows nothing, as after a lost state folder or an import, and a pool that is there and at work.
@Suite("A pool that is met for the first time")
struct FirstContactTests {
  /// The world after another controller, whose log is gone, has made the pool.
  private func met() async throws -> World {
    let before = try World(Repository.pools("vision"))
    try await before.reconcile()
    var world = try World(Repository.pools("vision"), azure: before.azure)
    world.secrets = before.secrets
    return world
  }

  @Test("is in step though nobody can read its secrets: no machine is rolled for what is not known")
  func inStep() async throws {
    let world = try await met()
    let writes = world.azure.writes
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan["vision"]?.outcome == .unchanged && plan["vision"]?.changes == [])
    #expect(plan["vision"]?.message?.contains("met for the first time") == true)
    #expect(try await world.log.baselines().isEmpty)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    #expect(try await world.reconcile()["vision"]?.message == nil)
    #expect(world.azure.writes == writes)
  }

  @Test("is remembered as it is, so that a secret which changes afterwards is seen")
  func laterSecret() async throws {
    var world = try await met()
    try await world.reconcile()
    world.secrets = ["PASSWORD": "another battery"]
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .updated)
    #expect(report["vision"]?.changes.map(\.path.steps.last) == [.member("adminPassword")])
  }

  @Test("shows what can be read and differs")
  func different() async throws {
    let world = try await met()
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan["vision"]?.outcome == .updated)
    #expect(plan["vision"]?.changes.map(\.path.description) == ["sku.capacity"])
  }

  @Test("is no such pool any more once something was sent, though that failed: then its secrets are sent again")
  func failedBefore() async throws {
    let world = try await met()
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 3)]))
    world.azure.withState { $0.failing["weir-vision-"] = "the password is too weak" }
    #expect(try await world.reconcile().outcomes == ["vision": .failed])
    world.azure.withState { $0.failing = [:] }
    world.source.commit(Repository.files(["vision": Repository.manifest("vision")]))
    let report = try await world.reconcile(now: true)
    #expect(report["vision"]?.outcome == .updated)
    #expect(report["vision"]?.changes.map(\.path.steps.last) == [.member("adminPassword")])
  }
}
