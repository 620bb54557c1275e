import Testing

@testable import Pools

@Suite("Resources that leave a pool")
struct DetachmentTests {
  private static let account = "Microsoft.Storage/storageAccounts"
  private static let network = "Microsoft.Network/virtualNetworks"

  /// A resource of a baseline, and how it came to be there.
  private func entry(
    _ type: String, _ names: String..., origin: Baseline.Origin? = .created, uses: [ResourceID] = []
  ) throws -> (document: ResourceDocument, origin: Baseline.Origin?) {
    let type = try #require(ResourceType(type))
    let id = try #require(
      ResourceID(
        subscription: Fixture.subscription(), resourceGroup: Fixture.group(), type: type, names: names))
    let body: JSONValue = ["properties": ["uses": .array(uses.map { ["id": .string($0.description)] }), "x": 1]]
    return (Fixture.document(id, type.isChild ? body : Fixture.owned(body)), origin)
  }

  private func plan(
    _ was: [(document: ResourceDocument, origin: Baseline.Origin?)], said: DeletionPolicies? = DeletionPolicies(),
    applied: DeletionPolicies = DeletionPolicies(), desired: [ResourceDocument] = []
  ) throws -> PoolPlan {
    let documents = was.map(\.document)
    var pool = try Fixture.pool(documents + desired)
    pool.deletion = applied
    let origins = Dictionary(
      was.compactMap { entry in entry.origin.map { (entry.document.id, $0) } }, uniquingKeysWith: { first, _ in first })
    let baseline = Baseline(applying: pool, secretDigests: [:], origins: origins)
    var wanted = try Fixture.pool(desired)
    wanted.deletion = said
    return Pools.plan(try Fixture.input(wanted, live: Fixture.live(documents + desired), baseline: baseline))
  }

  private func reasons(_ plan: PoolPlan) -> [String] {
    plan.changes.filter { $0.kind == .detach }.map { "\($0.resource.name): \($0.reason ?? "")" }
  }

  @Test(
    "only what Weir created is deleted, and only of types that hold no data",
    arguments: [
      (network, Baseline.Origin.created, nil),
      (network, .adopted, "it existed before the pool managed it"),
      (network, nil, "who created it is not recorded"),
      (account, .created, "it may hold data"), (account, .adopted, "it may hold data"),
      ("Microsoft.Compute/disks", .created, "it may hold data"),
      ("Microsoft.Compute/snapshots", .created, "it may hold data"),
      ("Microsoft.Compute/images", .created, "it may hold data"),
      ("Microsoft.KeyVault/vaults", .created, "it may hold data"),
      ("Microsoft.Sql/servers", .created, "it may hold data"),
      ("Microsoft.Example/things", .created, "it may hold data"),
    ] as [(String, Baseline.Origin?, String?)])
  func rule(_ type: String, _ origin: Baseline.Origin?, _ reason: String?) throws {
    let was = try entry(type, "x", origin: origin)
    let plan = try plan([was])
    #expect(plan.deletions.map(\.id) == (reason == nil ? [was.document.id] : []))
    #expect(plan.detachments.map(\.id) == (reason == nil ? [] : [was.document.id]))
    #expect(plan.changes.map(\.kind) == [reason == nil ? .delete : .detach])
    #expect(plan.changes.first?.reason == reason)
    #expect(plan.outcome == (reason == nil ? .deleted : .detached))
    #expect(!plan.needsDeployment)
  }

  @Test("every type with a table of rules can be deleted, and every other may hold data")
  func table() throws {
    for known in FieldRules.knownTypes { #expect(!FieldRules.rules(for: known.type).mayHoldData, "\(known.type)") }
    for (text, holds) in [
      ("Microsoft.Network/virtualNetworks/subnets", false), ("Microsoft.Storage/storageAccounts/fileServices", true),
      ("Microsoft.Network/privateDnsZones", true), ("Microsoft.Authorization/locks", true),
    ] {
      #expect(FieldRules.rules(for: try #require(ResourceType(text))).mayHoldData == holds, "\(text)")
    }
  }

  @Test(
    "what the manifest says, or said last, counts: by name for one resource, else for the pool",
    arguments: [
      // said now, applied last, is the network deleted, is the account deleted
      (DeletionPolicies(pool: .retain), DeletionPolicies(), false, false),
      (DeletionPolicies(pool: .delete), DeletionPolicies(), true, false),
      (DeletionPolicies(), DeletionPolicies(pool: .retain), false, false),
      (DeletionPolicies(pool: .delete), DeletionPolicies(pool: .retain), true, false),
      (nil, DeletionPolicies(pool: .retain), false, false),
      (nil, DeletionPolicies(), true, false),
      (DeletionPolicies(resources: ["\(account)/files": .delete]), DeletionPolicies(), true, true),
      (
        DeletionPolicies(resources: ["microsoft.storage/StorageAccounts/FILES": .delete]), DeletionPolicies(), true,
        true
      ),
      (DeletionPolicies(), DeletionPolicies(resources: ["\(account)/files": .delete]), true, true),
      (DeletionPolicies(pool: .retain), DeletionPolicies(resources: ["\(account)/files": .delete]), false, false),
      (nil, DeletionPolicies(resources: ["\(account)/files": .delete]), true, true),
      (DeletionPolicies(pool: .retain, resources: ["\(account)/files": .delete]), DeletionPolicies(), false, true),
      (DeletionPolicies(resources: ["\(network)/net": .retain]), DeletionPolicies(), false, false),
      (DeletionPolicies(), DeletionPolicies(resources: ["\(network)/net": .retain]), false, false),
    ] as [(DeletionPolicies?, DeletionPolicies, Bool, Bool)])
  func policy(
    _ said: DeletionPolicies?, _ applied: DeletionPolicies, _ network: Bool, _ account: Bool
  ) throws {
    let plan = try plan(
      [entry(Self.network, "net"), entry(Self.account, "files", origin: .adopted)], said: said, applied: applied)
    let expected = (network ? ["net"] : []) + (account ? ["files"] : [])
    #expect(Set(plan.deletions.map(\.id.name)) == Set(expected))
    #expect(plan.detachments.count == 2 - expected.count)
  }

  @Test("a policy is found by the id too, and holds for children; of two, retain counts")
  func names() throws {
    let account = try Fixture.id(Self.account, "files")
    let share = try Fixture.id("\(Self.account)/fileServices/shares", "files", "default", "team")
    #expect(DeletionPolicies(resources: [account.description.uppercased(): .delete]).policy(of: share) == .delete)
    #expect(
      DeletionPolicies(resources: [account.description: .delete, account.short: .retain]).policy(of: account) == .retain
    )
    let both = DeletionPolicies(resources: [account.short: .delete, share.short: .retain])
    #expect(both.policy(of: share) == .retain && both.policy(of: account) == .delete)
    #expect(both.policy(of: try Fixture.id(Self.account, "other")) == nil)
  }

  @Test("what stays keeps what it uses and what it is a part of, however far")
  func needed() throws {
    let address = try entry("Microsoft.Network/publicIPAddresses", "pip")
    let net = try entry(Self.network, "net")
    let subnet = try entry("\(Self.network)/subnets", "net", "s", origin: .adopted)
    let balancer = try entry("Microsoft.Network/loadBalancers", "lb", uses: [address.document.id])
    let set = try entry(
      "Microsoft.Compute/virtualMachineScaleSets", "set", origin: .adopted, uses: [balancer.document.id])
    let plan = try plan([address, net, subnet, balancer, set])
    #expect(plan.deletions.isEmpty)
    #expect(
      reasons(plan) == [
        "set: it existed before the pool managed it", "lb: scale set set stays and uses it",
        "pip: load balancer lb stays and uses it", "net: subnet s in it stays",
      ])
  }

  @Test("a subnet that Weir made in a network that stays is deleted, and the network detached")
  func child() throws {
    let net = try entry(Self.network, "net", origin: .adopted)
    let subnet = try entry("\(Self.network)/subnets", "net", "s")
    let plan = try plan([net, subnet])
    #expect(plan.deletions.map(\.id.name) == ["s"])
    #expect(plan.detachments.map(\.id.name) == ["net"])
  }

  @Test(
    "a child that was adopted leaves a network that the pool keeps: there is nothing to write, and the plan says it")
  func untagged() throws {
    let net = try entry(Self.network, "net")
    let subnet = try entry("\(Self.network)/subnets", "net", "s", origin: .adopted)
    let plan = try plan([subnet], desired: [net.document])
    #expect(plan.detachments.map(\.isTagged) == [false])
    #expect(plan.changes.map(\.text) == ["detach subnet s (it existed before the pool managed it)"])
  }

  @Test("deletions stand first, then what is detached, then the rest")
  func order() throws {
    let created = try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": 2]]))
    let was = [
      try entry(Self.network, "z"), try entry(Self.account, "files"), try entry("Microsoft.Network/natGateways", "n"),
    ]
    let baseline = Baseline(
      applying: try Fixture.pool(was.map(\.document)), secretDigests: [:],
      origins: Dictionary(was.map { ($0.document.id, .created) }, uniquingKeysWith: { first, _ in first }))
    let plan = Pools.plan(
      try Fixture.input(Fixture.pool([created]), live: Fixture.live(was.map(\.document)), baseline: baseline))
    #expect(plan.changes.map(\.kind) == [.delete, .delete, .detach, .create])
    #expect(plan.outcome == .updated && plan.needsDeployment)
  }

  @Test("what is not tagged as the pool's is neither deleted nor detached")
  func foreign() throws {
    let was = try entry(Self.account, "files")
    let baseline = Baseline(applying: try Fixture.pool([was.document]), secretDigests: [:])
    for tags: JSONValue in [[:], ["weir-pool": "audio", "weir-managed-by": "weir"]] {
      let live = Fixture.document(was.document.id, ["tags": tags])
      let plan = Pools.plan(try Fixture.input(Fixture.pool([]), live: Fixture.live(live), baseline: baseline))
      #expect(plan.changes.isEmpty && plan.detachments.isEmpty)
    }
  }
}
