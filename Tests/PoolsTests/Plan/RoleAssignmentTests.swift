import Testing

@testable import Pools

@Suite("Role assignments of a pool")
struct RoleAssignmentTests {
  static let principal = "[reference('/x', '2024-07-01', 'Full').identity.principalId]"
  static let role = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4633458b"
  static let place = JSONPath("properties", "principalId")

  /// A role on a vault of another group.
  static func assignment() throws -> ResourceDocument {
    let vault = try Fixture.id("Microsoft.KeyVault/vaults", "team", group: "shared")
    let type = try #require(ResourceType("Microsoft.Authorization/roleAssignments"))
    let id = try #require(ResourceID(extending: vault, type: type, names: ["5f0c6d5e-0000-4000-8000-000000000001"]))
    return Fixture.document(
      id, ["properties": ["principalId": .string(principal), "roleDefinitionId": .string(role)]],
      expressions: [place: []])
  }

  static func pool(_ documents: [ResourceDocument]) throws -> DesiredPool {
    try Fixture.pool(documents).tagged(labels: [:], managedBy: "weir")
  }

  /// The assignments as Azure lists them.
  static func live(_ pool: DesiredPool, principal: JSONValue = "9b1c") -> LiveState {
    Fixture.live(
      pool.resources.map { document in
        var document = document
        if document.type.provider == "Microsoft.Authorization" {
          document.body = document.body.setting(principal, at: place).setting(
            "2026", at: JSONPath("properties", "createdOn"))
        }
        document.expressions = [:]
        return document
      })
  }

  @Test("the ownership tags stand in its description, behind what the manifest says there")
  func ownership() throws {
    let pool = try Self.pool([try Self.assignment()])
    let document = try #require(pool.resources.first)
    #expect(document.body.value(at: JSONPath("properties", "description")) == "weir-pool=vision; weir-managed-by=weir")
    #expect(document.body.member("tags") == nil)
    #expect(document.tag(OwnershipTag.pool) == "vision")
    #expect(document.tag(OwnershipTag.managedBy) == "weir")
    #expect(pool.tagged(labels: [:], managedBy: "weir") == pool)
    #expect(Self.live(pool).ids(taggedFor: "vision", managedBy: "weir") == [document.id])
    var own = try Self.assignment()
    own.body = own.body.setting("reads the key; weir-pool=mine", at: JSONPath("properties", "description"))
    let noted = try #require(try Self.pool([own]).resources.first)
    #expect(
      noted.body.value(at: JSONPath("properties", "description"))
        == "reads the key; weir-pool=mine weir-pool=vision; weir-managed-by=weir")
    #expect(noted.tag(OwnershipTag.pool) == "vision")
  }

  @Test("after its deployment a plan is empty, with an echo or without")
  func empty() throws {
    let pool = try Self.pool([try Self.assignment()])
    for learning in [true, false] {
      var baseline = Baseline(applying: pool, secretDigests: [:])
      if learning { baseline.learnEcho(from: Self.live(pool)) }
      #expect(Pools.plan(try Fixture.input(pool, live: Self.live(pool), baseline: baseline)).changes == [])
    }
  }

  @Test("where the memory is lost, a principal that only ARM knows is written once more, and not refused")
  func forgotten() throws {
    let pool = try Self.pool([try Self.assignment()])
    let plan = Pools.plan(try Fixture.input(pool, live: Self.live(pool)))
    #expect(plan.changes.map(\.kind) == [.inPlace])
    #expect(plan.refusals == [])
  }

  @Test("another role is refused: only a new assignment can have it")
  func immutable() throws {
    var other = try Self.assignment()
    let before = try Self.pool([other])
    other.body = other.body.setting("/x/other", at: JSONPath("properties", "roleDefinitionId"))
    let plan = Pools.plan(
      try Fixture.input(
        try Self.pool([other]), live: Self.live(before), baseline: Baseline(applying: before, secretDigests: [:])))
    #expect(plan.changes.map(\.kind) == [.replace])
    #expect(plan.refusals.count == 1)
  }

  @Test("one that is wanted no more is deleted, and one of somebody else never")
  func deletion() throws {
    let assignment = try Self.assignment()
    let before = try Self.pool([assignment, try Fixture.scaleSet(["location": "westus2"])])
    let after = try Self.pool([try Fixture.scaleSet(["location": "westus2"])])
    let baseline = Baseline(applying: before, secretDigests: [:]).created
    let plan = Pools.plan(try Fixture.input(after, live: Self.live(before), baseline: baseline))
    #expect(plan.deletions == [Deletion(id: assignment.id, apiVersion: "2022-04-01")])
    let theirs = try Fixture.pool([assignment, try Fixture.scaleSet(Fixture.owned(["location": "westus2"]))])
    #expect(Pools.plan(try Fixture.input(after, live: Self.live(theirs), baseline: baseline)).deletions == [])
  }

  @Test("a role in another group makes no other home of a pool")
  func home() throws {
    let pool = try Self.pool([try Self.assignment()])
    let plan = Pools.plan(
      try Fixture.input(pool, live: Self.live(pool), baseline: Baseline(applying: pool, secretDigests: [:])))
    #expect(plan.refusals == [])
  }
}
