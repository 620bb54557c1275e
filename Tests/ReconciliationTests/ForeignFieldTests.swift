import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("What others have set on a pool's resources stays through a write")
struct ForeignFieldTests {
  private static let template = Repository.template.replacing(
    "\"resources\": [",
    with: """
      "resources": [
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
         "location": "[resourceGroup().location]", "tags": {"kind": "lab"},
         "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
      """)

  private static func files(_ count: Int, template: String = template) -> [String: String] {
    var files = Repository.files(["vision": Repository.manifest("vision", count: count)])
    files["template.json"] = template
    return files
  }

  private static let agent =
    "/subscriptions/\(subscription)/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/agent"

  private func network() throws -> ResourceID {
    try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ds-vision/providers/Microsoft.Network/virtualNetworks/net"))
  }

  private static let fields: [(isNetwork: Bool, path: JSONPath, value: JSONValue)] = [
    (false, JSONPath("tags", "hand"), "made"),
    (false, JSONPath("identity", "type"), "UserAssigned"),
    (false, JSONPath("identity", "userAssignedIdentities", agent), ["principalId": "1"]),
    (true, JSONPath("tags", "cost"), "7"),
    (true, JSONPath("properties", "dhcpOptions", "dnsServers"), ["10.9.0.4"]),
  ]

  private func setForeign(in world: World) throws {
    let ids = (try world.scaleSet("vision"), try network())
    for field in Self.fields { world.azure.set(field.value, at: field.path, of: field.isNetwork ? ids.1 : ids.0) }
  }

  private func expectForeign(in world: World) throws {
    let ids = (try world.scaleSet("vision"), try network())
    let bodies = world.azure.withState { ($0.resources[ids.0]?.body, $0.resources[ids.1]?.body) }
    for field in Self.fields {
      let found = (field.isNetwork ? bodies.1 : bodies.0)?.value(at: field.path)
      // Of an identity only that it is given is said; the rest is Azure's.
      #expect(field.path.steps.contains(.member(Self.agent)) ? found != nil : found == field.value, "\(field.path)")
    }
  }

  @Test("and the second plan is empty")
  func survives() async throws {
    let world = try World(Self.files(1))
    try await world.reconcile()
    try setForeign(in: world)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    world.source.commit(Self.files(2))
    let report = try await world.reconcile()
    #expect(report["vision"]?.changes.map(\.path.description) == ["sku.capacity"] && report.notes.isEmpty)
    try expectForeign(in: world)
    let writes = world.azure.writes.count
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    #expect(world.azure.writes.count == writes)
    // What others take back is not put there again.
    let id = try network()
    world.azure.set(nil, at: JSONPath("tags", "cost"), of: id)
    world.source.commit(Self.files(3))
    try await world.reconcile()
    #expect(world.azure.withState { $0.resources[id]?.body.value(at: JSONPath("tags", "cost")) } == nil)
  }

  @Test("while what was the pool's, and was taken out of it, goes")
  func goes() async throws {
    let world = try World(Self.files(1))
    try await world.reconcile()
    try setForeign(in: world)
    world.source.commit(Self.files(1, template: Self.template.replacing("\"tags\": {\"kind\": \"lab\"},", with: "")))
    #expect(try await world.reconcile()["vision"]?.changes.map(\.path.description) == ["tags.kind"])
    let id = try network()
    #expect(world.azure.withState { $0.resources[id]?.body.value(at: JSONPath("tags", "kind")) } == nil)
    try expectForeign(in: world)
  }

  @Test("and the deployment has the name that it has without them")
  func name() async throws {
    var names: [Set<String>] = []
    for isForeign in [false, true] {
      let world = try World(Self.files(1))
      try await world.reconcile()
      if isForeign { try setForeign(in: world) }
      world.source.commit(Self.files(2))
      let plan = try await world.reconcile(dryRun: true)
      let report = try await world.reconcile()
      #expect(report["vision"]?.deployment == plan["vision"]?.deployment)
      names.append(Set(world.azure.writes))
    }
    #expect(names[0] == names[1])
  }

  @Test("that comes late, by what they have set since the round has read")
  func late() async throws {
    let stranger = LateStranger()
    let clock = SteppingClock()
    let azure = InMemoryAzure { call in
      if call.hasPrefix("deployments ") { try await stranger.come(clock) }
    }
    var world = try World(Self.files(1), azure: azure)
    world.clock = clock
    try await world.reconcile()
    let ids = [try network(), try world.scaleSet("vision")]
    stranger.wait(for: ids, in: azure)
    world.source.commit(Self.files(2))
    try await world.reconcile()
    for id in ids {
      #expect(azure.withState { $0.resources[id]?.body.value(at: LateStranger.tag) } == "yes")
    }
  }

  @Test("except extensions, which a plan and a run name before they are written over")
  func extensions() async throws {
    let world = try World(Self.files(1))
    try await world.reconcile()
    let place = JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
    try world.change("vision", place, to: [["name": "Monitor"], ["name": "Guard"]])
    #expect(try await world.reconcile().notes.isEmpty)
    world.source.commit(Self.files(2))
    let plan = try await world.reconcile(dryRun: true)
    let report = try await world.reconcile()
    #expect(plan.notes.count == 1 && plan.notes.first?.contains("extensions Guard, Monitor") == true)
    #expect(report.notes == plan.notes)
    #expect(try await world.log.run(report.run)?.notes == plan.notes)
  }
}

/// Sets a tag when the pool's deployment is about to be sent, an hour after the round has read.
private final class LateStranger: Sendable {
  static let tag = JSONPath("tags", "late")

  private let work = Mutex<(ids: [ResourceID], azure: InMemoryAzure)?>(nil)

  func wait(for ids: [ResourceID], in azure: InMemoryAzure) { work.withLock { $0 = (ids, azure) } }

  func come(_ clock: SteppingClock) async throws {
    let found = work.withLock { work in
      defer { work = nil }
      return work
    }
    guard let (ids, azure) = found else { return }
    try await clock.sleep(for: .seconds(3_600))
    for id in ids { azure.set("yes", at: Self.tag, of: id) }
  }
}
