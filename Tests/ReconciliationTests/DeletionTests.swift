import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("A deletion")
struct DeletionTests {
  private let vision = Repository.manifest("vision")

  @Test("of a pool whose manifest is gone happens where pruning is enabled, resource by resource")
  func prunes() async throws {
    var world = try World(Repository.pools("nlp", "vision"))
    world.settings.pruneEnabled = true
    try await world.reconcile()
    world.source.commit(Repository.pools("vision"))
    let pruned = try await world.reconcile()
    #expect(pruned.outcomes == ["nlp": .deleted, "vision": .unchanged])
    let deletions = world.azure.writes.filter { $0.hasPrefix("delete ") }
    #expect(
      deletions == [
        "delete Microsoft.Compute/virtualMachineScaleSets/nlp", "delete Microsoft.Network/publicIPAddresses/nlp-ip",
      ])
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  /// A world in which nlp has no manifest any more and would be deleted by the next good round.
  private func orphaned(_ azure: InMemoryAzure = InMemoryAzure()) async throws -> World {
    var world = try World(Repository.pools("nlp", "vision"), azure: azure)
    world.settings.pruneEnabled = true
    try await world.reconcile()
    world.source.commit(Repository.pools("vision"))
    return world
  }

  @Test("never follows from manifests that are wrong or out of reach")
  func manifestsUnknown() async throws {
    let world = try await orphaned()
    world.source.commit(Repository.files(["vision": "apiVersion: weir.dev/v1\nkind: Pond\n"]))
    try await world.reconcile()
    world.source.fail(.unreachable(url: "memory", reason: "no route to host"))
    try await world.reconcile()
    #expect(world.azure.writes.filter { $0.hasPrefix("delete ") }.isEmpty)
  }

  @Test("never follows from a list that could not be read")
  func listUnknown() async throws {
    let broken = Switch()
    let world = try await orphaned(
      InMemoryAzure { call in
        if broken.isOn, call == "list Microsoft.Network/publicIPAddresses" { throw AzureError.unreachable("reset") }
      })
    broken.turnOn()
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .unknown, "vision": .unknown])
    #expect(world.azure.writes.filter { $0.hasPrefix("delete ") }.isEmpty)
  }

  @Test("that was not waited for is done by the next run")
  func notWaited() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    var files = Repository.files(["vision": Repository.manifest("vision", count: 3)])
    files["template.json"] = Repository.templateWithoutAddress
    world.source.commit(files)
    try await world.reconcile(wait: false)
    try await world.reconcile()
    #expect(
      world.azure.writes.filter { $0.hasPrefix("delete ") } == ["delete Microsoft.Network/publicIPAddresses/vision-ip"])
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("of a resource that the template dropped leaves the others, and one that is not tagged as ours alone")
  func dropped() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    // Somebody has taken the address of nlp over: it is not ours any more.
    let id = try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ds-nlp/providers/Microsoft.Network/publicIPAddresses/nlp-ip"))
    world.azure.withState { state in
      guard var address = state.resources[id] else { return }
      address.body = address.body.setting(["owner": "net-team"], at: JSONPath("tags"))
      state.resources[id] = address
    }
    var files = Repository.pools("nlp", "vision")
    files["template.json"] = Repository.templateWithoutAddress
    world.source.commit(files)
    try await world.reconcile()
    let deletions = world.azure.writes.filter { $0.hasPrefix("delete ") }
    #expect(deletions == ["delete Microsoft.Network/publicIPAddresses/vision-ip"])
    #expect(try await world.reconcile()["vision"]?.outcome == .unchanged)
  }

  @Test("behind Weir's back is drift: what is missing is made again")
  func vanished() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    let id = try world.scaleSet("vision")
    world.azure.withState { $0.resources[id] = nil }
    let report = try await world.reconcile()
    #expect(report["vision"]?.changes.map(\.kind) == [.create])
    #expect(report["vision"]?.changes.map(\.cause) == [.drift])
    #expect(world.azure.withState { $0.resources[id] } != nil)
  }

  @Test("is not asked of another controller's resources: such a pool is refused")
  func foreign() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    try world.change("vision", JSONPath("tags", "weir-managed-by"), to: "other")
    let writes = world.azure.writes
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .refused)
    #expect(report["vision"]?.message?.contains("other") == true)
    #expect(world.azure.writes == writes)
  }
}

extension Repository {
  /// The template without its address, and nothing that waits for it.
  static var templateWithoutAddress: String {
    template
      .replacing(/\{"type": "Microsoft.Network\/publicIPAddresses"[\s\S]*?"Static"\}\},/, with: "")
      .replacing(/"dependsOn": \[.*\],/, with: "")
  }
}

/// Something that is off until it is turned on.
final class Switch: Sendable {
  private let state = Mutex(false)
  var isOn: Bool { state.withLock { $0 } }
  func turnOn() { state.withLock { $0 = true } }
  func turnOff() { state.withLock { $0 = false } }
}
