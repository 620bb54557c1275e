import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("A count that an autoscaler sets")
struct AutoscaleTests {
  private func scaled(_ pool: String, _ world: World) throws -> ResourceDocument {
    let target = try world.scaleSet(pool)
    let id = try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ds-\(pool)/providers/Microsoft.Insights/autoscaleSettings/scale")
    )
    return ResourceDocument(
      id: id, apiVersion: "2022-10-01",
      body: [
        "location": "westus2",
        "properties": ["enabled": true, "targetResourceUri": .string(target.description), "profiles": []],
      ])
  }

  @Test("is not put back where the template's own count was live when the round began")
  func sameCount() async throws {
    let late = LateScaler()
    let azure = InMemoryAzure { call in if call.hasPrefix("get ") { late.move() } }
    let world = try World(Repository.pools("vision"), azure: azure)
    late.set(world)
    try await world.reconcile()
    let setting = try scaled("vision", world)
    world.azure.withState { $0.resources[setting.id] = setting }
    let larger = Repository.manifest("vision").replacing("count: 2", with: "count: 2, size: Standard_D8s_v5")
    world.source.commit(Repository.files(["vision": larger]))
    try await world.reconcile()
    let id = try world.scaleSet("vision")
    #expect(world.azure.withState { $0.resources[id]?.body["sku"]?["capacity"] } == 9)
  }

  @Test("is no drift, and is not put back by a deployment that changes something else, even where it moved meanwhile")
  func count() async throws {
    // Between the round's read and the write, the autoscaler goes from 7 to 9: the read right before the write sees it.
    let late = LateScaler()
    let azure = InMemoryAzure { call in if call.hasPrefix("get ") { late.move() } }
    let world = try World(Repository.pools("vision"), azure: azure)
    late.set(world)
    try await world.reconcile()
    let setting = try scaled("vision", world)
    world.azure.withState { $0.resources[setting.id] = setting }
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    var files = Repository.pools("vision")
    files["vision.yaml"] = Repository.manifest("vision").replacing("count: 2", with: "count: 2, size: Standard_D8s_v5")
    world.source.commit(files)
    let report = try await world.reconcile()
    #expect(report["vision"]?.changes.map(\.path.description) == ["sku.name"])
    let id = try world.scaleSet("vision")
    #expect(world.azure.withState { $0.resources[id]?.body["sku"]?["capacity"] } == 9)
    #expect(world.azure.withState { $0.resources[id]?.body["sku"]?["name"] } == "Standard_D8s_v5")
  }
}

/// An autoscaler that moves the count of the pool `vision` to 9 when it is told to.
private final class LateScaler: Sendable {
  private let world = Mutex<World?>(nil)

  func set(_ world: World) { self.world.withLock { $0 = world } }
  func move() { try? world.withLock { $0 }?.change("vision", JSONPath("sku", "capacity"), to: 9) }
}
