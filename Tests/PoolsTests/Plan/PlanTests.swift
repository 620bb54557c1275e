import Testing

@testable import Pools

@Suite("The plan")
struct PlanTests {
  @Test("a pool that is not there is created")
  func creation() throws {
    let pool = try Fixture.pool([
      Fixture.scaleSet(["sku": ["capacity": 2], "properties": ["adminPassword": "p"]]),
      Fixture.document(Fixture.id("Microsoft.Network/virtualNetworks", "net"), [:]),
    ])
    let plan = Pools.plan(try Fixture.input(pool, live: LiveState()))
    #expect(plan.outcome == .created)
    #expect(plan.changes.map(\.kind) == [.create, .create])
    #expect(plan.changes.map(\.text) == ["create scale set vision", "create network net"])
    #expect(plan.changes.allSatisfy { $0.cause == .manifest && $0.before == nil && $0.location == Fixture.manifest })
    #expect(plan.changes.first?.after?.value(at: JSONPath("properties", "adminPassword")) == "(secret)")
  }

  @Test("what was deleted behind our back comes back as drift")
  func recreation() throws {
    let pool = try Fixture.pool([Fixture.scaleSet([:])])
    let plan = Pools.plan(
      try Fixture.input(pool, live: LiveState(), baseline: Baseline(applying: pool, secretDigests: [:])))
    #expect(plan.changes.map(\.cause) == [.drift])
    #expect(plan.outcome == .updated)
  }

  @Test("changes are sorted by resource, then by path")
  func sorted() throws {
    let ids = try ["c", "a", "b"].map { try Fixture.id("Microsoft.Example/things", $0) }
    let plan = Pools.plan(
      try Fixture.input(
        Fixture.pool(ids.map { Fixture.document($0, ["z": 1, "a": 1, "list": [["name": "x", "v": 1]]]) }),
        live: Fixture.live(ids.map { Fixture.document($0, ["z": 2, "a": 2, "list": [["name": "x", "v": 2]]]) })))
    #expect(
      plan.changes.map { "\($0.resource.name) \($0.path)" }.prefix(4) == ["a a", "a list[name=x].v", "a z", "b a"])
  }

  @Test("a change speaks of the manifest's nearest place, by position or by key")
  func places() throws {
    let list = JSONPath("properties", "subnets")
    let byPosition = SourceLocation(file: "f", line: 3)
    let byKey = SourceLocation(file: "f", line: 4)
    let around = SourceLocation(file: "f", line: 2)
    let id = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    func subnets(_ value: JSONValue) -> JSONValue {
      ["properties": ["subnets": [["name": "a", "x": value], ["name": "b", "x": value], ["name": "c", "x": value]]]]
    }
    let desired = Fixture.document(
      id, subnets(1),
      locations: [
        list: around, list.appending(.index(1)).member("x"): byPosition,
        list.appending(.element(key: "name", value: "c")): byKey,
      ])
    let plan = Pools.plan(
      try Fixture.input(Fixture.pool([desired]), live: Fixture.live(Fixture.document(id, subnets(2)))))
    #expect(plan.changes.map(\.location) == [around, byPosition, byKey])
  }

  @Test("a child resource is compared with its element in the parent's body")
  func children() throws {
    let network = Fixture.document(
      try Fixture.id("Microsoft.Network/virtualNetworks", "net"),
      ["properties": ["subnets": [["name": "Pools", "id": "/x", "properties": ["addressPrefix": "10.0.0.0/24"]]]]])
    func plan(_ prefix: JSONValue, name: String = "pools") throws -> PoolPlan {
      let subnet = Fixture.document(
        try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", name),
        ["properties": ["addressPrefix": prefix]])
      return Pools.plan(try Fixture.input(Fixture.pool([subnet]), live: Fixture.live(network)))
    }
    #expect(try plan("10.0.0.0/24").changes.isEmpty)
    #expect(
      try plan("10.0.1.0/24").lines == ["properties.addressPrefix 10.0.0.0/24 → 10.0.1.0/24 inPlace manifest"])
    #expect(try plan("10.0.1.0/24", name: "new").changes.map(\.kind) == [.create])
  }

  @Test("labels and ownership become tags of what takes tags")
  func tags() throws {
    let pool = try Fixture.pool([
      Fixture.scaleSet(["tags": ["Team": "own", "WEIR-POOL": "forged"]]),
      Fixture.document(Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "s"), [:]),
      Fixture.document(Fixture.id("Microsoft.Authorization/roleAssignments", "r"), [:]),
    ]).tagged(labels: ["team": "label", "cost": "4711"], managedBy: "east")
    let tags = pool.resources.map { $0.body["tags"] }
    #expect(
      tags.compactMap { $0 } == [["Team": "own", "cost": "4711", "weir-pool": "vision", "weir-managed-by": "east"]])
  }

  static let texts: [(JSONPath, JSONValue?, JSONValue?, String)] = [
    (JSONPath("sku", "capacity"), 2, 4, "scale set sku.capacity 2 → 4"),
    (
      JSONPath("properties", "upgradePolicy", "mode"), "Manual", "Rolling",
      "scale set upgradePolicy.mode Manual → Rolling"
    ),
    (JSONPath("tags", "team"), Optional.none, "", "scale set tags.team (none) → \"\""),
    (JSONPath("zones"), .array(["1"]), .array(["1", "2"]), #"scale set zones ["1"] → ["1","2"]"#),
    (JSONPath("x"), "a\nb\u{1B}c", "\u{202E}d", "scale set x a\\nb\\u{1B}c → \\u{202E}d"),
  ]

  @Test("a change is one short line", arguments: texts)
  func text(path: JSONPath, before: JSONValue?, after: JSONValue?, expected: String) throws {
    let change = Change(
      resource: try Fixture.scaleSetID(), path: path, before: before, after: after,
      kind: .inPlace, cause: .manifest)
    #expect(change.text == expected)
  }

  @Test("a long value is cut, an id is shown by its resource")
  func short() throws {
    #expect(Change.short(.string(String(repeating: "a", count: 100)), width: 10) == "aaaaaaaaa…")
    #expect(
      Change.short(.string(try Fixture.scaleSetID().description)) == "Microsoft.Compute/virtualMachineScaleSets/vision")
  }

  @Test("the wait doubles up to its bound, and chance only shortens it")
  func backOff() {
    let backOff = BackOff(first: .seconds(30), longest: .seconds(600), spread: 0.2)
    #expect(
      [0, 1, 2, 3, 4, 5, 6, 1_000_000].map { backOff.delay(afterFailures: $0, jitter: 0) }
        == [0, 30, 60, 120, 240, 480, 600, 600].map(Duration.seconds))
    #expect(backOff.delay(afterFailures: 2, jitter: 1) == .seconds(48))
    #expect(backOff.delay(afterFailures: 2, jitter: .nan) == .seconds(60))
    #expect(backOff.delay(afterFailures: -1, jitter: 7) == .zero)
  }
}
