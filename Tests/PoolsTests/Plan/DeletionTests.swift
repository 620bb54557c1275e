import Testing

@testable import Pools

@Suite("Deletions")
struct DeletionTests {
  /// A pool of everything, each part naming the ones that it needs.
  func everything() throws -> [ResourceDocument] {
    let address = try Fixture.id("Microsoft.Network/publicIPAddresses", "a-pip")
    let network = try Fixture.id("Microsoft.Network/virtualNetworks", "b-net")
    let subnet = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "b-net", "s")
    let group = try Fixture.id("Microsoft.Network/networkSecurityGroups", "c-nsg")
    let balancer = try Fixture.id("Microsoft.Network/loadBalancers", "d-lb")
    let scaleSet = try Fixture.id("Microsoft.Compute/virtualMachineScaleSets", "e")
    let setting = try Fixture.id("Microsoft.Insights/autoscaleSettings", "f")
    func refers(_ ids: String...) -> JSONValue {
      Fixture.owned(["properties": ["uses": .array(ids.map { ["id": .string($0)] })]])
    }
    return [
      Fixture.document(address, Fixture.owned(["properties": ["x": 1]])),
      Fixture.document(group, Fixture.owned(["properties": ["x": 1]])),
      Fixture.document(network, refers(group.description)),
      Fixture.document(subnet, ["properties": ["x": 1]]),
      Fixture.document(balancer, refers(address.description.uppercased())),
      Fixture.document(scaleSet, refers(subnet.description, balancer.description + "/backendAddressPools/p")),
      Fixture.document(setting, Fixture.owned(["properties": ["targetResourceUri": .string(scaleSet.description)]])),
    ]
  }

  func plan(
    desired: [ResourceDocument], was: [ResourceDocument], live: [ResourceDocument],
    claimedBy: [ResourceID: PoolName] = [:]
  ) throws -> PoolPlan {
    let origins = Dictionary(was.map { ($0.id, Baseline.Origin.created) }, uniquingKeysWith: { first, _ in first })
    var input = try Fixture.input(
      Fixture.pool(desired), live: Fixture.live(live),
      baseline: Baseline(applying: Fixture.pool(was), secretDigests: [:], origins: origins))
    input.claimedBy = claimedBy
    return Pools.plan(input)
  }

  @Test("what needs others goes before them, and a child goes with its parent")
  func order() throws {
    let all = try everything()
    let plan = try plan(desired: [], was: all, live: all)
    #expect(plan.deletions.map(\.id.name) == ["f", "e", "d-lb", "b-net", "c-nsg", "a-pip"])
    #expect(plan.deletions.first?.apiVersion == "2022-10-01")
    #expect(plan.outcome == .deleted)
    #expect(!plan.needsDeployment)
    #expect(plan.changes.allSatisfy { $0.kind == .delete && $0.cause == .manifest && $0.path == .root })
  }

  @Test("a cycle of references ends")
  func circle() throws {
    let first = try Fixture.id("Microsoft.Network/natGateways", "a")
    let second = try Fixture.id("Microsoft.Network/natGateways", "b")
    let both = [
      Fixture.document(first, Fixture.owned(["x": .string(second.description)])),
      Fixture.document(second, Fixture.owned(["x": .string(first.description)])),
    ]
    #expect(try plan(desired: [], was: both, live: both).deletions.map(\.id.name) == ["a", "b"])
  }

  @Test("only what is in the baseline, still live and tagged as ours is deleted")
  func ours() throws {
    let id = try Fixture.scaleSetID()
    let was = [Fixture.document(id, Fixture.owned(["sku": ["capacity": 1]]))]
    func deleted(_ live: ResourceDocument...) throws -> Int {
      try plan(desired: [], was: was, live: live).deletions.count
    }
    #expect(try deleted(was[0]) == 1)
    #expect(try deleted() == 0)
    #expect(try deleted(Fixture.document(id, ["sku": ["capacity": 1]])) == 0)
    #expect(try deleted(Fixture.document(id, Fixture.owned([:], pool: "audio"))) == 0)
    #expect(try deleted(Fixture.document(id, Fixture.owned([:], managedBy: "other"))) == 0)
    #expect(try deleted(Fixture.document(id, ["tags": ["weir-pool": "vision"]])) == 0)
    #expect(try plan(desired: [], was: [], live: was).deletions.isEmpty)
  }

  @Test("what another pool of the revision wants is not deleted")
  func moved() throws {
    let was = [try Fixture.scaleSet(Fixture.owned([:]))]
    let plan = try plan(
      desired: [], was: was, live: was, claimedBy: [try Fixture.scaleSetID(): try Fixture.name("audio")])
    #expect(plan.deletions.isEmpty)
    #expect(plan.outcome == .unchanged)
  }

  @Test("a child that its parent's body names now is not deleted")
  func inlined() throws {
    let subnet = Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "s"), ["properties": ["addressPrefix": "x"]])
    let id = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    let bare = Fixture.document(id, Fixture.owned([:]))
    let full = Fixture.document(
      id, Fixture.owned(["properties": ["subnets": [["name": "S", "properties": ["addressPrefix": "x"]]]]]))
    #expect(try plan(desired: [full], was: [bare, subnet], live: [full]).deletions.isEmpty)
    #expect(try plan(desired: [bare], was: [bare, subnet], live: [full]).deletions.map(\.id) == [subnet.id])
  }

  @Test("what was the pool's own and is named by what it wants now stays")
  func named() throws {
    let all = try everything()
    let subnet = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "B-NET", "other")
    var set = try #require(all.first { $0.id.name == "e" })
    set.body = Fixture.owned(["properties": ["uses": [["id": .string(subnet.description)]]]])
    let plan = try plan(desired: [set], was: all, live: all)
    #expect(plan.deletions.map(\.id.name) == ["f", "d-lb", "s", "c-nsg", "a-pip"])
    // It stays managed, so that it can go when nothing uses it any more.
    #expect(plan.kept.map(\.name) == ["b-net"])
  }

  @Test("a refused plan deletes nothing")
  func refused() throws {
    let network = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    let was = [
      try Fixture.scaleSet(Fixture.owned([:])), Fixture.document(network, Fixture.owned(["location": "westus2"])),
    ]
    let plan = try plan(
      desired: [Fixture.document(network, Fixture.owned(["location": "eastus"]))], was: was, live: was)
    #expect(plan.outcome == .refused)
    #expect(plan.deletions.isEmpty)
    #expect(plan.changes.map(\.kind) == [.delete, .replace])
  }
}
