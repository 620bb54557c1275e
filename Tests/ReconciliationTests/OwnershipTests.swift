import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("What a pool deletes and what it gives up")
struct OwnershipTests {
  private static let account = "Microsoft.Storage/storageAccounts"

  /// The small template with a storage account and a network besides.
  private static let template = Repository.template.replacing(
    "\"resources\": [",
    with: """
      "resources": [
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "[concat(parameters('name'), 'st')]",
         "location": "[resourceGroup().location]", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[concat(parameters('name'), '-net')]",
         "location": "[resourceGroup().location]", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
      """)

  private func files(_ template: String = template, more: String = "") -> [String: String] {
    ["template.json": template, "vision.yaml": Repository.manifest("vision") + more]
  }

  private func id(_ type: String, _ name: String) throws -> ResourceID {
    try unwrap(
      ResourceID("/subscriptions/\(subscription)/resourceGroups/ds-vision/providers/\(type)/\(name)"))
  }

  private func live(_ world: World, _ type: String, _ name: String) throws -> ResourceDocument? {
    let id = try id(type, name)
    return world.azure.withState { $0.resources[id] }
  }

  private let account = account
  private let network = "Microsoft.Network/virtualNetworks"

  @Test("a created network goes with the template, and a created storage account stays without tags")
  func leaves() async throws {
    let world = try World(files())
    #expect(try await world.reconcile().outcomes == ["vision": .created])
    world.source.commit(files(Repository.template))
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan["vision"]?.changes.map(\.kind) == [.delete, .detach])
    #expect(plan["vision"]?.changes.last?.reason == "it may hold data")
    let writes = world.azure.writes
    #expect(try await world.reconcile().outcomes == ["vision": .updated])
    #expect(world.azure.writes.dropFirst(writes.count) == ["delete \(network)/vision-net", "tag \(account)/visionst"])
    #expect(try live(world, network, "vision-net") == nil)
    let kept = try #require(try live(world, account, "visionst"))
    #expect(kept.tag("weir-pool") == nil && kept.tag("weir-managed-by") == nil)
    #expect(kept.body.member("kind") == "StorageV2")
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("what existed before is adopted, the plan says so, and it is never deleted with the pool")
  func adopted() async throws {
    var world = try World(files())
    let group = try #require(ResourceGroupName("ds-vision"))
    let owner = try #require(SubscriptionID(subscription))
    let before = ResourceDocument(
      id: try id(network, "vision-net"), apiVersion: "2024-05-01",
      body: [
        "location": "westus2", "properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]],
      ])
    world.azure.withState { state in
      state.groups[owner] = [group: ResourceGroup(name: group, location: Location("westus2"))]
      state.resources[before.id] = before
    }
    let made = try await world.reconcile()
    #expect(made["vision"]?.changes.filter { $0.kind == .adopt }.map(\.resource.name) == ["vision-net"])
    world.settings.pruneEnabled = true
    var other = files()
    other["vision.yaml"] = nil
    other["audio.yaml"] = Repository.manifest("audio")
    world.source.commit(other)
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .deleted)
    #expect(
      Dictionary(
        uniqueKeysWithValues: (report["vision"]?.changes ?? []).map { ($0.resource.name, $0.kind) }) == [
          "vision": .delete, "vision-ip": .delete, "vision-net": .detach, "visionst": .detach,
        ])
    #expect(try live(world, network, "vision-net")?.tag("weir-pool") == nil)
    #expect(try await world.log.baselines().keys.map(\.description) == ["audio"])
  }

  @Test("a pool that retains is given up whole, and its policy is known when its manifest is gone")
  func retained() async throws {
    var world = try World(files())
    try await world.reconcile()
    // The policy alone is no write.
    let writes = world.azure.writes
    world.source.commit(files(more: "\n  deletionPolicy: retain"))
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
    #expect(world.azure.writes == writes)
    world.settings.pruneEnabled = true
    world.source.commit(Repository.pools("audio"))
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .detached)
    #expect(world.azure.writes.filter { $0.hasPrefix("delete ") } == [])
    #expect(world.azure.writes.filter { $0.hasPrefix("tag ") }.count == 4)
    #expect(try live(world, "Microsoft.Compute/virtualMachineScaleSets", "vision")?.tag("weir-pool") == nil)
    #expect(try await world.reconcile()["vision"] == nil)
  }

  @Test("data is deleted where the manifest names it for that, in the same commit or before")
  func named() async throws {
    let entry = "\n  resources: [{id: \(Self.account)/visionst, deletionPolicy: delete}]"
    for isBefore in [true, false] {
      let world = try World(files())
      try await world.reconcile()
      if isBefore {
        world.source.commit(files(more: entry))
        try await world.reconcile()
      }
      world.source.commit(files(Repository.template, more: isBefore ? "" : entry))
      try await world.reconcile()
      #expect(try live(world, account, "visionst") == nil)
    }
  }

  @Test("what a failed deployment has made is the pool's own")
  func failed() async throws {
    let world = try World(files())
    world.azure.withState { $0.failing["weir-vision-"] = "no capacity" }
    #expect(try await world.reconcile().outcomes == ["vision": .failed])
    // Azure had made the network, tags and all, before it failed.
    let made = ResourceDocument(
      id: try id(network, "vision-net"), apiVersion: "2024-05-01",
      body: [
        "location": "westus2", "tags": ["weir-pool": "vision", "weir-managed-by": "weir"],
        "properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]],
      ])
    world.azure.withState { state in
      state.failing = [:]
      state.resources[made.id] = made
    }
    try await world.reconcile(now: true)
    let pool = try #require(PoolName("vision"))
    #expect(try await world.log.baseline(of: pool)?[made.id]?.origin == .created)
  }

  @Test("a baseline without origins learns them from the log, and what nobody knows is detached")
  func older() async throws {
    for hasLog in [true, false] {
      let log = InMemoryRunLog()
      let world = try World(files(), log: log)
      try await world.reconcile()
      let pool = try #require(PoolName("vision"))
      var baseline = try #require(try await log.baseline(of: pool))
      for position in baseline.resources.indices { baseline.resources[position].origin = nil }
      let known: any RunLog = hasLog ? log : InMemoryRunLog()
      try await known.setBaseline(baseline, of: pool)
      let later = try World(files(), azure: world.azure, log: known)
      later.source.commit(files(Repository.template))
      let report = try await later.reconcile()
      let expected: [Change.Kind] = hasLog ? [.delete, .detach] : [.detach, .detach]
      #expect(report["vision"]?.changes.map(\.kind) == expected)
      #expect(report["vision"]?.changes.contains { $0.reason == "who created it is not recorded" } == !hasLog)
    }
  }

  @Test("a resource that no list shows and that is there is no creation of the pool's")
  func unlisted() async throws {
    let hidden = try id(network, "vision-net")
    let world = try World(files())
    let group = try #require(ResourceGroupName("ds-vision"))
    let owner = try #require(SubscriptionID(subscription))
    world.azure.withState { state in
      state.groups[owner] = [group: ResourceGroup(name: group, location: Location("westus2"))]
      state.unlisted = [hidden]
      state.resources[hidden] = ResourceDocument(
        id: hidden, apiVersion: "2024-05-01",
        body: ["location": "westus2", "tags": ["weir-pool": "audio", "weir-managed-by": "weir"]])
    }
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .refused)
    #expect(report["vision"]?.message?.contains("belongs to pool audio") == true)
    #expect(world.azure.writes.isEmpty)
  }

  @Test("a detachment that a kill came into is taken up, at whichever step")
  func killed() async throws {
    for step in 1...400 {
      let world = try World(files())
      try await world.reconcile()
      world.source.commit(files(Repository.template))
      let fuse = Fuse(step)
      let controller = world.controller(
        log: FusedLog(log: world.log, fuse: fuse), azure: FusedAzure(azure: world.azure, fuse: fuse))
      _ = try? await controller.reconcile(ReconcileRequest(trigger: .command))
      let isBlown = fuse.isBlown
      try await world.reconcile(now: true)
      let account = try live(world, account, "visionst")
      #expect(account != nil && account?.tag("weir-pool") == nil, "killed at step \(step)")
      #expect(try live(world, network, "vision-net") == nil, "killed at step \(step)")
      #expect(try await world.reconcile().outcomes == ["vision": .unchanged], "killed at step \(step)")
      #expect(try await world.log.openWrites().isEmpty, "killed at step \(step)")
      if !isBlown { return #expect(step > 20) }
    }
    Issue.record("the run never came to its end")
  }
}
