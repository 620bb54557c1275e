import Testing

@testable import Pools

@Suite("References that the live state answers")
struct LiveReferenceTests {
  static let group = "/subscriptions/\(Fixture.subscriptionText)/resourceGroups/g"
  static let vault = "\(group)/providers/Microsoft.KeyVault/vaults/team"

  @Test(
    "a reference to one value of one resource is read, whatever its capitals and blanks",
    arguments: [
      ("[reference('ID').vaultUri]", "properties.vaultUri"),
      ("[reference('ID', '2023-07-01').sku.name]", "properties.sku.name"),
      ("[Reference('ID','2023-07-01','full').identity.principalId]", "identity.principalId"),
      ("[reference('ID')['a.b'][0].c_1]", "properties['a.b'][0].c_1"),
      ("[reference('ID')['it''s']]", "properties.it's"),
      ("[reference('ID')]", "properties"),
    ])
  func read(_ text: String, _ path: String) throws {
    let reference = try #require(LiveReference(text.replacing("ID", with: Self.vault)))
    #expect(reference.resource.description == Self.vault)
    #expect(reference.path.description == path)
  }

  @Test(
    "every other expression stays ARM's",
    arguments: [
      "reference('ID').a", "[reference('ID').a", "[reference('ID').a]]", "[reference('ID').a] ", "[reference('ID').]",
      "[reference('ID', '2023-07-01', 'Part').a]", "[reference('ID', '2023-07-01', 'Full', 'more').a]",
      "[reference('name').a]", "[reference(resourceId('a/b', 'c')).a]", "[reference('ID', parameters('v')).a]",
      "[concat(reference('ID').a, 'b')]", "[listKeys('ID', '2023-07-01').keys[0].value]", "[parameters('a')]",
      "[reference('ID')[parameters('a')]]", "[reference('ID').a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p]", "[reference('ID)]", "",
      "[", "[reference('ID')['\(String(repeating: "a", count: 4_096))']]",
    ])
  func others(_ text: String) {
    #expect(LiveReference(text.replacing("ID", with: Self.vault)) == nil)
  }

  /// A way to say a principal, and what is live besides the assignment when its deployment has ended.
  struct Row: CustomTestStringConvertible {
    let testDescription: String
    let expression: String
    let live: [ResourceDocument]
    var note = "weir-managed-by=weir"

    /// The pool with a right for whoever the expression speaks of.
    func pool() throws -> DesiredPool {
      var right = try RightsTests.right(of: try Fixture.scaleSetID())
      right.body = right.body.setting(.string(expression), at: JSONPath("properties", "principalId"))
      return try Fixture.pool([try Fixture.scaleSet([:]), right]).tagged(labels: [:], managedBy: "weir")
    }

    /// What is live, with the right given to `principal`.
    func live(_ principal: String) throws -> LiveState {
      Fixture.live(live + [try RightsTests.given(to: principal, note: note)])
    }

    /// The plan of the controller, which has looked for the name that the right has.
    func plan(_ principal: String, baseline: Baseline? = nil) throws -> PoolPlan {
      let live = try live(principal)
      let pool = try pool().adoptingLiveRights(from: live, managedBy: "weir")
      return Pools.plan(try Fixture.input(pool, live: live, baseline: baseline))
    }
  }

  static func rows() throws -> [Row] {
    let (set, identity) = (try RightsTests.scaleSet(RightsTests.second), try RightsTests.identity())
    let given = JSONValue.object([identity.id.description.uppercased(): ["principalId": .string(RightsTests.second)]])
    let bearer = try Fixture.scaleSet(
      Fixture.owned(["identity": ["type": "UserAssigned", "userAssignedIdentities": given]]))
    return [
      Row(
        testDescription: "the scale set's own identity",
        expression: "[reference('\(set.id)', '2024-07-01', 'Full').identity.principalId]", live: [set],
        note: "weir-pool=vision; weir-managed-by=weir"),
      Row(
        testDescription: "an identity that was read",
        expression: "[reference('\(identity.id)', '2023-01-31').principalId]", live: [set, identity]),
      Row(
        testDescription: "an identity of which the scale set tells",
        expression: "[reference('\(identity.id)', '2018-11-30', 'Full').properties.principalId]", live: [bearer]),
    ]
  }

  static let principal = JSONPath("properties", "principalId")

  @Test("without a memory, what its deployment has made plans empty", arguments: try rows())
  func forgotten(_ row: Row) throws {
    #expect(try row.plan(RightsTests.second).lines == [])
    #expect(try row.plan(RightsTests.second.uppercased()).lines == [])
  }

  @Test("without a memory, another principal is a change", arguments: try rows())
  func other(_ row: Row) throws {
    let plan = Pools.plan(try Fixture.input(try row.pool(), live: try row.live(RightsTests.first)))
    #expect(plan.changes.map(\.path) == [Self.principal])
    #expect(plan.changes.map(\.before) == [.string(RightsTests.first)])
    #expect(plan.changes.map(\.after) == [.string(row.expression)])
    // The name is another principal's, so the controller plans a right of another name besides.
    #expect(try row.plan(RightsTests.first).changes.map(\.kind) == [.create])
  }

  @Test("a principal that nobody has read stays a change", arguments: try rows())
  func unread(_ row: Row) throws {
    let row = Row(
      testDescription: row.testDescription, expression: row.expression, live: [try RightsTests.scaleSet(nil)],
      note: row.note)
    #expect(try row.plan(RightsTests.second).changes.map(\.path) == [Self.principal])
  }

  @Test("a value that moved since, to what the reference answers now, is no drift", arguments: try rows())
  func moved(_ row: Row) throws {
    var baseline = Baseline(applying: try row.pool(), secretDigests: [:])
    baseline.learnEcho(from: try row.live(RightsTests.first))
    #expect(try row.plan(RightsTests.second, baseline: baseline).lines == [])
  }

  /// The plan of a field that is what a reference to a public address answers.
  private func reference(_ expression: String, answered: JSONValue, from address: JSONValue) throws -> PoolPlan {
    let holder = Fixture.document(
      try Fixture.id("Microsoft.Network/publicIPAddresses", "out"), ["properties": address])
    let place = JSONPath("properties", "note")
    let text = expression.replacing("ID", with: holder.id.description)
    let pool = try Fixture.pool([
      try Fixture.scaleSet(["properties": ["note": .string(text)]], expressions: [place: []])
    ])
    let live = try Fixture.scaleSet(["properties": ["note": answered]])
    return Pools.plan(try Fixture.input(pool, live: Fixture.live(live, holder)))
  }

  @Test("any plain value of any resource is told: a text, a number, a flag, of a list's element too")
  func values() throws {
    let address: JSONValue = [
      "ipAddress": "203.0.113.7", "idleTimeoutInMinutes": 4, "isOn": true, "ipTags": [["tag": "one"]],
    ]
    for (path, value) in [
      ("ipAddress", "203.0.113.7"), ("IPADDRESS", "203.0.113.7"), ("idleTimeoutInMinutes", 4), ("isOn", true),
      ("ipTags[0].tag", "one"),
    ] as [(String, JSONValue)] {
      let text = "[reference('ID', '2024-01-01').\(path)]"
      #expect(try reference(text, answered: value, from: address).lines == [], "\(path)")
      #expect(try reference(text, answered: "other", from: address).changes.count == 1, "\(path)")
    }
  }

  @Test("what is no plain value, or hidden, is not known: lists and objects are not kept whole")
  func unknown() throws {
    for value in [["a": 1], ["a"], .null, .string(SecretText.mask)] as [JSONValue] {
      let plan = try reference("[reference('ID').ipTags]", answered: value, from: ["ipTags": value])
      #expect(plan.changes.count == 1, "\(value)")
    }
  }
}
