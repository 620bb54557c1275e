import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("What a list does not show")
struct AbsenceTests {
  static let scaleSet = "get Microsoft.Compute/virtualMachineScaleSets/vision"
  static let address = "get Microsoft.Network/publicIPAddresses/vision-ip"

  private func address(_ pool: String = "vision") throws -> ResourceID {
    try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ds-\(pool)/providers/Microsoft.Network/publicIPAddresses/\(pool)-ip"
      ))
  }

  private func reads(_ world: World) -> [String] {
    world.azure.withState { $0.calls.filter { $0.hasPrefix("get ") }.sorted() }
  }

  private func forgetCalls(_ world: World) { world.azure.withState { $0.calls = [] } }

  /// A pool that was applied, some of whose resources lists do not show.
  private func applied(hiding: [ResourceID], azure: InMemoryAzure = InMemoryAzure()) async throws -> World {
    let world = try World(Repository.pools("vision"), azure: azure)
    try await world.reconcile()
    azure.withState {
      $0.unlisted = Set(hiding)
      $0.calls = []
    }
    return world
  }

  @Test("is read by its id, and while it is there nothing is made or changed", arguments: [false, true])
  func hidden(dryRun: Bool) async throws {
    let world = try await applied(hiding: [address()])
    let report = try await world.reconcile(dryRun: dryRun)
    #expect(report["vision"]?.outcome == .unchanged)
    #expect(reads(world) == [Self.address])
    #expect(world.azure.writes.isEmpty)
  }

  @Test("still takes part in the plan: a change of it is one and no creation")
  func changed() async throws {
    let id = try World(Repository.pools("vision")).scaleSet("vision")
    let world = try await applied(hiding: [id])
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
    let report = try await world.reconcile(dryRun: true)
    #expect(report["vision"]?.changes.map(\.kind) == [.inPlace])
    #expect(report["vision"]?.changes.first?.path == JSONPath("sku", "capacity"))
  }

  @Test("is unknown where its id cannot be read either, and then nothing is done")
  func unreadable() async throws {
    let broken = Switch()
    let world = try await applied(
      hiding: [address()],
      azure: InMemoryAzure { call in
        if broken.isOn, call == Self.address { throw AzureError.unreachable("reset") }
      })
    broken.turnOn()
    #expect(try await world.reconcile()["vision"]?.outcome == .unknown)
    #expect(try await world.reconcile(dryRun: true)["vision"]?.outcome == .unknown)
    #expect(world.azure.writes.isEmpty)
  }

  @Test("costs no read where everything is shown, and one where a whole group is gone")
  func cost() async throws {
    let world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    forgetCalls(world)
    try await world.reconcile()
    #expect(reads(world).isEmpty)
    let ids = try [address(), world.scaleSet("vision")]
    let (home, group) = try (unwrap(SubscriptionID(subscription)), unwrap(ResourceGroupName("ds-vision")))
    world.azure.withState { state in
      for id in ids { state.resources[id] = nil }
      state.groups[home]?[group] = nil
    }
    let plan = try await world.reconcile(dryRun: true)
    #expect(plan["vision"]?.changes.map(\.kind) == [.create, .create])
    #expect(reads(world) == ["get group ds-vision"])
    #expect(try await world.reconcile().outcomes == ["nlp": .unchanged, "vision": .updated])
  }

  @Test("is made again where its id is not there either")
  func gone() async throws {
    let world = try await applied(hiding: [])
    let id = try address()
    world.azure.withState { $0.resources[id] = nil }
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .updated)
    #expect(report["vision"]?.changes.map(\.kind) == [.create])
    #expect(world.azure.withState { $0.resources[id] } != nil)
  }

  @Test("right after it was made is no reason to make it again")
  func lagging() async throws {
    let world = try World(Repository.pools("vision"))
    let ids = try [address(), world.scaleSet("vision")]
    world.azure.withState { $0.unlisted = Set(ids) }
    #expect(try await world.reconcile()["vision"]?.outcome == .created)
    #expect(try await world.reconcile()["vision"]?.outcome == .unchanged)
    #expect(world.azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
  }

  @Test(
    "of a deletion that a killed run had begun is read by its id before it counts as done", arguments: [false, true])
  func killed(isThere: Bool) async throws {
    var world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    let id = try address("nlp")
    let (nlp, home) = try (unwrap(PoolName("nlp")), unwrap(SubscriptionID(subscription)))
    let scope = DeploymentScope(subscription: home, resourceGroup: try unwrap(id.resourceGroup))
    let run = RunID(at: world.clock.now(), random: (1, 1))
    try await world.log.begin(RunStart(id: run, trigger: .command, startedAt: world.clock.now()))
    let write = try await world.log.intend(
      WriteIntent(
        run: run, pool: nlp, scope: scope, action: .delete, target: id.description, at: world.clock.now()))
    world.azure.withState { state in
      if isThere { state.unlisted = [id] } else { state.resources[id] = nil }
    }
    world.settings.drift = .report
    try await world.reconcile()
    #expect(try await world.log.openWrites().isEmpty)
    let untold = try await world.log.untoldWrites().map(\.id)
    #expect(untold.isEmpty || untold == [write])
    let reads = reads(world)
    #expect(reads.contains("get Microsoft.Network/publicIPAddresses/nlp-ip"), "\(reads)")
    #expect(world.azure.writes.filter { $0.hasPrefix("delete ") }.isEmpty)
  }

  @Test("of resource groups is asked by name, so that one that is there keeps its tags")
  func group() async throws {
    let world = try World(
      Repository.files([
        "nlp": Repository.manifest("nlp", group: "ds-team"), "vision": Repository.manifest("vision", group: "ds-team"),
      ]))
    let (home, name) = try (unwrap(SubscriptionID(subscription)), unwrap(ResourceGroupName("DS-Team")))
    let theirs = ResourceGroup(name: name, location: Location("eastus"), tags: ["cost": "4711"])
    world.azure.withState { $0.groups[home, default: [:]][name] = theirs }
    #expect(try await world.reconcile().outcomes == ["nlp": .created, "vision": .created])
    #expect(world.azure.withState { $0.groups[home]?[name] } == theirs)
    #expect(reads(world).filter { $0.hasPrefix("get group") } == ["get group ds-team"])
    #expect(world.azure.writes.filter { $0.hasPrefix("group ") }.isEmpty)
  }

  @Test("and a resource group that is being deleted, or cannot be read, takes no pool", arguments: [false, true])
  func dyingGroup(isDying: Bool) async throws {
    let world = try World(
      Repository.pools("vision"),
      azure: InMemoryAzure { call in
        if !isDying, call == "get group ds-vision" { throw AzureError.notFound("a proxy's page") }
      })
    let (home, name) = try (unwrap(SubscriptionID(subscription)), unwrap(ResourceGroupName("ds-vision")))
    if isDying {
      world.azure.withState {
        $0.groups[home] = [name: ResourceGroup(name: name, location: Location("eastus"), isBeingDeleted: true)]
      }
    }
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .failed)
    #expect(report["vision"]?.message?.contains(isDying ? "is being deleted" : "a proxy's page") == true)
    #expect(world.azure.writes.isEmpty)
  }

  @Test("and a deployment whose group's list cannot be found stays open, and is not sent again")
  func deploymentUnknown() async throws {
    let broken = Switch()
    let azure = InMemoryAzure { call in
      if broken.isOn, call.hasPrefix("deployments ") { throw AzureError.notFound("a proxy's page") }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    azure.withState { $0.hanging = ["weir-vision-"] }
    #expect(try await world.reconcile(wait: false)["vision"]?.outcome == .applying)
    broken.turnOn()
    #expect(try await world.reconcile(now: true)["vision"]?.outcome != .created)
    #expect(try await world.log.openWrites().count == 1)
    broken.turnOff()
    azure.withState { $0.hanging = [] }
    #expect(try await world.reconcile(now: true)["vision"]?.outcome == .created)
    #expect(azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
  }
}

@Suite("A pool whose manifest is gone")
struct LeftPoolTests {
  private static let tags = JSONPath("tags")

  private func address() throws -> ResourceID {
    try unwrap(
      ResourceID(
        "/subscriptions/\(subscription)/resourceGroups/ds-nlp/providers/Microsoft.Network/publicIPAddresses/nlp-ip"))
  }

  /// A world in which the next run prunes nlp.
  private func world() async throws -> World {
    var world = try World(Repository.pools("nlp", "vision"))
    try await world.reconcile()
    world.source.commit(Repository.pools("vision"))
    world.settings.pruneEnabled = true
    world.azure.withState { $0.calls = [] }
    return world
  }

  private func remembers(_ world: World) async throws -> [String] {
    let nlp = try unwrap(PoolName("nlp"))
    return try await world.log.baseline(of: nlp)?.resources.map(\.id.name).sorted() ?? []
  }

  @Test("is deleted though no list shows it")
  func hidden() async throws {
    let world = try await world()
    let ids = try [address(), world.scaleSet("nlp")]
    world.azure.withState { $0.unlisted = Set(ids) }
    #expect(try await world.reconcile()["nlp"]?.outcome == .deleted)
    #expect(world.azure.withState { $0.resources.keys.filter { $0.name.hasPrefix("nlp") } }.isEmpty)
    #expect(try await remembers(world).isEmpty)
  }

  @Test("is not said to be deleted where all of it had gone by itself")
  func gone() async throws {
    let world = try await world()
    let ids = try [address(), world.scaleSet("nlp")]
    world.azure.withState { state in for id in ids { state.resources[id] = nil } }
    for dryRun in [true, false] {
      let report = try await world.reconcile(dryRun: dryRun)
      #expect(report["nlp"]?.outcome == .unchanged)
      #expect(report["nlp"]?.message?.contains("nothing of it is left in Azure") == true)
    }
    #expect(world.azure.writes.isEmpty)
    #expect(try await remembers(world).isEmpty)
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("is unknown, and remembered, where its ids cannot be read")
  func unreadable() async throws {
    let broken = Switch()
    let azure = InMemoryAzure { call in
      if broken.isOn, call.hasPrefix("get ") { throw AzureError.notFound("a proxy's page") }
    }
    var world = try World(Repository.pools("nlp", "vision"), azure: azure)
    try await world.reconcile()
    world.source.commit(Repository.pools("vision"))
    world.settings.pruneEnabled = true
    let ids = try [address(), world.scaleSet("nlp")]
    azure.withState { $0.unlisted = Set(ids) }
    broken.turnOn()
    #expect(try await world.reconcile()["nlp"]?.outcome == .unknown)
    #expect(try await remembers(world) == ["nlp", "nlp-ip"])
  }

  @Test("is left alone and named where its tags say that it is somebody else's")
  func handedOver() async throws {
    let world = try await world()
    let ids = try [address(), world.scaleSet("nlp")]
    for id in ids { world.azure.set(["weir-pool": "other", "weir-managed-by": "elsewhere"], at: Self.tags, of: id) }
    let report = try await world.reconcile()
    #expect(report["nlp"]?.outcome == .refused)
    let message = report["nlp"]?.message ?? ""
    #expect(
      message.contains("virtualMachineScaleSets/nlp (weir-pool: other, weir-managed-by: elsewhere)"), "\(message)")
    #expect(world.azure.writes.isEmpty)
    #expect(try await remembers(world) == ["nlp", "nlp-ip"])
  }

  @Test("is deleted as far as it is its own, and the rest is named and remembered")
  func partly() async throws {
    let world = try await world()
    world.azure.set(nil, at: Self.tags, of: try address())
    let report = try await world.reconcile()
    #expect(report["nlp"]?.outcome == .deleted)
    #expect(report["nlp"]?.message?.contains("publicIPAddresses/nlp-ip (no tags of Weir)") == true)
    #expect(world.azure.writes == ["delete Microsoft.Compute/virtualMachineScaleSets/nlp"])
    #expect(try await remembers(world) == ["nlp-ip"])
    #expect(try await world.reconcile()["nlp"]?.outcome == .refused)
  }

  @Test("is deleted once Azure's lists still show what it has deleted")
  func lagging() async throws {
    let world = try await world()
    let id = try address()
    // A list that was read before the deletion: the stand-in answers by the id what its list does not know yet.
    world.azure.withState { $0.listedStill = [id] }
    #expect(try await world.reconcile()["nlp"]?.outcome == .deleted)
    #expect(try await remembers(world).isEmpty)
  }
}
