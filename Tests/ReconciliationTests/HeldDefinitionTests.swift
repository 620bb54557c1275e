import Foundation
import Manifests
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("Errors of manifests belong to their pools")
struct HeldDefinitionTests {
  private static let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"

  /// A revision in which one pool has an error and the other asks for something new.
  private func files(_ broken: String, at path: String = "nlp.yaml") -> [String: String] {
    var files = Repository.files(["vision": Repository.manifest("vision", count: 5)])
    files[path] = broken
    return files
  }

  @Test(
    "a pool with an error keeps its last good definition, and the others take the commit",
    arguments: [
      pointer, "", "# gone\n", "a: 1\n", Repository.manifest("nlp").replacing("location:", with: "locatoin:"),
      Repository.manifest("nlp").replacing("weir.dev/v1", with: "weir.dev"),
      "apiVersion: apps/v1\n" + Repository.manifest("nlp"),
      Repository.manifest("nlp").replacing("file: template.json", with: "file: none.json"),
      Repository.manifest("nlp", count: 7) + "\n---\n" + Repository.manifest("nlp"),
    ])
  func held(_ broken: String) async throws {
    var world = try World(Repository.pools("nlp", "vision"))
    world.settings.pruneEnabled = true
    world.settings.pruneLimit = 10
    try await world.reconcile()
    let good = try #require(try await world.log.lastGoodRevision())
    let commit = world.source.commit(files(broken))
    // What drifts meanwhile is put back to the definition that holds.
    try world.change("nlp", JSONPath("sku", "capacity"), to: 9)
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .updated, "vision": .updated])
    #expect(report.revision?.commit == commit && report.error != nil)
    #expect(report["nlp"]?.message?.contains("kept at main@\(good.commit.short) since ") == true)
    #expect(report["vision"]?.message == nil)
    #expect(world.azure.capacity(try world.scaleSet("nlp")) == 2)
    #expect(world.azure.capacity(try world.scaleSet("vision")) == 5)
    #expect(try await world.log.lastGoodRevision() == good)
  }

  @Test("is held since its first error, through restarts and further commits, until it is right again")
  func since() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    let good = try #require(try await world.log.lastGoodRevision())
    world.source.commit(files(Self.pointer))
    try await world.reconcile()
    let first = try #require(try await world.log.takenManifests()?.held.values.first)
    try await world.clock.sleep(for: .seconds(600))
    world.source.commit(files("").merging(["other.txt": "x"]) { $1 })
    try await world.reconcile()
    let second = try #require(try await world.log.takenManifests()?.held.values.first)
    #expect(first.revision == good && second.revision == good && first.since == second.since)
    #expect(first.reason.contains("Git LFS pointer") && second.reason.contains("is empty now"))
    world.source.commit(
      Repository.files([
        "vision": Repository.manifest("vision", count: 5), "nlp": Repository.manifest("nlp", count: 3),
      ]))
    let report = try await world.reconcile()
    #expect(report.error == nil && report.outcomes == ["nlp": .updated, "vision": .unchanged])
    #expect(try await world.log.takenManifests()?.held.isEmpty == true)
  }

  @Test("is not taken for a deletion, and neither is a pool whose file went in a revision with errors")
  func pruning() async throws {
    var world = try World(Repository.pools("audio", "nlp", "vision"))
    world.settings.pruneEnabled = true
    world.settings.pruneLimit = 10
    try await world.reconcile()
    world.source.commit(files(Self.pointer))
    let report = try await world.reconcile()
    #expect(report["audio"]?.outcome != .deleted)
    #expect(world.azure.capacity(try world.scaleSet("audio")) == 2)
    #expect(world.azure.capacity(try world.scaleSet("nlp")) == 2)
  }

  @Test("a new pool with an error is left out, and the others of a first revision are made")
  func first() async throws {
    let world = try World(files(Repository.manifest("nlp").replacing("location:", with: "locatoin:")))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["vision": .created] && report.error != nil)
    let again = try await world.reconcile()
    #expect(again.outcomes == ["vision": .unchanged] && again.notes.isEmpty)
  }

  @Test("a plan of one pool is not spoiled by the error of another")
  func named() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    world.source.commit(files(Self.pointer))
    #expect(try await world.reconcile(["vision"], dryRun: true).error == nil)
    #expect(try await world.reconcile(["nlp"], dryRun: true).error != nil)
    #expect(try await world.reconcile(dryRun: true).error != nil)
  }

  @Test("defaults that stop being a manifest hold back the pools around them")
  func defaults() async throws {
    let defaults = "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: team}\nspec: {location: westus2}\n"
    let pools = Repository.pools("nlp").merging(["defaults.yaml": defaults]) { $1 }
    let world = try World(pools)
    try await world.reconcile()
    world.source.commit(
      Repository.files(["nlp": Repository.manifest("nlp", count: 9)]).merging(["defaults.yaml": Self.pointer]) { $1 })
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .unchanged])
    #expect(report.error?.contains("held the defaults of its folder") == true)
    #expect(world.azure.capacity(try world.scaleSet("nlp")) == 2)
  }

  @Test("a pool that would take what a held one still has waits with it")
  func conflict() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    // vision is to get what nlp gives up, and nlp cannot give it up yet.
    let heir = Repository.manifest("vision", group: "ds-nlp").replacing("name: vision, count", with: "name: nlp, count")
    world.source.commit(Repository.files(["vision": heir, "nlp": Self.pointer]))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .unchanged, "vision": .unchanged])
    #expect(report["vision"]?.message?.contains("is wanted by pool \"nlp\" too") == true)
  }

  @Test("while the repository cannot be read, all go by what was taken last, held pools by what they had")
  func unreachable() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    world.source.commit(files(Self.pointer))
    try await world.reconcile()
    world.source.fail(.unreachable(url: "memory", reason: "no route to host"))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .unchanged, "vision": .unchanged])
    #expect(report.error?.contains("no route to host") == true)
  }

  @Test("a log of an earlier version, which knows no files, protects from the first run on")
  func upgrade() async throws {
    var world = try World(Repository.pools("nlp", "vision"))
    world.settings.pruneEnabled = true
    try await world.reconcile()
    let old = InMemoryRunLog()
    let good = try #require(try await world.log.lastGoodRevision())
    try await old.setLastGoodRevision(good, pools: try await world.log.lastGoodPools())
    for (pool, baseline) in try await world.log.baselines() { try await old.setBaseline(baseline, of: pool) }
    let upgraded = world.controller(log: old)
    world.source.commit(files(Self.pointer))
    let report = try await upgraded.reconcile(ReconcileRequest(trigger: .command))
    #expect(report.outcomes == ["nlp": .unchanged, "vision": .updated])
  }

  @Test("a pool whose last good commit is gone from the history is left alone and named")
  func rewritten() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    var taken = try #require(try await world.log.takenManifests())
    taken.revision.commit = try #require(CommitID(String(repeating: "d", count: 40)))
    try await world.log.setTakenManifests(taken)
    world.source.commit(files(Self.pointer))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["vision": .updated])
    #expect(report.notes.contains { $0.hasPrefix("nlp: nothing is done to it") })
    #expect(world.azure.capacity(try world.scaleSet("nlp")) == 2)
  }
}

extension InMemoryAzure {
  fileprivate func capacity(_ scaleSet: ResourceID) -> Int64? {
    withState { $0.resources[scaleSet]?.body.value(at: JSONPath("sku", "capacity"))?.integer }
  }
}
