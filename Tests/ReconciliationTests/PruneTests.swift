import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

extension World {
  /// A world in which pruning is enabled and these pools are there.
  static func pruning(_ names: [String], azure: InMemoryAzure = InMemoryAzure()) async throws -> World {
    var world = try World(
      Repository.files(Dictionary(names.map { ($0, Repository.manifest($0)) }) { $1 }), azure: azure)
    world.settings.pruneEnabled = true
    try await world.reconcile()
    return world
  }

  /// Commits a repository of these pools.
  @discardableResult
  func commit(_ names: String..., rewriting: Bool = false) throws -> CommitID {
    try unwrap(
      source.commit(
        Repository.files(Dictionary(names.map { ($0, Repository.manifest($0)) }) { $1 }), rewriting: rewriting))
  }

  var deletions: [String] { azure.writes.filter { $0.hasPrefix("delete ") } }

  func orphan(_ name: String) async throws -> OrphanedPool? { try await log.orphans()[try unwrap(PoolName(name))] }

  /// `weir prune`, listing or with `--yes`.
  func prune(_ pools: [String] = [], dryRun: Bool = false) async throws -> RunReport {
    try await controller().reconcile(
      ReconcileRequest(
        pools: Set(pools.compactMap { PoolName($0) }), trigger: .command, reason: "ana prunes", now: true,
        dryRun: dryRun,
        prune: PruneRequest(by: "ana")))
  }
}

@Suite("An orphaned pool")
struct PruneTests {
  @Test("that a commit removed alone is deleted, and the next such commit is not held up by one that could not be")
  func oneAtATime() async throws {
    let broken = Switch()
    let azure = InMemoryAzure { call in
      if broken.isOn, call.hasPrefix("delete"), call.hasSuffix("/nlp") {
        throw AzureError.surroundings(.lock, "locked")
      }
    }
    let world = try await World.pruning(["audio", "nlp", "vision"], azure: azure)
    broken.turnOn()
    let first = try world.commit("audio", "vision")
    #expect(try await world.reconcile().outcomes == ["audio": .unchanged, "nlp": .failed, "vision": .unchanged])
    #expect(try await world.orphan("nlp")?.commit == first)
    try world.commit("vision")
    let second = try await world.reconcile(now: true)
    #expect(second.outcomes == ["audio": .deleted, "nlp": .failed, "vision": .unchanged])
    broken.turnOff()
    #expect(try await world.reconcile(now: true).outcomes == ["nlp": .deleted, "vision": .unchanged])
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    #expect(try await world.log.orphans().isEmpty)
  }

  @Test("that a commit removed with more than the limit stays, by every later run and plan, until it is pruned by name")
  func overLimit() async throws {
    let world = try await World.pruning(["audio", "nlp", "vision"])
    let commit = try world.commit("vision")
    let report = try await world.reconcile()
    #expect(report.outcomes == ["audio": .orphaned, "nlp": .orphaned, "vision": .unchanged])
    let orphan = try #require(try await world.orphan("nlp"))
    #expect(orphan.commit == commit && orphan.removedTogether == 2 && orphan.state == .held(.limit(1)))
    #expect(
      report["nlp"]?.message
        == "\(orphan.origin): that commit removed 2 pools, more than reconcile.prune.limit 1; `weir prune nlp` shows what "
        + "it left")
    #expect(report["nlp"]?.orphan == orphan)
    #expect(
      report.notes.contains(
        "nlp: orphaned by \(commit.short): that commit removed 2 pools, more than reconcile.prune.limit 1"))
    #expect(try await world.reconcile().notes.isEmpty)
    #expect(try await world.reconcile(dryRun: true)["audio"]?.outcome == .orphaned)
    #expect(world.deletions.isEmpty)

    let listed = try await world.prune(dryRun: true)
    #expect(listed.outcomes == ["audio": .deleted, "nlp": .deleted])
    #expect(listed["nlp"]?.changes.map(\.kind) == [.delete, .delete])
    #expect(world.deletions.isEmpty)
    #expect(try await world.prune(["nlp"]).outcomes == ["nlp": .deleted])
    #expect(world.deletions.allSatisfy { $0.contains("nlp") } && world.deletions.count == 2)
    let record = try #require(try await world.log.runs(pool: nil, limit: 1).first)
    #expect(record.start.reason == "ana prunes" && record.notes == ["nlp: to be pruned, says ana"])
    #expect(try await world.reconcile().outcomes == ["audio": .orphaned, "vision": .unchanged])
  }

  @Test(
    "stays where its manifest may be missing for another reason than a wish",
    arguments: ["url", "path", "ref", "rewritten", "empty", "disabled"])
  func held(_ reason: String) async throws {
    var world = try await World.pruning(["nlp", "vision"])
    world.settings.pruneLimit = 10
    let last = try #require(try await world.log.takenRevision()).commit
    let hold: PruneHold
    switch reason {
    case "url": (world.settings.sourceURL, hold) = ("/srv/other.git", .sourceChanged)
    case "ref": (world.settings.sourceRef, hold) = ("branch next", .sourceChanged)
    case "path": (world.settings.folder, hold) = ("pools", .sourceChanged)
    case "disabled": (world.settings.pruneEnabled, hold) = (false, .pruningDisabled)
    case "rewritten": hold = .historyRewritten(last)
    default: hold = .noPoolLeft
    }
    if reason == "empty" {
      try world.commit()
    } else if reason == "path" {
      world.source.commit([
        "pools/vision.yaml": Repository.manifest("vision"), "pools/template.json": Repository.template,
      ])
    } else {
      try world.commit("vision", rewriting: reason == "rewritten")
    }
    #expect(try await world.reconcile()["nlp"]?.outcome == .orphaned)
    #expect(try await world.orphan("nlp")?.state == .held(hold))
    // What was held once is not deleted by itself once the reason is gone.
    world.settings.pruneEnabled = true
    if reason != "empty" { try await world.reconcile(now: true) }
    #expect(world.deletions.isEmpty)
  }

  @Test("is one no more where its manifest comes back, and keeps its resources")
  func comesBack() async throws {
    let world = try await World.pruning(["audio", "nlp", "vision"])
    try world.commit("vision")
    try await world.reconcile()
    try world.commit("nlp", "vision")
    #expect(try await world.reconcile().outcomes == ["audio": .orphaned, "nlp": .unchanged, "vision": .unchanged])
    #expect(try await world.orphan("nlp") == nil)
    #expect(world.deletions.isEmpty)
  }

  @Test("of a database of an earlier version is held, since nobody knows which commit removed its manifest")
  func earlierVersion() async throws {
    var world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    // An earlier version kept no record of what it decided by.
    let old = InMemoryRunLog()
    for (pool, baseline) in try await world.log.baselines() { try await old.setBaseline(baseline, of: pool) }
    for state in try await world.log.states().values { try await old.setState(state) }
    try await old.setLastGoodRevision(try #require(try await world.log.lastGoodRevision()), pools: nil)
    var second = try World(Repository.pools("vision"), azure: world.azure, log: old)
    second.settings.pruneEnabled = true
    world.settings.pruneEnabled = true
    #expect(try await second.reconcile().outcomes == ["nlp": .orphaned, "vision": .unchanged])
    let orphan = try #require(try await second.orphan("nlp"))
    #expect(orphan.commit == nil && orphan.state == .held(.unknownRevision))
    #expect(world.deletions.isEmpty)
  }

  @Test("that is due is not deleted while the newest revision has errors, nor once pruning is disabled")
  func later() async throws {
    let broken = Switch()
    var world = try await World.pruning(
      ["nlp", "vision"],
      azure: InMemoryAzure { call in
        if broken.isOn, call.hasPrefix("delete") { throw AzureError.unreachable("reset") }
      })
    broken.turnOn()
    try world.commit("vision")
    #expect(try await world.reconcile()["nlp"]?.outcome == .failed)
    broken.turnOff()
    world.source.commit(["vision.yaml": "apiVersion: weir.dev/v1\nkind: Pond\n", "template.json": Repository.template])
    let wrong = try await world.reconcile(now: true)
    #expect(wrong["nlp"]?.outcome == .orphaned)
    #expect(wrong["nlp"]?.message?.contains("while the newest revision has errors") == true)
    try world.commit("vision")
    world.settings.pruneEnabled = false
    #expect(try await world.reconcile(now: true)["nlp"]?.outcome == .orphaned)
    world.settings.pruneEnabled = true
    #expect(try await world.reconcile(now: true)["nlp"]?.outcome == .orphaned)
    #expect(world.deletions.filter { !$0.contains("virtualMachineScaleSets") }.isEmpty)
  }

  @Test("is pruned by name only: not a pool with a manifest, and not one that nobody knows")
  func wrongNames() async throws {
    let world = try await World.pruning(["nlp", "vision"])
    await #expect {
      try await world.prune(["vision"])
    } throws: { error in
      if case ReconcileError.notOrphaned(let names, _) = error { names.map(\.description) == ["vision"] } else { false }
    }
    await #expect(throws: ReconcileError.self) { try await world.prune(["visoin"]) }
    #expect(world.deletions.isEmpty)
  }

  @Test("that a person pruned is deleted by the next run where the process was killed in the middle", arguments: 1...40)
  func killed(_ step: Int) async throws {
    let world = try await World.pruning(["audio", "nlp", "vision"])
    try world.commit("vision")
    try await world.reconcile()
    let fuse = Fuse(step)
    let first = world.controller(
      log: FusedLog(log: world.log, fuse: fuse), azure: FusedAzure(azure: world.azure, fuse: fuse))
    let nlp = try #require(PoolName("nlp"))
    _ = try? await first.reconcile(
      ReconcileRequest(pools: [nlp], trigger: .command, now: true, prune: PruneRequest(by: "ana")))
    let isApproved = try await world.orphan("nlp").map { $0.state == .approved(by: "ana") } ?? true
    try await world.reconcile(now: true)
    #expect(try await world.reconcile(now: true)["audio"]?.outcome == .orphaned)
    let ids = world.azure.withState { $0.resources.keys.map(\.name).sorted() }
    let left = ["audio", "audio-ip", "vision", "vision-ip"]
    #expect(ids == (isApproved ? left : ["audio", "audio-ip", "nlp", "nlp-ip", "vision", "vision-ip"]), "step \(step)")
    #expect(Set(world.deletions).count == world.deletions.count || !isApproved, "step \(step): \(world.deletions)")
    guard isApproved else { return }
    let told = try await world.log.runs(pool: nlp, limit: 20).flatMap(\.pools).map(\.outcome)
    #expect(told.contains(.deleted), "killed at step \(step), it is told")
    #expect(try await world.log.baseline(of: nlp) == nil)
  }
}
