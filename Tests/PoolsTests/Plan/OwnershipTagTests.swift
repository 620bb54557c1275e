import Testing

@testable import Pools

@Suite("Weir's ownership tags always win")
struct OwnershipTagTests {
  private static let path = JSONPath("tags")

  private func tags(_ text: String, labels: [String: String] = [:]) throws -> String? {
    let document = Fixture.document(
      try Fixture.id("Microsoft.Network/publicIPAddresses", "mine"), ["tags": .string(text)],
      expressions: [Self.path: []])
    let pool = try Fixture.pool([document]).tagged(labels: labels, managedBy: "weir")
    #expect(pool.tagged(labels: labels, managedBy: "weir") == pool)
    #expect(pool.resources[0].expressions[Self.path] != nil)
    return pool.resources[0].body.value(at: Self.path)?.string
  }

  @Test("over tags that are one expression, labels under them")
  func expression() throws {
    #expect(
      try tags("[createObject('weir-pool', 'victim', 'a', reference('/x', '1').y)]")
        == "[union(createObject('weir-pool', 'victim', 'a', reference('/x', '1').y), "
        + "createObject('weir-pool', 'vision', 'weir-managed-by', 'weir'))]")
    #expect(
      try tags("[reference('/x', '1').tags]", labels: ["team": "o'brien"])
        == "[union(createObject('team', 'o''brien'), reference('/x', '1').tags, "
        + "createObject('weir-pool', 'vision', 'weir-managed-by', 'weir'))]")
  }

  @Test("over tags in other capitals beside them")
  func twice() throws {
    let body: JSONValue = ["tags": ["a": "b"], "TAGS": ["weir-pool": "victim"], "Tags": "[reference('/x', '1').tags]"]
    let document = Fixture.document(
      try Fixture.id("Microsoft.Network/publicIPAddresses", "mine"), body, expressions: [JSONPath("Tags"): []])
    let tagged = try Fixture.pool([document]).tagged(labels: [:], managedBy: "weir").resources[0]
    #expect(tagged.body == ["tags": ["a": "b", "weir-pool": "vision", "weir-managed-by": "weir"]])
    #expect(tagged.expressions.isEmpty)
  }

  @Test("over a role assignment's description that is an expression")
  func description() throws {
    let place = JSONPath("properties", "description")
    var right = try RoleAssignmentTests.assignment()
    right.body = right.body.setting("[concat('weir-pool=victim', reference('/x', '1').y)]", at: place)
    right.expressions[place] = []
    let pool = try Fixture.pool([right]).tagged(labels: [:], managedBy: "weir")
    #expect(
      pool.resources[0].body.value(at: place)
        == "[concat(concat('weir-pool=victim', reference('/x', '1').y), ' weir-pool=vision; weir-managed-by=weir')]")
    #expect(pool.tagged(labels: [:], managedBy: "weir") == pool)
  }
}
