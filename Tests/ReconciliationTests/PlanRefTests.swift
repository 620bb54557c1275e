import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("The plan of another ref")
struct PlanRefTests {
  /// Three pools; main stands at the first commit, and `side` may be any other.
  private func world(enabled: Bool = true, limit: Int = 1) async throws -> World {
    var world = try World(Repository.pools("audio", "nlp", "vision"))
    (world.settings.pruneEnabled, world.settings.pruneLimit) = (enabled, limit)
    try await world.reconcile()
    return world
  }

  private func plan(_ world: World, of commit: CommitID) async throws -> RunReport {
    try await world.controller().reconcile(
      ReconcileRequest(trigger: .command, now: true, dryRun: true, ref: .commit(commit)))
  }

  @Test(
    "shows a removed pool as the merge would leave it",
    arguments: [(true, 1, 1), (true, 1, 2), (false, 1, 1), (true, 2, 2)]
  )
  func removed(_ isEnabled: Bool, _ limit: Int, _ count: Int) async throws {
    let world = try await world(enabled: isEnabled, limit: limit)
    let left = Repository.files(
      Dictionary(["audio", "nlp", "vision"].dropFirst(count).map { ($0, Repository.manifest($0)) }) { $1 })
    let planned = try await plan(world, of: try unwrap(world.source.branch(left)))
    let isDeleted = isEnabled && count <= limit
    #expect(planned["audio"]?.outcome == (isDeleted ? .deleted : .orphaned))
    #expect(planned["audio"]?.changes.map(\.kind) == (isDeleted ? [.delete, .delete] : []))
    #expect(try await world.log.orphans().isEmpty && world.deletions.isEmpty)
    // And the merge leaves it so.
    world.source.commit(left)
    #expect(try await world.reconcile()["audio"]?.outcome == planned["audio"]?.outcome)
  }

  @Test("does not take what main has since added, or removed, for removed by the branch, and says that it lacks it")
  func behind() async throws {
    let world = try await world()
    let side = try #require(world.source.branch(Repository.pools("audio", "vision")))
    world.source.commit(Repository.pools("audio", "nlp", "speech", "vision"))
    try await world.reconcile()
    let planned = try await plan(world, of: side)
    #expect(planned.outcomes == ["audio": .unchanged, "nlp": .deleted, "vision": .unchanged])
    #expect(planned.notes.contains { $0.contains("is shown as undone; merge it first") })
  }

  @Test("shows a rename as one, and pools that are orphaned already as no doing of the branch")
  func renamed() async throws {
    let world = try await world()
    world.source.commit(Repository.pools("vision"))
    try await world.reconcile()
    let heir = Repository.manifest("sight", group: "ds-vision")
      .replacing("parameters: {name: sight", with: "parameters: {name: vision")
      .replacing("  name: sight\n", with: "  name: sight\n  renamedFrom: vision\n")
    let planned = try await plan(world, of: try #require(world.source.branch(Repository.files(["sight": heir]))))
    #expect(planned.outcomes == ["sight": .updated])
    #expect(planned["sight"]?.renamedFrom?.description == "vision")
  }

  @Test(
    "by a state that knows no pool shows what the last manifests described, and that the controller's state decides")
  func fresh() async throws {
    let world = try await world()
    var other = try World([:], azure: world.azure)
    other.settings.pruneEnabled = true
    other.source.commit(Repository.pools("audio", "nlp", "vision"))
    let side = try #require(other.source.branch(Repository.pools("audio", "vision")))
    let planned = try await plan(other, of: side)
    #expect(planned["nlp"]?.outcome == .deleted)
    #expect(planned["nlp"]?.changes.map(\.kind) == [.delete, .delete])
    #expect(planned["nlp"]?.message?.contains("would be deleted or orphaned") == true)
    other.settings.pruneEnabled = false
    #expect(try await plan(other, of: side)["nlp"]?.outcome == .orphaned)
  }
}
