import Testing

@testable import Pools

@Suite("Guards")
struct GuardTests {
  func refusals(_ input: PlanInput) -> [String] {
    let plan = Pools.plan(input)
    #expect(plan.outcome == .refused)
    #expect(!plan.needsDeployment)
    #expect(plan.deletions.isEmpty)
    return plan.refusals.map { "\($0.message) @\($0.location.map(\.description) ?? "")" }
  }

  @Test("a location cannot change, and many resources say so once")
  func location() throws {
    let network = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    let place = SourceLocation(file: "manifests/vision.yaml", line: 9, column: 13)
    let desired = [try Fixture.scaleSetID(), network].map {
      Fixture.document($0, ["location": "East US"], locations: [JSONPath("location"): place])
    }
    let live = [try Fixture.scaleSetID(), network].map { Fixture.document($0, ["location": "westus2"]) }
    let found = refusals(try Fixture.input(Fixture.pool(desired), live: Fixture.live(live)))
    #expect(found == ["location cannot change in place: westus2 → eastus @manifests/vision.yaml:9:13"])
  }

  @Test("another field that cannot change names its resource's kind")
  func immutable() throws {
    let path = JSONPath("properties", "virtualMachineProfile", "osProfile", "adminUsername")
    func document(_ name: String) throws -> ResourceDocument {
      try Fixture.scaleSet(JSONValue.object([:]).setting(.string(name), at: path))
    }
    let found = refusals(try Fixture.input(Fixture.pool([document("ana")]), live: Fixture.live(document("bob"))))
    #expect(
      found == [
        "scale set virtualMachineProfile.osProfile.adminUsername cannot change in place: bob → ana "
          + "@manifests/vision.yaml:1:1"
      ])
  }

  @Test("a subscription outside the allow-list is refused where the manifest names it")
  func allowList() throws {
    var input = try Fixture.input(Fixture.pool([Fixture.scaleSet([:])]), live: LiveState())
    input.allowedSubscriptions = [try Fixture.subscription("99999999-2222-3333-4444-555555555555")]
    #expect(
      refusals(input) == [
        "subscription 11111111-2222-3333-4444-555555555555 is not in azure.subscriptions: "
          + "add it there, or name one that is @manifests/vision.yaml:6:1"
      ])
    input.allowedSubscriptions = []
    #expect(refusals(input).count == 1)
  }

  @Test("another pool's and another controller's resources are left alone")
  func foreign() throws {
    let pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 4]])])
    func live(_ tags: JSONValue) throws -> LiveState {
      Fixture.live(try Fixture.scaleSet(["tags": tags, "sku": ["capacity": 2]]))
    }
    let other = try Fixture.input(pool, live: live(["weir-pool": "audio", "weir-managed-by": "weir"]))
    #expect(refusals(other).first?.contains("belongs to pool audio (tag weir-pool)") == true)
    #expect(Pools.plan(other).changes.isEmpty)
    let controller = try Fixture.input(pool, live: live(["Weir-Pool": "vision", "Weir-Managed-By": "other"]))
    #expect(refusals(controller).first?.contains("belongs to controller other (tag weir-managed-by)") == true)
  }

  @Test("many resources of one other owner are one refusal, and each owner has its own")
  func foreignTogether() throws {
    let names = ["a", "b", "c"]
    let desired = try names.map { Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", $0), [:]) }
    func live(_ owners: [String]) -> LiveState {
      Fixture.live(zip(desired, owners).map { Fixture.document($0.id, Fixture.owned([:], pool: $1)) })
    }
    let renamed = refusals(try Fixture.input(Fixture.pool(desired), live: live(["audio", "audio", "audio"])))
    #expect(
      renamed == [
        "Microsoft.Network/virtualNetworks/a and 2 more belong to pool audio (tag weir-pool): "
          + "remove their tags to hand them over @manifests/vision.yaml:1:1"
      ])
    #expect(refusals(try Fixture.input(Fixture.pool(desired), live: live(["audio", "nlp", "audio"]))).count == 2)
  }

  @Test("a resource with the tag of a former name is the pool's own, and of an orphaned pool one line keeps it")
  func formerName() throws {
    let desired = try Fixture.scaleSet(["sku": ["capacity": 2]])
    var pool = try Fixture.pool([desired]).tagged(labels: [:], managedBy: "weir")
    let live = Fixture.live(try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": 2]], pool: "audio")))
    var input = try Fixture.input(pool, live: live)
    input.orphanedPools = [try Fixture.name("audio")]
    #expect(
      refusals(input) == [
        "Microsoft.Compute/virtualMachineScaleSets/vision belongs to pool audio, whose manifest is gone: write "
          + "metadata.renamedFrom: audio to keep it @manifests/vision.yaml:1:1"
      ])
    pool.formerNames = [try Fixture.name("audio")]
    #expect(Pools.plan(try Fixture.input(pool, live: live)).lines == ["tags.weir-pool audio → vision inPlace manifest"])
    // What a pool leaves under its former name is its own to delete.
    let old = Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks", "net"), Fixture.owned([:], pool: "audio"))
    var both = live
    both.add([old])
    let baseline = Baseline(
      applying: try Fixture.pool([desired, old]), secretDigests: [:], origins: [old.id: .created])
    let plan = Pools.plan(try Fixture.input(pool, live: both, baseline: baseline))
    #expect(plan.deletions.map(\.id) == [old.id])
  }

  @Test("a pool by its own fields whose resources have another name is refused, and not created anew")
  func nameStem() throws {
    let balancer = "Microsoft.Network/loadBalancers"
    func resources(_ name: String, owner: String) throws -> [ResourceDocument] {
      [
        Fixture.document(try Fixture.scaleSetID(name), Fixture.owned(["sku": ["capacity": 2]], pool: owner)),
        Fixture.document(try Fixture.id(balancer, "\(name)-lb"), Fixture.owned([:], pool: owner)),
      ]
    }
    let left = try resources("audio", owner: "audio")
    var pool = try Fixture.pool(try resources("vision", owner: "vision"))
    (pool.nameStem, pool.formerNames) = (try Fixture.name(), [])
    let baseline = Baseline(applying: try Fixture.pool(left), secretDigests: [:])
    // Its tags were changed already, and then the field was taken out.
    let live = Fixture.live(try resources("audio", owner: "vision"))
    #expect(
      refusals(try Fixture.input(pool, live: live, baseline: baseline)) == [
        "its resources are named after audio, and would all be created anew: write metadata.renamedFrom: audio, and keep "
          + "it there @manifests/vision.yaml:1:1"
      ])
    // Or only the last of two names was written.
    pool.formerNames = [try Fixture.name("nlp")]
    pool.nameStem = try Fixture.name("nlp")
    #expect(
      refusals(try Fixture.input(pool, live: live, baseline: baseline)).first?.contains(
        "metadata.renamedFrom: [nlp, audio]") == true)
    // A pool that was by template before had other names, and is its own fields' now.
    pool.nameStem = try Fixture.name()
    let template = Fixture.live(try Fixture.scaleSet(Fixture.owned([:])), left[0])
    #expect(Pools.plan(try Fixture.input(pool, live: template)).refusals.isEmpty)
  }

  @Test("a child of another pool's resource is left alone")
  func foreignParent() throws {
    let subnet = Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "mine"), ["properties": ["x": 1]])
    let network = Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks", "net"), Fixture.owned([:], pool: "audio"))
    #expect(refusals(try Fixture.input(Fixture.pool([subnet]), live: Fixture.live(network))).count == 1)
  }

  @Test("a resource that two pools of a revision want goes to neither")
  func claimed() throws {
    var input = try Fixture.input(Fixture.pool([Fixture.scaleSet([:])]), live: LiveState())
    input.claimedBy = [try Fixture.scaleSetID("VISION"): try Fixture.name("audio")]
    #expect(refusals(input).first?.contains("wanted by pool audio too") == true)
    input.claimedBy = [try Fixture.scaleSetID(): try Fixture.name()]
    #expect(Pools.plan(input).refusals.isEmpty)
    let subnet = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "mine")
    input.pool = try Fixture.pool([Fixture.document(subnet, [:])])
    input.claimedBy = [try Fixture.id("Microsoft.Network/virtualNetworks", "Net"): try Fixture.name("audio")]
    #expect(refusals(input).first?.hasPrefix("Microsoft.Network/virtualNetworks/net is wanted by pool audio") == true)
  }

  @Test("a resource without tags that the manifest names is adopted")
  func adoption() throws {
    let pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 2]])]).tagged(labels: [:], managedBy: "weir")
    let plan = Pools.plan(try Fixture.input(pool, live: Fixture.live(Fixture.scaleSet(["sku": ["capacity": 2]]))))
    #expect(plan.changes.map(\.kind) == [.adopt])
    #expect(plan.changes.map(\.text) == ["adopt scale set vision"])
    #expect(plan.needsDeployment)
    #expect(plan.outcome == .updated)
  }

  @Test("a pool does not move to another resource group while its resources stand in the old one")
  func home() throws {
    let old = try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": 2]]))
    let baseline = Baseline(applying: try Fixture.pool([old]), secretDigests: [:])
    let moved = Fixture.document(
      try Fixture.id("Microsoft.Compute/virtualMachineScaleSets", "vision", group: "elsewhere"), old.body)
    let pool = try Fixture.pool([moved], group: "elsewhere")
    let found = refusals(try Fixture.input(pool, live: Fixture.live(old), baseline: baseline))
    #expect(found == ["resourceGroup cannot change in place: ds-vision → elsewhere @manifests/vision.yaml:7:1"])
    #expect(Pools.plan(try Fixture.input(pool, live: LiveState(), baseline: baseline)).refusals.isEmpty)
  }

  @Test("a message holds nothing that moves a terminal's cursor")
  func control() throws {
    let live = try Fixture.scaleSet(["tags": ["weir-pool": "\u{1B}[2Jx\ny", "weir-managed-by": "weir"]])
    let found = refusals(try Fixture.input(Fixture.pool([Fixture.scaleSet([:])]), live: Fixture.live(live)))
    #expect(found.first?.contains("belongs to pool \\u{1B}[2Jx\\ny ") == true)
  }
}
