import Foundation
import Manifests
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("Newest manifests that cannot be taken")
struct SourceFaultTests {
  private let broken = Repository.files(["vision": "apiVersion: weir.dev/v1\nkind: Pond\n"])

  @Test("stand in the log with their commit and since when, until newer ones can be")
  func invalid() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    #expect(try await world.log.sourceFault() == nil)
    let commit = world.source.commit(broken)
    try await world.reconcile()
    let fault = try #require(try await world.log.sourceFault())
    #expect(fault.revision?.commit == commit)
    try await world.clock.sleep(for: .seconds(600))
    try await world.reconcile(["vision"])
    #expect(try await world.log.sourceFault() == fault)
    world.source.commit(Repository.pools("vision"))
    try await world.reconcile()
    #expect(try await world.log.sourceFault() == nil)
  }

  @Test("are told apart from a source that cannot be read")
  func unreachable() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    world.source.fail(.unreachable(url: "memory", reason: "no route to host"))
    try await world.reconcile()
    let fault = try #require(try await world.log.sourceFault())
    #expect(fault.revision == nil && fault.error.contains("no route to host"))
  }

  @Test("stand in the log though no revision was ever good, and a plan leaves no trace of them")
  func first() async throws {
    let world = try World(broken)
    #expect(try await world.reconcile(dryRun: true).error != nil)
    #expect(try await world.log.sourceFault() == nil)
    #expect(try await world.reconcile().error != nil)
    #expect(try await world.log.sourceFault()?.revision != nil)
  }

  @Test("are those of a folder that is not there, and the last good revision goes on being kept")
  func folder() async throws {
    func moved(_ folder: String) -> [String: String] {
      Dictionary(uniqueKeysWithValues: Repository.pools("vision").map { ("\(folder)/\($0.key)", $0.value) })
    }
    var world = try World(moved("pools"))
    world.settings.folder = "pools"
    world.settings.pruneEnabled = true
    try await world.reconcile()
    let good = try await world.log.lastGoodRevision()
    world.source.commit(moved("pool"))
    let report = try await world.reconcile()
    #expect(report.error?.contains("; did you mean pool?") == true)
    #expect(report.outcomes == ["vision": .unchanged])
    #expect(try await world.log.lastGoodRevision() == good)

    var fresh = try World(moved("pools"))
    fresh.settings.folder = "manifests"
    let none = try await fresh.reconcile()
    #expect(none.error != nil && none.pools.isEmpty)
    #expect(try await fresh.log.lastGoodRevision() == nil)
  }

  @Test("leave the known pools those of the last good revision")
  func known() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile(["nlp"])
    #expect(try await world.log.lastGoodPools()?.map(\.description).sorted() == ["nlp", "vision"])
    world.source.commit(broken)
    try await world.reconcile()
    #expect(try await world.log.lastGoodPools()?.count == 2)
    world.source.commit(Repository.pools("vision"))
    try await world.reconcile()
    #expect(try await world.log.lastGoodPools()?.map(\.description) == ["vision"])
  }

  @Test("are told beside the plan of another ref, which they do not keep from being made")
  func otherRef() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    let good = try #require(try await world.log.lastGoodRevision())
    let bad = try #require(world.source.commit(broken))
    let plan = try await world.controller().reconcile(
      ReconcileRequest(trigger: .command, dryRun: true, ref: .commit(good.commit)))
    #expect(plan.error == nil && plan.outcomes == ["vision": .unchanged])
    #expect(plan.source?.revision?.commit == bad)
    #expect(plan.source?.error.isEmpty == false)
    let same = try await world.controller().reconcile(
      ReconcileRequest(trigger: .command, dryRun: true, ref: .commit(bad)))
    #expect(same.error != nil && same.outcomes == ["vision": .unchanged] && same.source?.error == same.error)
    let usual = try await world.reconcile(dryRun: true)
    #expect(
      usual.source?.revision?.commit == bad
        && usual.notes.first?.hasPrefix("vision: kept at main@\(good.commit.short)") == true)
  }

  @Test("are told to whoever asks for a pool that only they may have")
  func hidden() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    let bad = world.source.commit(broken)
    let nlp = try #require(PoolName("nlp"))
    let error = await #expect(throws: ReconcileError.self) { try await world.reconcile(["nlp"], dryRun: true) }
    guard case .unknownPools([nlp], _, let fault?)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fault.revision?.commit == bad)
  }

  @Test("know the pool of each line, where it has one")
  func pools() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    var files = Repository.pools("vision")
    files["nlp.yaml"] = Repository.manifest("nlp").replacing("location:", with: "locatoin:")
    world.source.commit(files)
    let report = try await world.reconcile()
    #expect(report.source?.pools == [PoolName("nlp"), PoolName("nlp")] || report.source?.pools == [PoolName("nlp")])
    #expect(try await world.log.sourceFault()?.pools == report.source?.pools)
  }
}
