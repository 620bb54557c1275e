import Testing

@testable import Pools

@Suite("Identities that others have given to a scale set")
struct ForeignIdentityTests {
  static let agent = ForeignFieldTests.agent
  static let own = ForeignFieldTests.own

  struct Row: Sendable {
    var what: String
    var desired: JSONValue?
    var live: JSONValue
    var earlier: JSONValue?
    var sent: JSONValue?
  }

  static let system: JSONValue = ["type": "SystemAssigned"]
  static let both = "SystemAssigned, UserAssigned"

  static func given(_ type: String, _ ids: String...) -> JSONValue {
    [
      "type": .string(type), "principalId": "p",
      "userAssignedIdentities": .object(
        Dictionary(uniqueKeysWithValues: ids.map { ($0, ["principalId": "1", "clientId": "2"]) })),
    ]
  }

  static func said(_ type: String, _ ids: String...) -> JSONValue {
    [
      "type": .string(type),
      "userAssignedIdentities": .object(Dictionary(uniqueKeysWithValues: ids.map { ($0, [:]) })),
    ]
  }

  static let rows: [Row] = [
    Row(
      what: "the pool has none", desired: nil, live: given("UserAssigned", agent), sent: said("UserAssigned", agent)),
    Row(
      what: "the pool has its system's", desired: system, live: given("SystemAssigned, UserAssigned", agent),
      earlier: system, sent: said(both, agent)),
    Row(
      what: "the pool has another", desired: said("UserAssigned", own),
      live: given("UserAssigned", agent, own.uppercased()), earlier: said("UserAssigned", own),
      sent: said("UserAssigned", agent, own)),
    Row(
      what: "the pool had one that goes", desired: nil, live: given("UserAssigned", agent, own),
      earlier: said("UserAssigned", own), sent: said("UserAssigned", agent)),
    Row(
      what: "all were the pool's", desired: system, live: given("SystemAssigned,UserAssigned", own),
      earlier: said(both, own), sent: system),
    Row(what: "the system's was the pool's", desired: nil, live: system, earlier: system, sent: nil),
    Row(what: "the system's is somebody's", desired: nil, live: system, sent: system),
    Row(
      what: "the system's is somebody's beside the pool's", desired: said("UserAssigned", own),
      live: given(both, own), earlier: said("UserAssigned", own), sent: said(both, own)),
    Row(
      what: "the pool says that there is none", desired: ["type": "None"], live: given("UserAssigned", agent),
      sent: ["type": "None"]),
    Row(what: "there is none", desired: nil, live: ["type": "None"], sent: nil),
  ]

  @Test("go along with a write, by their ids and with no more", arguments: rows)
  func goAlong(row: Row) throws {
    func body(_ identity: JSONValue?) -> JSONValue {
      JSONValue.object(["location": "westus2"]).setting(identity, at: JSONPath("identity"))
    }
    let sent = try ForeignFieldTests.sent(
      ForeignFieldTests.scaleSets, body(row.desired), live: body(row.live), earlier: row.earlier.map(body))
    #expect(sent == body(row.sent), "\(row.what)")
  }

  @Test("are left out where only ARM knows the pool's, and of a write that knows them as a list")
  func unknown() throws {
    let path = JSONPath("identity", "type")
    let desired: JSONValue = ["identity": ["type": "[parameters('identity')]"]]
    let live: JSONValue = ["identity": Self.given("UserAssigned", Self.agent)]
    let scaleSets = ForeignFieldTests.scaleSets
    #expect(
      try ForeignFieldTests.sent(scaleSets, desired, live: live, expressions: [path: ["identity"]]) == desired)
    #expect(try ForeignFieldTests.sent(scaleSets, ["a": 1], live: live, apiVersion: "2017-12-01") == ["a": 1])
  }
}
