import Testing

@testable import Pools

@Suite("The live state")
struct LiveStateTests {
  @Test("a resource is found by its id in any capitals")
  func capitals() throws {
    let live = Fixture.live(try Fixture.scaleSet(["sku": ["capacity": 2]]))
    let id = try #require(ResourceID(Fixture.scaleSetID().description.uppercased()))
    #expect(live[id]?.body == ["sku": ["capacity": 2]])
    #expect(live[try Fixture.scaleSetID("other")] == nil)
  }

  @Test("a name in letters that ASCII does not have is found in any capitals too")
  func letters() throws {
    let live = Fixture.live(
      Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", "ÜBUNG"), ["location": "westus2"]))
    #expect(live[try Fixture.id("microsoft.network/virtualNetworks", "übung")]?.id.name == "ÜBUNG")
    #expect(live[try Fixture.id("Microsoft.Network/virtualNetworks", "ubung")] == nil)
  }

  @Test("what comes in another's place is found by its own spelling, target and scope alone")
  func replaced() throws {
    func setting(_ name: String, of target: ResourceID) throws -> ResourceDocument {
      Fixture.document(
        try Fixture.id("Microsoft.Insights/autoscaleSettings", name),
        ["properties": ["targetResourceUri": .string(target.description.uppercased())]])
    }
    let (first, second) = (try Fixture.scaleSetID("a"), try Fixture.scaleSetID("b"))
    let right = try RightsTests.given(to: RightsTests.first)
    var live = Fixture.live(try setting("rule", of: first), right)
    #expect(live.autoscaleSettings(targeting: first).map(\.id.name) == ["rule"])
    live.add([try setting("RULE", of: second)])
    #expect(live.count == 2)
    #expect(live.autoscaleSettings(targeting: first) == [])
    #expect(live.autoscaleSettings(targeting: second).map(\.id.name) == ["RULE"])
    #expect(live.roleAssignments(on: right.id.scope).map(\.id) == [right.id])
    live.remove(try #require(ResourceID(right.id.description.uppercased())))
    #expect(live.roleAssignments(on: right.id.scope) == [])
  }

  @Test(
    "a child is found in its parent's body",
    arguments: [
      ("Microsoft.Network/virtualNetworks", "subnets", JSONPath("properties", "subnets")),
      ("Microsoft.Network/loadBalancers", "probes", JSONPath("properties", "probes")),
      ("Microsoft.Network/networkSecurityGroups", "securityRules", JSONPath("properties", "securityRules")),
      (
        "Microsoft.Compute/virtualMachineScaleSets", "extensions",
        JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")
      ),
    ])
  func children(type: String, segment: String, place: JSONPath) throws {
    let element: JSONValue = ["name": "One", "id": "/x", "type": "t", "etag": "e", "properties": ["x": 1]]
    let parent = Fixture.document(try Fixture.id(type, "p"), JSONValue.object([:]).setting([element], at: place))
    let live = Fixture.live(parent)
    #expect(live[try Fixture.id("\(type)/\(segment)", "P", "one")]?.body == ["properties": ["x": 1]])
    #expect(live[try Fixture.id("\(type)/\(segment)", "p", "two")] == nil)
  }

  @Test("what carries the tags is known by pool and controller")
  func tags() throws {
    var live = Fixture.live(
      try Fixture.scaleSet(Fixture.owned([:])),
      Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", "net"), Fixture.owned([:])),
      Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", "audio"), Fixture.owned([:], pool: "audio")),
      Fixture.document(
        try Fixture.id("Microsoft.Network/virtualNetworks", "east"), Fixture.owned([:], pool: "text", managedBy: "east")
      ),
      Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", "bare"), ["tags": ["weir-pool": "vision"]]))
    #expect(live.ids(taggedFor: "vision", managedBy: "weir").map(\.name) == ["vision", "net"])
    #expect(live.pools(managedBy: "weir") == ["vision", "audio"])
    #expect(live.pools(managedBy: "east") == ["text"])
    live.add([Fixture.document(try Fixture.id("Microsoft.Network/virtualNetworks", "AUDIO"), [:])])
    #expect(live.pools(managedBy: "weir") == ["vision"])
    #expect(live.count == 5)
    live.remove(try Fixture.scaleSetID())
    #expect(live.ids(taggedFor: "vision", managedBy: "weir").map(\.name) == ["net"])
  }

  @Test("Azure's own bookkeeping is not kept, free text is")
  func trimmed() throws {
    let body: JSONValue = [
      "id": "/x", "name": "n", "type": "t", "etag": "e",
      "tags": ["etag": "mine"],
      "properties": [
        "provisioningState": "Succeeded",
        "subnets": [["name": "s", "properties": ["ipConfigurations": [["id": "/y"]], "addressPrefix": "p"]]],
      ],
    ]
    let id = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    #expect(
      Fixture.live(Fixture.document(id, body))[id]?.body == [
        "tags": ["etag": "mine"],
        "properties": ["subnets": [["name": "s", "properties": ["addressPrefix": "p"]]]],
      ])
  }
}
