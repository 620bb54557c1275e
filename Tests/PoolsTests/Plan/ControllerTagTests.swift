import Testing

@testable import Pools

@Suite("The tag of a controller")
struct ControllerTagTests {
  @Test(
    "is a name and the identity of a state",
    arguments: [
      ("weir/3f9a0c12", "weir", "3f9a0c12"), ("weir", "weir", nil), ("a/b/00000000", "a/b", "00000000"),
      ("weir/3F9A0C12", "weir/3F9A0C12", nil), ("weir/3f9a0c1", "weir/3f9a0c1", nil), ("/3f9a0c12", "/3f9a0c12", nil),
      ("3f9a0c12", "3f9a0c12", nil), ("", "", nil), ("weir/３f9a0c12", "weir/３f9a0c12", nil),
    ] as [(String, String, String?)])
  func reading(_ text: String, _ name: String, _ state: String?) {
    #expect(ControllerTag(text) == ControllerTag(name: name, state: state))
    #expect(ControllerTag(text).description == text)
  }

  @Test(
    "is this controller's where the name is, and no other state is known",
    arguments: [
      ("weir", true), ("weir/3f9a0c12", true), ("weir/00000000", false), ("other/3f9a0c12", false), ("other", false),
      ("Weir", false),
    ])
  func matching(_ tag: String, _ isOwn: Bool) throws {
    let own = "weir/3f9a0c12"
    #expect(ControllerTag(tag).matches(ControllerTag(own)) == isOwn)
    let live = try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": 2]], managedBy: tag))
    let pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 2]])]).tagged(labels: [:], managedBy: own)
    var input = try Fixture.input(pool, live: Fixture.live(live))
    input.managedBy = own
    let plan = Pools.plan(input)
    // The name alone is no difference: the identity comes with the next write of something else.
    #expect(plan.changes.isEmpty)
    #expect(plan.refusals.isEmpty == isOwn)
  }

  @Test("a namesake's resources are refused with its identity and the way out, and taken over where a person says so")
  func namesake() throws {
    let own = "weir/3f9a0c12"
    let live = try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": 2]], managedBy: "weir/00000000"))
    let pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 3]])]).tagged(labels: [:], managedBy: own)
    var input = try Fixture.input(pool, live: Fixture.live(live))
    input.managedBy = own
    let refused = Pools.plan(input)
    #expect(refused.outcome == .refused)
    let message = try #require(refused.refusals.first?.message)
    #expect(message.contains("another controller of this name, weir/00000000") && message.contains("weir adopt vision"))
    input.takesOver = true
    let plan = Pools.plan(input)
    #expect(plan.takeovers.map(\.name) == ["vision"])
    #expect(
      plan.lines == [
        "sku.capacity 2 → 3 inPlace manifest",
        "tags.weir-managed-by weir/00000000 → weir/3f9a0c12 adopt manifest",
      ])
    // The tags are a write of their own, so that a take-over alone sends no template and no secret.
    input.pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 2]])]).tagged(labels: [:], managedBy: own)
    #expect(!Pools.plan(input).needsDeployment && !Pools.plan(input).changes.isEmpty)
  }

  @Test("a controller of another name is never taken over")
  func other() throws {
    let live = try Fixture.scaleSet(Fixture.owned([:], managedBy: "other/00000000"))
    var input = try Fixture.input(Fixture.pool([Fixture.scaleSet([:])]), live: Fixture.live(live))
    (input.managedBy, input.takesOver) = ("weir/3f9a0c12", true)
    #expect(Pools.plan(input).refusals.first?.message.contains("belongs to controller other/00000000") == true)
  }

  @Test("a description that ends with the tags says the same with the name alone, and with another state it does not")
  func notes() {
    let bare = "reads secrets weir-pool=vision; weir-managed-by=weir"
    let own = "reads secrets weir-pool=vision; weir-managed-by=weir/3f9a0c12"
    let foreign = OwnershipTag.setting(OwnershipTag.managedBy, to: "weir/00000000", inNote: own)
    #expect(Comparison.ownershipNote.matches(.string(bare), .string(own)))
    #expect(Comparison.ownershipNote.matches(.string(own), .string(bare)))
    #expect(!Comparison.ownershipNote.matches(.string(own), .string(foreign)))
    #expect(!Comparison.ownershipNote.matches(.string("writes" + bare.dropFirst(5)), .string(own)))
    #expect(OwnershipTag.removed(fromNote: own) == "reads secrets")
    #expect(OwnershipTag.removed(fromNote: "weir-managed-by=weir") == "")
    #expect(OwnershipTag.removed(fromNote: "plain") == "plain")
  }
}
