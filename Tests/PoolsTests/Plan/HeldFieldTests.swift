import Testing

@testable import Pools

@Suite("Fields that are held")
struct HeldFieldTests {
  private static let capacity = JSONPath("sku", "capacity")
  private static let rules = JSONPath("properties", "securityRules")

  private func input(
    _ desired: ResourceDocument, live: ResourceDocument, held: JSONPath...
  ) throws -> PlanInput {
    let pool = try Fixture.pool([desired])
    var baseline = Baseline(applying: pool, secretDigests: [:])
    baseline.learnEcho(from: Fixture.live(desired))
    var input = try Fixture.input(pool, live: Fixture.live(live), baseline: baseline)
    input.held = Set(held.map { FieldPlace(resource: desired.id, path: $0) })
    return input
  }

  @Test("drift in a held field is no change, and other drift is")
  func drift() throws {
    let desired = try Fixture.scaleSet(["sku": ["capacity": 2, "tier": "Standard"]])
    let live = try Fixture.scaleSet(["sku": ["capacity": 5, "tier": "Basic"]])
    let plan = Pools.plan(try input(desired, live: live, held: Self.capacity))
    #expect(plan.lines == ["sku.tier Basic → Standard inPlace drift"])
    #expect(plan.held.map(\.path) == [Self.capacity])
  }

  @Test("what the manifest changes is applied, held or not")
  func manifest() throws {
    let live = try Fixture.scaleSet(["sku": ["capacity": 5]])
    var input = try input(Fixture.scaleSet(["sku": ["capacity": 2]]), live: live, held: Self.capacity)
    input.pool = try Fixture.pool([Fixture.scaleSet(["sku": ["capacity": 3]])])
    #expect(Pools.plan(input).lines == ["sku.capacity 5 → 3 inPlace manifest"])
  }

  @Test("what is sent has the live value in a held field, an element that somebody added or took out too")
  func sent() throws {
    let id = try Fixture.id("Microsoft.Network/networkSecurityGroups", "nsg")
    func rule(_ name: String, _ port: Int64) -> JSONValue {
      ["name": .string(name), "properties": ["destinationPortRange": .integer(port)]]
    }
    let pool = try Fixture.pool([
      Fixture.document(id, ["properties": ["securityRules": [rule("ssh", 22), rule("web", 80)]]])
    ])
    let found: JSONValue = [
      "id": "/subscriptions/x", "type": "y", "name": "extra", "properties": ["destinationPortRange": 99],
    ]
    let live = Fixture.live(
      Fixture.document(id, ["properties": ["securityRules": [rule("ssh", 23), found]]]))
    func place(_ name: String, _ more: String...) -> FieldPlace {
      let element = Self.rules.appending(.element(key: "name", value: name))
      return FieldPlace(resource: id, path: more.reduce(element) { $0.member($1) })
    }
    let held: Set = [place("ssh", "properties", "destinationPortRange"), place("web"), place("extra")]
    let sent = pool.yielding(held, to: live)
    #expect(sent.resources[0].body.value(at: Self.rules) == [rule("ssh", 23), rule("extra", 99)])
    #expect(pool.yielding([], to: live) == pool)
  }

  @Test("an expression in a held field is replaced too, and one that taking an element out would move is left")
  func expressions() throws {
    let id = try Fixture.scaleSetID()
    let document = Fixture.document(
      id, ["sku": ["capacity": "[x]"]], expressions: [Self.capacity: []])
    let live = Fixture.live(Fixture.document(id, ["sku": ["capacity": 7]]))
    let sent = try Fixture.pool([document]).yielding([FieldPlace(resource: id, path: Self.capacity)], to: live)
    #expect(sent.resources[0].body == ["sku": ["capacity": 7]] && sent.resources[0].expressions.isEmpty)
    let list = JSONPath("properties", "list")
    let listed = Fixture.document(
      id, ["properties": ["list": [["name": "a"], ["name": "b", "value": "[x]"]]]],
      expressions: [list.appending(.index(1)).member("value"): []])
    let place = FieldPlace(resource: id, path: list.appending(.element(key: "name", value: "a")))
    let pool = try Fixture.pool([listed])
    #expect(pool.yielding([place], to: Fixture.live(Fixture.document(id, [:]))) == pool)
  }

  @Test("nothing is learned of a held field, so that it is still drift afterwards")
  func echo() throws {
    let desired = try Fixture.scaleSet(["sku": ["capacity": 2]])
    let live = try Fixture.scaleSet(["sku": ["capacity": 5]])
    var input = try input(desired, live: live, held: Self.capacity)
    var baseline = Baseline(applying: input.pool, secretDigests: [:])
    baseline.learnEcho(from: input.live)
    baseline.forgetEcho(of: input.held, keeping: input.baseline)
    (input.baseline, input.held) = (baseline, [])
    #expect(Pools.plan(input).lines == ["sku.capacity 5 → 2 inPlace drift"])
  }
}
