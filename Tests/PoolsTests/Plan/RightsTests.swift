import Testing

@testable import Pools

@Suite("Rights under the names that they can have")
struct RightsTests {
  static let first = "aaaaaaaa-0000-4000-8000-000000000001"
  static let second = "bbbbbbbb-0000-4000-8000-000000000002"
  static let name = "5f0c6d5e-0000-4000-8000-00000000000f"
  static let role = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4633458b"

  static func id(_ name: String = name) throws -> ResourceID {
    let vault = try Fixture.id("Microsoft.KeyVault/vaults", "team", group: "shared")
    let type = try #require(ResourceType("Microsoft.Authorization/roleAssignments"))
    return try #require(ResourceID(extending: vault, type: type, names: [name]))
  }

  /// The right of whoever has an identity, as a template says it.
  static func right(of holder: ResourceID) throws -> ResourceDocument {
    let expression = "[reference('\(holder)', '2024-07-01', 'Full').identity.principalId]"
    return Fixture.document(
      try id(), ["properties": ["principalId": .string(expression), "roleDefinitionId": .string(role)]],
      expressions: [JSONPath("properties", "principalId"): []])
  }

  /// The same as Azure lists it.
  static func given(
    to principal: String, as name: String = name, note: String? = "weir-pool=vision; weir-managed-by=weir"
  ) throws -> ResourceDocument {
    let note = note.map { JSONValue.string($0) } ?? .null
    return Fixture.document(
      try id(name),
      ["properties": ["principalId": .string(principal), "roleDefinitionId": .string(role), "description": note]])
  }

  static func scaleSet(_ principal: String?) throws -> ResourceDocument {
    let identity: JSONValue = ["type": "SystemAssigned"]
    return try Fixture.scaleSet(
      Fixture.owned([
        "location": "westus2",
        "identity": identity.setting(principal.map { .string($0) }, at: JSONPath("principalId")),
      ]))
  }

  static func pool(_ name: String = "vision", identity: ResourceID? = nil) throws -> DesiredPool {
    let set = try scaleSet(nil)
    return try Fixture.pool([set, right(of: identity ?? set.id)], name: name).tagged(labels: [:], managedBy: "weir")
  }

  static func identity() throws -> ResourceDocument {
    Fixture.document(
      try Fixture.id("Microsoft.ManagedIdentity/userAssignedIdentities", "pools", group: "shared"),
      ["properties": ["principalId": .string(second.uppercased())]])
  }

  private static func adopted(_ pool: DesiredPool, _ live: [ResourceDocument]) -> DesiredPool {
    pool.adoptingLiveRights(from: Fixture.live(live), managedBy: "weir")
  }

  private static func rights(_ pool: DesiredPool) -> [String] {
    pool.resources.filter { $0.type.folded == FieldRules.roleAssignmentType }.map(\.id.name)
  }

  @Test("the right of a scale set that stands is wanted as it is said")
  func standing() throws {
    let pool = try Self.pool()
    #expect(Self.adopted(pool, []) == pool)
    #expect(Self.adopted(pool, [try Self.scaleSet(Self.first)]) == pool)
    let live = [try Self.scaleSet(Self.first), try Self.given(to: Self.first)]
    #expect(Self.adopted(pool, live) == pool)
  }

  @Test("a scale set that is made anew gets a right of another name, the old one goes, and nothing is left to do")
  func recreated() throws {
    let pool = try Self.pool()
    let old = try Self.given(to: Self.first)
    var baseline = Baseline(applying: pool, secretDigests: [:]).created
    baseline.learnEcho(from: Fixture.live(try Self.scaleSet(Self.first), old))
    // It is gone, or there again with another principal, and the right of the first still has the name.
    for live in [[old], [try Self.scaleSet(Self.second), old]] {
      let wanted = Self.adopted(pool, live)
      let name = try #require(Self.rights(wanted).first)
      #expect(name == "f5a6c7f4-0000-0000-0000-00000000000e")
      let plan = Pools.plan(try Fixture.input(wanted, live: Fixture.live(live), baseline: baseline))
      #expect(plan.refusals == [])
      #expect(plan.changes.contains { $0.kind == .create && $0.resource.name == name })
      #expect(plan.deletions.map(\.id) == [old.id])

      let after = [try Self.scaleSet(Self.second), try Self.given(to: Self.second, as: name)]
      let second = Self.adopted(pool, after)
      #expect(second == wanted)
      let empty = Pools.plan(
        try Fixture.input(
          second, live: Fixture.live(after), baseline: Baseline(applying: second, secretDigests: [:])))
      #expect(empty.lines == [] && empty.deletions == [])
    }
  }

  @Test("a right that somebody else has given is not asked for a second time")
  func foreign() throws {
    let pool = try Self.pool()
    for note in [nil, "by hand", "weir-pool=nlp; weir-managed-by=weir", "weir-pool=vision; weir-managed-by=other"] {
      let live = [try Self.scaleSet(Self.first), try Self.given(to: Self.first, as: Self.second, note: note)]
      #expect(Self.rights(Self.adopted(pool, live)) == [])
    }
  }

  @Test("of an identity that nobody has read nothing is concluded")
  func unknown() throws {
    let pool = try Self.pool(identity: Self.identity().id)
    #expect(Self.adopted(pool, [try Self.given(to: Self.first)]) == pool)
    let own = try Self.pool()
    #expect(Self.adopted(own, [try Self.scaleSet(nil), try Self.given(to: Self.first)]) == own)
  }

  @Test("pools with one identity share its right: neither is refused it, and the last one takes it away")
  func shared() throws {
    let identity = try Self.identity()
    let (vision, nlp) = (try Self.pool(identity: identity.id), try Self.pool("nlp", identity: identity.id))
    let right = try Self.given(to: Self.second, note: "weir-managed-by=weir")
    let description = JSONPath("properties", "description")
    for pool in [vision, nlp] {
      let document = try #require(pool.resources.first { $0.id == right.id })
      #expect(pool.shares(document))
      #expect(document.body.value(at: description) == "weir-managed-by=weir")
      let adopted = Self.adopted(pool, [identity, right])
      #expect(Self.rights(adopted) == [Self.name])
      var input = try Fixture.input(
        try Fixture.pool([document], name: "\(pool.name)"), live: Fixture.live(identity, right),
        baseline: Baseline(applying: try Fixture.pool([document]), secretDigests: [:]))
      input.claimedBy = [right.id: pool.name == vision.name ? nlp.name : vision.name]
      #expect(Pools.plan(input).refusals == [])
      #expect(Pools.plan(input).changes == [])
    }
    var leaving = try Fixture.input(
      try Fixture.pool([]), live: Fixture.live(identity, right),
      baseline: Baseline(applying: vision, secretDigests: [:]).created)
    #expect(Pools.plan(leaving).deletions.map(\.id) == [right.id])
    // Whichever of the pools made it, it is the controller's.
    let origins = Baseline.origins(
      of: nlp, before: nil, live: Fixture.live(identity, right), absent: [], managedBy: "weir")
    #expect(origins[right.id] == .created)
    leaving.claimedBy = [right.id: nlp.name]
    #expect(Pools.plan(leaving).deletions == [])
    // A former release wrote the pool that came first.
    let former = try Self.given(to: Self.second)
    #expect(Self.rights(Self.adopted(nlp, [identity, former])) == [Self.name])
    let wanted = try Fixture.pool([try #require(nlp.resources.first { $0.id == right.id })], name: "nlp")
    #expect(Pools.plan(try Fixture.input(wanted, live: Fixture.live(identity, former))).refusals == [])
  }

  @Test("a scale set tells the principals of the identities that it has been given")
  func told() throws {
    let identity = try Self.identity().id
    let given = JSONValue.object([identity.description.uppercased(): ["principalId": .string(Self.second)]])
    let set = try Fixture.scaleSet(["identity": ["type": "UserAssigned", "userAssignedIdentities": given]])
    let live = [set, try Self.given(to: Self.second, as: Self.first, note: "by hand")]
    #expect(Self.rights(Self.adopted(try Self.pool(identity: identity), live)) == [])
  }
}
