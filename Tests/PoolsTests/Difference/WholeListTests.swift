import Testing

@testable import Pools

@Suite("Lists that are the pool's own")
struct WholeListTests {
  private static func rules(_ names: String...) -> JSONValue {
    ["properties": ["securityRules": .array(names.map { ["name": .string($0), "properties": ["access": "Allow"]] })]]
  }

  static let rows: [DifferenceRow] = [
    DifferenceRow(
      "a rule that nobody desires is drift", desired: rules("people"), live: rules("people", "Open"),
      baseline: rules("people"),
      #"properties.securityRules[name=Open] {"name":"Open","properties":{"access":"Allow"}} → (none) inPlace drift"#),
    DifferenceRow(
      "so it is where nothing was ever applied", desired: rules("people"), live: rules("open", "people"),
      #"properties.securityRules[name=open] {"name":"open","properties":{"access":"Allow"}} → (none) inPlace drift"#),
    DifferenceRow(
      "so it is where the list is empty", desired: ["properties": ["securityRules": []]], live: rules("open"),
      #"properties.securityRules[name=open] {"name":"open","properties":{"access":"Allow"}} → (none) inPlace drift"#),
    DifferenceRow(
      "so it is where the list is unsaid", desired: ["properties": ["flushConnection": false]],
      live: rules("open").setting(false, at: JSONPath("properties", "flushConnection")),
      #"properties.securityRules[name=open] {"name":"open","properties":{"access":"Allow"}} → (none) inPlace drift"#),
    DifferenceRow(
      "one that was ours is the manifest's, and one beside it is drift", desired: rules("a"),
      live: rules("a", "b", "c"), baseline: rules("a", "b"),
      #"properties.securityRules[name=b] {"name":"b","properties":{"access":"Allow"}} → (none) inPlace manifest"#,
      #"properties.securityRules[name=c] {"name":"c","properties":{"access":"Allow"}} → (none) inPlace drift"#),
    DifferenceRow(
      "what Azure keeps for itself of it is not shown", desired: rules("a"),
      live: [
        "properties": [
          "securityRules": [
            ["name": "a", "properties": ["access": "Allow"]],
            ["name": "b", "id": "/x", "type": "y", "etag": "z", "properties": ["provisioningState": "Succeeded"]],
          ],
          "defaultSecurityRules": [["name": "DenyAllInBound"]],
        ]
      ],
      #"properties.securityRules[name=b] {"name":"b","properties":{}} → (none) inPlace drift"#),
  ]

  @Test("an element that nobody desires is drift, and goes", arguments: rows)
  func strangers(_ row: DifferenceRow) throws {
    let plan = try row.plan(of: Fixture.id("Microsoft.Network/networkSecurityGroups", "nsg"))
    #expect(plan.lines == row.expected)
    #expect(plan.refusals == [])
    #expect(plan.needsDeployment)
  }

  @Test(
    "the balancer's rules, probes and outbound rules and the autoscaler's profiles are whole",
    arguments: [
      ("Microsoft.Network/loadBalancers", "loadBalancingRules"), ("Microsoft.Network/loadBalancers", "probes"),
      ("Microsoft.Network/loadBalancers", "outboundRules"), ("Microsoft.Network/loadBalancers", "inboundNatRules"),
      ("Microsoft.Insights/autoscaleSettings", "profiles"),
    ])
  func whole(_ type: String, _ list: String) throws {
    let row = DifferenceRow(
      "", desired: ["properties": .object([list: [["name": "a"]]])],
      live: ["properties": .object([list: [["name": "a"], ["name": "x"]]])],
      "properties.\(list)[name=x] {\"name\":\"x\"} → (none) inPlace drift")
    #expect(try row.plan(of: Fixture.id(type, "thing")).lines == row.expected)
  }

  @Test(
    "front ends, subnets, peerings and extensions that others add are theirs",
    arguments: [
      ("Microsoft.Network/loadBalancers", "properties.frontendIPConfigurations"),
      ("Microsoft.Network/loadBalancers", "properties.backendAddressPools"),
      ("Microsoft.Network/virtualNetworks", "properties.subnets"),
      ("Microsoft.Network/virtualNetworks", "properties.virtualNetworkPeerings"),
      (
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.extensionProfile.extensions"
      ),
    ])
  func open(_ type: String, _ list: String) throws {
    let path = JSONPath(list.split(separator: ".").map { .member(String($0)) })
    let row = DifferenceRow(
      "", desired: JSONValue.object([:]).setting([["name": "a"]], at: path),
      live: JSONValue.object([:]).setting([["name": "a"], ["name": "x"]], at: path))
    #expect(try row.plan(of: Fixture.id(type, "thing")).lines == [])
  }

  @Test("what Azure makes of a NAT pool for each machine is no stranger, and another NAT rule is one")
  func nat() throws {
    let row = DifferenceRow(
      "", desired: ["properties": ["inboundNatPools": [["name": "ssh"]]]],
      live: [
        "properties": [
          "inboundNatPools": [["name": "SSH"]], "inboundNatRules": [["name": "ssh.0"], ["name": "ssh2"]],
        ]
      ],
      #"properties.inboundNatRules[name=ssh2] {"name":"ssh2"} → (none) inPlace drift"#)
    #expect(try row.plan(of: Fixture.id("Microsoft.Network/loadBalancers", "lb")).lines == row.expected)
  }

  @Test("rules that the template writes as children are no strangers in their group's list")
  func children() throws {
    let group = try Fixture.id("Microsoft.Network/networkSecurityGroups", "nsg")
    let rule = try Fixture.id("Microsoft.Network/networkSecurityGroups/securityRules", "nsg", "People")
    let pool = try Fixture.pool([
      Fixture.document(group, ["location": "westus2", "properties": [:]]),
      Fixture.document(rule, ["properties": ["access": "Allow"]]),
    ])
    let live = Fixture.live(
      Fixture.document(group, Fixture.owned(Self.rules("people")).setting("westus2", at: JSONPath("location"))))
    #expect(Pools.plan(try Fixture.input(pool, live: live)).changes == [])
    let more = Fixture.live(Fixture.document(group, Fixture.owned(Self.rules("people", "open"))))
    let plan = Pools.plan(try Fixture.input(pool, live: more))
    #expect(plan.changes.map(\.path.description).contains("properties.securityRules[name=open]"))
    #expect(!plan.changes.map(\.path.description).contains("properties.securityRules[name=people]"))
  }

  @Test("a network is the same with a mask of all bits and without one")
  func addresses() throws {
    func body(_ list: JSONValue) -> JSONValue {
      ["properties": ["securityRules": [["name": "a", "properties": ["sourceAddressPrefixes": list]]]]]
    }
    let group = try Fixture.id("Microsoft.Network/networkSecurityGroups", "nsg")
    let same = DifferenceRow(
      "", desired: body(["203.0.113.7/32", "FD00::1/128"]), live: body(["fd00::1", "203.0.113.7"]))
    #expect(try same.plan(of: group).lines == [])
    let other = DifferenceRow("", desired: body(["203.0.113.7/32"]), live: body(["203.0.113.7/31"]))
    #expect(try other.plan(of: group).lines.count == 1)
  }
}
