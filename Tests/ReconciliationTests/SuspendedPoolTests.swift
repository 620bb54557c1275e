import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A suspended pool")
struct SuspendedPoolTests {
  private let suspension = PoolState.Suspension(reason: "exams", since: Samples.start, until: nil, by: "ana")

  private func world() async throws -> World {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    let suspension = suspension
    try await world.log.change(try unwrap(PoolName("nlp"))) { $0.suspension = suspension }
    return world
  }

  private func commit(_ world: World, count: Int) throws -> CommitID {
    try unwrap(
      world.source.commit(
        Repository.files(["nlp": Repository.manifest("nlp", count: count), "vision": Repository.manifest("vision")])))
  }

  @Test("is planned by runs and plans, which say what waits and since which commit, and nothing of it is written")
  func waits() async throws {
    let world = try await world()
    let quiet = try await world.reconcile()
    #expect(quiet["nlp"]?.outcome == .suspended && quiet["nlp"]?.changes == [])
    let since = Samples.start.formatted(.iso8601)
    #expect(quiet["nlp"]?.message == "suspended since \(since) by ana: exams; `weir resume nlp` ends it")
    #expect(quiet["nlp"]?.waiting == Waiting(suspension: suspension, changedBy: nil))

    let first = try commit(world, count: 3)
    let writes = world.azure.writes
    for dryRun in [true, false] {
      let report = try await world.reconcile(now: true, dryRun: dryRun)
      #expect(report.outcomes == ["nlp": .suspended, "vision": .unchanged])
      #expect(report["nlp"]?.changes.map(\.path.description) == ["sku.capacity"])
      #expect(report["nlp"]?.message == "waits: suspended since \(since) by ana: exams; `weir resume nlp` ends it")
      #expect(report["nlp"]?.waiting?.changedBy == first)
    }
    // The first commit that changed it, whatever comes after.
    _ = try commit(world, count: 4)
    #expect(try await world.reconcile()["nlp"]?.waiting?.changedBy == first)
    let nlp = try #require(PoolName("nlp"))
    #expect(try await world.log.states()[nlp]?.last?.waiting?.changedBy == first)
    #expect(world.azure.writes == writes)
    try await world.log.change(nlp) { $0.suspension = nil }
    #expect(try await world.reconcile().outcomes == ["nlp": .updated, "vision": .unchanged])
  }

  @Test("shows drift that waits, and is not said to have a changed manifest for it")
  func drift() async throws {
    let world = try await world()
    try world.change("nlp", JSONPath("sku", "capacity"), to: 7)
    let report = try await world.reconcile()
    #expect(report["nlp"]?.changes.map(\.cause) == [.drift])
    #expect(report["nlp"]?.waiting?.changedBy == nil)
  }

  @Test("stays suspended where what waits cannot be found out, and shares the reads of the others")
  func unknown() async throws {
    let broken = Switch()
    let azure = InMemoryAzure { call in
      if broken.isOn, call.hasPrefix("list ") { throw AzureError.unreachable("reset") }
    }
    let world = try World(Repository.pools("nlp", "vision"), azure: azure)
    try await world.reconcile()
    azure.withState { $0.calls = [] }
    try await world.reconcile()
    let calls = azure.withState { $0.calls.count }
    let suspension = suspension
    try await world.log.change(try unwrap(PoolName("nlp"))) { $0.suspension = suspension }
    azure.withState { $0.calls = [] }
    try await world.reconcile()
    #expect(azure.withState { $0.calls.count } == calls)
    broken.turnOn()
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .suspended, "vision": .unknown])
    #expect(report["nlp"]?.message?.hasSuffix("what waits is not known: reset") == true)
  }

  @Test("whose manifest is gone is not deleted")
  func gone() async throws {
    var world = try await world()
    world.settings.pruneEnabled = true
    world.source.commit(Repository.pools("vision"))
    let report = try await world.reconcile()
    #expect(report["nlp"]?.outcome == .suspended)
    #expect(report["nlp"]?.changes.map(\.kind) == [.delete, .delete])
    #expect(world.azure.writes.filter { $0.hasPrefix("delete") }.isEmpty)
    #expect(try await world.log.orphans().isEmpty == false)
  }
}
