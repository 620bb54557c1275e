import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("Two controllers of one name")
struct AdoptionTests {
  private func world(_ identity: String?, azure: InMemoryAzure = InMemoryAzure()) throws -> World {
    var world = try World(Repository.pools("vision"), azure: azure, log: InMemoryRunLog(identity: identity))
    world.settings.identity = identity
    return world
  }

  private func adopt(_ world: World, dryRun: Bool = false, pool: String = "vision") async throws -> RunReport {
    try await world.controller().reconcile(
      ReconcileRequest(
        pools: Set([pool].compactMap { PoolName($0) }), trigger: .command, now: true, dryRun: dryRun,
        adoption: AdoptionRequest(by: "ana", reason: "the disk broke")))
  }

  private func managers(_ azure: InMemoryAzure) -> Set<String?> {
    azure.withState { state in Set(state.resources.values.map { $0.tag("weir-managed-by") }) }
  }

  @Test("the second one refuses the pool, says whose it is and what to do, and writes nothing")
  func refused() async throws {
    let first = try world("11111111")
    try await first.reconcile()
    #expect(managers(first.azure) == ["weir/11111111"])
    let writes = first.azure.writes
    let report = try await world("22222222", azure: first.azure).reconcile()
    #expect(report["vision"]?.outcome == .refused)
    let message = try #require(report["vision"]?.message)
    #expect(message.contains("weir/11111111") && message.contains("weir adopt vision"))
    #expect(first.azure.writes == writes)
    #expect(try await first.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test(
    "after a lost state the pool is adopted by its tags alone, with who and why in the log; then the first is refused")
  func adopted() async throws {
    let first = try world("11111111")
    try await first.reconcile()
    let second = try world("22222222", azure: first.azure)
    let writes = first.azure.writes
    let plan = try await adopt(second, dryRun: true)
    #expect(plan["vision"]?.outcome == .updated)
    #expect(plan["vision"]?.changes.map(\.kind) == [.adopt, .adopt])
    #expect(first.azure.writes == writes)
    #expect(try await second.log.adoptions().isEmpty)
    let report = try await adopt(second)
    #expect(report["vision"]?.outcome == .updated)
    #expect(
      first.azure.writes.dropFirst(writes.count) == [
        "tag Microsoft.Compute/virtualMachineScaleSets/vision", "tag Microsoft.Network/publicIPAddresses/vision-ip",
      ])
    #expect(report.notes.contains { $0.contains("ana") && $0.contains("the disk broke") })
    #expect(try await second.log.adoptions().isEmpty)
    #expect(managers(first.azure) == ["weir/22222222"])
    #expect(try await second.reconcile().outcomes == ["vision": .unchanged])
    #expect(try await first.reconcile().outcomes == ["vision": .refused])
    // Nothing of it was created by the second state.
    let pool = try #require(PoolName("vision"))
    let baseline = try #require(try await second.log.baseline(of: pool))
    #expect(baseline.resources.allSatisfy { $0.origin == .adopted })
  }

  @Test("an adoption that a kill came into is finished by the next run, at whichever step")
  func killed() async throws {
    var step = 0
    while true {
      step += 1
      let isBlown = try await killed(at: step)
      if !isBlown { return #expect(step > 15) }
    }
  }

  /// Kills an adoption before its n-th call of any port; false where it came to its end.
  private func killed(at step: Int) async throws -> Bool {
    let first = try world("11111111")
    try await first.reconcile()
    let second = try world("22222222", azure: first.azure)
    let fuse = Fuse(step)
    let controller = second.controller(
      log: FusedLog(log: second.log, fuse: fuse), azure: FusedAzure(azure: first.azure, fuse: fuse))
    let pool = try #require(PoolName("vision"))
    _ = try? await controller.reconcile(
      ReconcileRequest(pools: [pool], trigger: .command, now: true, adoption: AdoptionRequest(by: "ana")))
    let isBlown = fuse.isBlown
    // Where it was killed before it was remembered, nothing was written.
    if try await second.log.adoptions().isEmpty, managers(first.azure) == ["weir/11111111"] { return isBlown }
    try await second.reconcile(now: true)
    #expect(managers(first.azure) == ["weir/22222222"], "killed at step \(step)")
    #expect(try await second.reconcile().outcomes == ["vision": .unchanged], "killed at step \(step)")
    #expect(try await second.log.adoptions().isEmpty, "killed at step \(step)")
    #expect(try await second.log.openWrites().isEmpty, "killed at step \(step)")
    return isBlown
  }

  @Test("a pool that no manifest describes is not adopted")
  func unknown() async throws {
    await #expect(throws: ReconcileError.self) { try await adopt(world("22222222"), pool: "ghost") }
  }

  @Test("the name alone, of a version without identities, is this controller's and is no difference")
  func bare() async throws {
    let old = try world(nil)
    try await old.reconcile()
    #expect(managers(old.azure) == ["weir"])
    var new = old
    new.settings.identity = "33333333"
    let writes = old.azure.writes
    #expect(try await new.reconcile().outcomes == ["vision": .unchanged])
    #expect(old.azure.writes == writes)
    // The identity comes with the next write.
    new.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 3)]))
    let report = try await new.reconcile()
    #expect(report["vision"]?.changes.map(\.path.description) == ["sku.capacity"])
    #expect(managers(old.azure) == ["weir/33333333"])
    #expect(try await new.reconcile().outcomes == ["vision": .unchanged])
  }
}
