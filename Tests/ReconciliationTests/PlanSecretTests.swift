import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A plan that reads no secrets") struct PlanSecretTests {
  private func applied() async throws -> World {
    let world = try World(Repository.pools("vision"))
    #expect(try await world.reconcile(now: true)["vision"]?.outcome == .created)
    return world
  }

  private static let note = "secrets were not read: 1 shown as not known here; weir plan --with-secrets reads them"

  @Test("needs none, and knows one that is kept where it was as unchanged")
  func unchanged() async throws {
    var world = try await applied()
    // Neither the value nor the variable is there.
    world.secrets = [:]
    let report = try await world.reconcile(now: true, dryRun: true)
    let vision = try #require(report["vision"])
    #expect(vision.outcome == .unchanged && vision.changes.isEmpty)
    #expect(vision.secrets == ["adminPassword": .unchanged])
    #expect(report.notes == [])
    // With another change beside it, the deployment has the name that a run gives it.
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 3)]))
    let planned = try #require(try await world.reconcile(now: true, dryRun: true)["vision"])
    #expect(planned.outcome == .updated && planned.changes.count == 1)
    world.secrets = ["PASSWORD": "correct horse battery"]
    #expect(try await world.reconcile(now: true)["vision"]?.deployment == planned.deployment)
    #expect(planned.deployment != nil)
  }

  @Test("knows a reference that is another one, and shows the change of what it is used for")
  func changed() async throws {
    var world = try await applied()
    world.secrets = [:]
    world.source.commit(
      Repository.files(["vision": Repository.manifest("vision").replacing("PASSWORD", with: "OTHER")]))
    let vision = try #require(try await world.reconcile(now: true, dryRun: true)["vision"])
    #expect(vision.outcome == .updated && vision.deployment == nil)
    #expect(vision.secrets == ["adminPassword": .changedReference])
    #expect(vision.changes.map(\.path.description) == ["properties.virtualMachineProfile.osProfile.adminPassword"])
  }

  @Test("says of a new pool, and of one that an earlier Weir has applied, that they are not known here")
  func unknown() async throws {
    var world = try World(Repository.pools("vision"))
    world.secrets = [:]
    let new = try await world.reconcile(now: true, dryRun: true)
    #expect(new["vision"]?.outcome == .created && new["vision"]?.deployment == nil)
    #expect(new["vision"]?.secrets == ["adminPassword": .notKnownHere])
    #expect(new.notes == [Self.note])

    var older = try await applied()
    older.secrets = [:]
    let name = try #require(PoolName("vision"))
    var baseline = try #require(try await older.log.baseline(of: name))
    #expect(!baseline.secretReferences.isEmpty)
    baseline.secretReferences = [:]
    try await older.log.setBaseline(baseline, of: name)
    let report = try await older.reconcile(now: true, dryRun: true)
    #expect(report["vision"]?.outcome == .unchanged && report["vision"]?.secrets == ["adminPassword": .notKnownHere])
    #expect(report.notes == [Self.note])
  }

  @Test("reads them when it is asked to, as a run does")
  func withSecrets() async throws {
    var world = try await applied()
    world.secrets = ["PASSWORD": "another battery"]
    let request = ReconcileRequest(trigger: .command, now: true, dryRun: true, withSecrets: true)
    let report = try await world.controller().reconcile(request)
    #expect(report["vision"]?.outcome == .updated && report["vision"]?.secrets == [:])
    #expect(try await world.reconcile(now: true, dryRun: true)["vision"]?.outcome == .unchanged)
    world.secrets = [:]
    #expect(try await world.controller().reconcile(request)["vision"]?.outcome == .failed)
    #expect(try await world.reconcile(now: true)["vision"]?.outcome == .failed)
  }
}
