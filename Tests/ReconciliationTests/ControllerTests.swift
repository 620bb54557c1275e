import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A reconciliation")
struct ControllerTests {
  @Test("makes what is missing, and a second one writes nothing")
  func secondIsEmpty() async throws {
    let world = try World(Repository.pools("vision", "nlp"))
    #expect(try await world.reconcile().outcomes == ["vision": .created, "nlp": .created])
    let writes = world.azure.writes
    #expect(writes.count == 4)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged, "nlp": .unchanged])
    #expect(world.azure.writes == writes)
  }

  @Test("brings back what was changed behind its back, under the same deployment's name")
  func correctsDrift() async throws {
    let world = try World(Repository.pools("vision"))
    let first = try await world.reconcile()
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    let report = try await world.reconcile()
    let change = try #require(report["vision"]?.changes.first)
    #expect(report["vision"]?.outcome == .updated)
    #expect(report["vision"]?.deployment == first["vision"]?.deployment)
    #expect((change.path.description, change.before, change.after) == ("sku.capacity", 7, 2))
    #expect(change.cause == .drift)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("reports drift and leaves it where it is told to")
  func reportsDrift() async throws {
    var world = try World(Repository.pools("vision"))
    try await world.reconcile()
    world.settings.drift = .report
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    let writes = world.azure.writes
    #expect(try await world.reconcile().outcomes == ["vision": .drifted])
    #expect(world.azure.writes == writes)
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 3)]))
    #expect(try await world.reconcile().outcomes == ["vision": .updated])
  }

  @Test("applies a commit, and says that the manifest moved")
  func appliesCommit() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
    let report = try await world.reconcile()
    #expect(report["vision"]?.changes.map(\.cause) == [.manifest])
    #expect(report["vision"]?.changes.map(\.after) == [5])
    #expect(report["vision"]?.changes.first?.location?.line == 11)
  }

  @Test("plans without a trace: no write to Azure, none to the log")
  func plans() async throws {
    let world = try World(Repository.pools("vision"))
    let report = try await world.reconcile(dryRun: true)
    #expect(report.outcomes == ["vision": .created])
    #expect(world.azure.writes.isEmpty)
    #expect(try await world.log.runs(pool: nil, limit: 10).isEmpty)
  }

  @Test("refuses what cannot change in place, names the manifest's line, and writes nothing")
  func refuses() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    let writes = world.azure.writes
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", location: "eastus")]))
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .refused)
    #expect(report["vision"]?.message?.contains("westus2 → eastus (vision.yaml:8)") == true)
    #expect(world.azure.writes == writes)
  }

  @Test("answers unknown and does nothing where Azure cannot be read, and other subscriptions go on")
  func unknown() async throws {
    let azure = InMemoryAzure { call in
      if call.hasPrefix("list "), call.hasSuffix(" in \(subscription)") {
        throw AzureError.unreachable("no route to host")
      }
    }
    let files = Repository.files([
      "vision": Repository.manifest("vision"), "nlp": Repository.manifest("nlp", in: otherSubscription),
    ])
    let world = try World(files, azure: azure)
    #expect(try await world.reconcile().outcomes == ["vision": .unknown, "nlp": .created])
    #expect(azure.writes.filter { $0.contains("vision") }.isEmpty)
  }

  @Test("keeps a pool at its last good definition while its newest manifest is wrong or out of reach")
  func lastGood() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    let good = try #require(try await world.log.lastGoodRevision())
    let newest = world.source.commit(Repository.files(["vision": "apiVersion: weir.dev/v1\nkind: Pond\n"]))
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    let broken = try await world.reconcile()
    #expect(broken.error != nil)
    #expect(broken.revision?.commit == newest)
    #expect(try await world.log.lastGoodRevision() == good)
    #expect(broken.outcomes == ["vision": .updated])
    world.source.fail(.timedOut(url: "memory", after: .seconds(60)))
    let silent = try await world.reconcile()
    #expect(silent.error != nil)
    #expect(silent.outcomes == ["vision": .unchanged])
  }

  @Test("notes a rewritten history and follows it")
  func forcePush() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 1)]), rewriting: true)
    let report = try await world.reconcile()
    #expect(report.notes.contains { $0.contains("was rewritten") })
    #expect(report.outcomes == ["vision": .updated])
  }

  @Test("asks Azure for the same number of lists at 3 pools and at 120")
  func readsDoNotGrow() async throws {
    var counts: [Int] = []
    for number in [3, 120] {
      let names = (1...number).map { "pool-\($0)" }
      let world = try World(
        Repository.files(Dictionary(uniqueKeysWithValues: names.map { ($0, Repository.manifest($0)) })))
      try await world.reconcile()
      world.azure.withState { $0.calls = [] }
      let report = try await world.reconcile()
      #expect(report.pools.count == number && report.pools.allSatisfy { $0.outcome == .unchanged })
      counts.append(world.azure.withState { $0.calls.count })
    }
    #expect(counts[0] == counts[1])
  }

  @Test("says which pools it knows where it is asked for one that it does not")
  func unknownPool() async throws {
    let world = try World(Repository.pools("vision"))
    await #expect(throws: ReconcileError.self) { try await world.reconcile(["visoin"]) }
  }

  @Test("never lets a secret into a report or the log")
  func secrets() async throws {
    let world = try World(Repository.pools("vision"))
    let report = try await world.reconcile()
    let records = try await world.log.runs(pool: nil, limit: 10)
    let baseline = try await world.log.baselines()
    let text = "\(report) \(records) \(baseline)"
    #expect(!text.contains("correct horse"))
    #expect(text.contains("adminPassword"))
  }
}
