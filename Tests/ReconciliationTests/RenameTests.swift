import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A renamed pool")
struct RenameTests {
  /// A manifest whose template names its resources `renres`, whatever the pool is called.
  private func manifest(_ name: String, from former: String? = nil, group: String = "rg-ren") -> String {
    Repository.manifest(name, group: group)
      .replacing("parameters: {name: \(name)", with: "parameters: {name: renres")
      .replacing("  name: \(name)\n", with: "  name: \(name)\n" + (former.map { "  renamedFrom: \($0)\n" } ?? ""))
  }

  private func world(pruning: Bool = true) async throws -> World {
    var world = try World(Repository.files(["a": manifest("renold"), "b": Repository.manifest("vision")]))
    world.settings.pruneEnabled = pruning
    try await world.reconcile()
    return world
  }

  private func commit(_ world: World, _ text: String) {
    world.source.commit(Repository.files(["a": text, "b": Repository.manifest("vision")]))
  }

  private func owners(_ world: World) -> Set<JSONValue?> {
    world.azure.withState { state in
      Set(state.resources.values.filter { $0.id.name.hasPrefix("renres") }.map { $0.body["tags"]?["weir-pool"] })
    }
  }

  @Test("that says so keeps its resources, and only their tags change", arguments: [true, false])
  func renamed(_ isPruning: Bool) async throws {
    let world = try await world(pruning: isPruning)
    let old = try #require(PoolName("renold"))
    try await world.log.change(old) { $0.failures = 0 }
    commit(world, manifest("rennew", from: "renold"))
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan.outcomes == ["rennew": .updated, "vision": .unchanged])
    #expect(plan["rennew"]?.changes.map(\.path.description) == ["tags.weir-pool", "tags.weir-pool"])
    #expect(plan["rennew"]?.changes.allSatisfy { $0.kind == .inPlace } == true)
    #expect(plan["rennew"]?.renamedFrom == old)
    #expect(try await world.log.baseline(of: old) != nil)
    let report = try await world.reconcile()
    #expect(report.outcomes == ["rennew": .updated, "vision": .unchanged])
    #expect(report.notes == ["rennew: renamed from renold, whose resources stay"])
    #expect(owners(world) == ["rennew"])
    #expect(world.deletions.isEmpty)
    #expect(try await world.reconcile().outcomes == ["rennew": .unchanged, "vision": .unchanged])
    // The field may stay, and may go.
    commit(world, manifest("rennew"))
    #expect(try await world.reconcile().outcomes == ["rennew": .unchanged, "vision": .unchanged])
    #expect(try await world.log.states()[old] == nil)
  }

  @Test("without the field, whose heir is removed too, is left to weir prune")
  func heirRemoved() async throws {
    let world = try await world()
    commit(world, manifest("rennew"))
    #expect(try await world.reconcile().outcomes == ["rennew": .refused, "renold": .orphaned, "vision": .unchanged])
    let refused = try await world.prune(["renold"])
    #expect(refused["renold"]?.outcome == .orphaned)
    #expect(refused["renold"]?.message?.contains("pool rennew describes resources of it") == true)
    world.source.commit(Repository.pools("vision"))
    let report = try await world.reconcile()
    #expect(report["renold"]?.message?.contains("pool rennew described resources of it") == true)
    #expect(report["renold"]?.message?.contains("`weir prune renold`") == true)
    #expect(world.deletions.isEmpty)
    #expect(try await world.prune(["renold"])["renold"]?.outcome == .deleted)
    #expect(try await world.log.orphans().isEmpty)
  }

  @Test("takes over who suspended it and who woke it")
  func people() async throws {
    let world = try await world()
    let (old, new) = (try #require(PoolName("renold")), try #require(PoolName("rennew")))
    let suspension = PoolState.Suspension(reason: "exams", since: Samples.start, until: nil, by: "ana")
    try await world.log.change(old) { $0.suspension = suspension }
    let awakening = Awakening(by: "ben", since: world.clock.now(), until: world.clock.now().addingTimeInterval(7_200))
    try await world.log.setAwakening(awakening, of: old)
    commit(world, manifest("rennew", from: "renold"))
    let report = try await world.reconcile()
    #expect(report["rennew"]?.outcome == .suspended)
    #expect(report["rennew"]?.changes.isEmpty == false)
    #expect(try await world.log.states()[new]?.suspension == suspension)
    #expect(try await world.log.awakenings() == [new: awakening])
    #expect(owners(world) == ["renold"])
  }

  @Test(
    "that does not say so is refused with the line that keeps its resources, and the old one is never told as deleted")
  func unsaid() async throws {
    let world = try await world()
    commit(world, manifest("rennew"))
    for dryRun in [true, false, false] {
      let report = try await world.reconcile(now: true, dryRun: dryRun)
      #expect(report.outcomes == ["rennew": .refused, "renold": .orphaned, "vision": .unchanged])
      #expect(
        report["rennew"]?.message?.contains(
          "belong to pool renold, whose manifest is gone: write metadata.renamedFrom: renold to keep them") == true)
      #expect(report["renold"]?.message?.contains("write metadata.renamedFrom: renold in rennew") == true)
    }
    #expect(try await world.prune(["renold"]).outcomes == ["renold": .orphaned])
    #expect(world.deletions.isEmpty && owners(world) == ["renold"])
    commit(world, manifest("rennew", from: "renold"))
    #expect(try await world.reconcile(now: true).outcomes == ["rennew": .updated, "vision": .unchanged])
    #expect(try await world.log.orphans().isEmpty && owners(world) == ["rennew"])
  }

  @Test("twice is handed over step by step, and at once where both names are said", arguments: [true, false])
  func chain(_ isStepwise: Bool) async throws {
    let world = try await world()
    if isStepwise {
      commit(world, manifest("renmid", from: "renold"))
      try await world.reconcile()
    }
    commit(world, manifest("rennew", from: isStepwise ? "renmid" : "[renmid, renold]"))
    #expect(try await world.reconcile().outcomes == ["rennew": .updated, "vision": .unchanged])
    #expect(owners(world) == ["rennew"])
    #expect(world.deletions.isEmpty)
  }

  @Test("that has resources of its own takes over nothing, says why, and nothing is deleted")
  func conflict() async throws {
    let world = try await world()
    let both = ["a": manifest("renold"), "b": Repository.manifest("vision"), "c": Repository.manifest("rennew")]
    world.source.commit(Repository.files(both))
    try await world.reconcile()
    let heir = Repository.manifest("rennew").replacing(
      "name: rennew\nspec", with: "name: rennew\n  renamedFrom: renold\nspec")
    world.source.commit(Repository.files(["b": Repository.manifest("vision"), "c": heir]))
    let report = try await world.reconcile()
    #expect(report["rennew"]?.outcome == .refused)
    #expect(report["rennew"]?.message?.contains("renold has resources, and so has rennew") == true)
  }

  @Test("is handed over whole, or not at all, wherever the process is killed", arguments: 1...40)
  func killed(_ step: Int) async throws {
    let world = try await world()
    commit(world, manifest("rennew", from: "renold"))
    let fuse = Fuse(step)
    let first = world.controller(
      log: FusedLog(log: world.log, fuse: fuse), azure: FusedAzure(azure: world.azure, fuse: fuse))
    _ = try? await first.reconcile(ReconcileRequest(trigger: .command, now: true))
    try await world.reconcile(now: true)
    #expect(
      try await world.reconcile(now: true).outcomes == ["rennew": .unchanged, "vision": .unchanged], "step \(step)")
    #expect(owners(world) == ["rennew"] && world.deletions.isEmpty, "step \(step)")
    #expect(try await world.log.orphans().isEmpty)
  }
}
