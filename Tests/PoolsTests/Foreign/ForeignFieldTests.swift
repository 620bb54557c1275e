import Testing

@testable import Pools

@Suite("What others have set on a pool's resources")
struct ForeignFieldTests {
  static let scaleSets = "Microsoft.Compute/virtualMachineScaleSets"
  static let networks = "Microsoft.Network/virtualNetworks"
  static let subnets = "Microsoft.Network/virtualNetworks/subnets"
  static let elsewhere = "/subscriptions/\(Fixture.subscriptionText)/resourceGroups/hub/providers"
  static let table = JSONValue.string("\(elsewhere)/Microsoft.Network/routeTables/hub")
  static let plan = JSONValue.string("\(elsewhere)/Microsoft.Network/ddosProtectionPlans/hub")
  static let agent = "\(elsewhere)/Microsoft.ManagedIdentity/userAssignedIdentities/agent"
  static let own = "\(elsewhere)/Microsoft.ManagedIdentity/userAssignedIdentities/own"

  /// What is sent for a resource of a type: desired, live and applied last, by their bodies.
  static func sent(
    _ type: String, _ desired: JSONValue, live: JSONValue?, earlier: JSONValue? = nil, apiVersion: String? = nil,
    expressions: [JSONPath: Set<String>] = [:]
  ) throws -> JSONValue? {
    let id = type == subnets ? try Fixture.id(type, "net", "machines") : try Fixture.id(type, "net")
    func document(_ body: JSONValue) -> ResourceDocument { Fixture.document(id, body) }
    var wanted = Fixture.document(id, desired, expressions: expressions)
    if let apiVersion { wanted.apiVersion = apiVersion }
    let baseline = try earlier.map { Baseline(applying: try Fixture.pool([document($0)]), secretDigests: [:]) }
    return try Fixture.pool([wanted])
      .adoptingForeign(from: Fixture.live(live.map { [document($0)] } ?? []), baseline: baseline)
      .resources.first?.body
  }

  struct Row: Sendable {
    var what: String
    var type = networks
    var desired: JSONValue
    var live: JSONValue
    var earlier: JSONValue?
    var sent: JSONValue
  }

  static func properties(_ members: JSONValue) -> JSONValue { ["properties": members] }

  static let kept: [Row] = [
    Row(
      what: "tags", type: scaleSets, desired: ["tags": ["team": "a"]], live: ["tags": ["team": "a", "Cost": "[7]"]],
      earlier: ["tags": ["team": "a"]], sent: ["tags": ["team": "a", "Cost": "[7]"]]),
    Row(
      what: "tags where the pool has none", type: "Microsoft.Example/things", desired: ["location": "westus2"],
      live: ["location": "westus2", "tags": ["cost": "7"]], sent: ["location": "westus2", "tags": ["cost": "7"]]),
    Row(
      what: "DNS servers", desired: properties(["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]]),
      live: properties(["dhcpOptions": ["dnsServers": ["10.9.0.4", "10.9.0.5"]]]),
      sent: properties([
        "addressSpace": ["addressPrefixes": ["10.0.0.0/16"]],
        "dhcpOptions": ["dnsServers": ["10.9.0.4", "10.9.0.5"]],
      ])),
    Row(
      what: "a network's protection", desired: properties([:]),
      live: properties(["enableDdosProtection": true, "ddosProtectionPlan": ["id": plan]]),
      sent: properties(["enableDdosProtection": true, "ddosProtectionPlan": ["id": plan]])),
    Row(
      what: "what subnets that stand in a network have",
      desired: properties(["subnets": [["name": "a", "properties": ["addressPrefix": "10.0.0.0/24"]]]]),
      live: properties([
        "subnets": [
          ["name": "b", "properties": ["routeTable": ["id": table]]],
          ["name": "A", "properties": ["addressPrefix": "10.0.0.0/24", "routeTable": ["id": table]]],
        ]
      ]),
      sent: properties([
        "subnets": [["name": "a", "properties": ["addressPrefix": "10.0.0.0/24", "routeTable": ["id": table]]]]
      ])),
    Row(
      what: "a subnet's routes, gateway, rules, policy and delegation", type: subnets,
      desired: properties(["addressPrefix": "10.0.0.0/24"]),
      live: properties([
        "routeTable": ["id": table], "natGateway": ["id": plan], "networkSecurityGroup": ["id": plan],
        "privateEndpointNetworkPolicies": "RouteTableEnabled",
        "delegations": [["name": "d", "id": table, "type": "x", "properties": ["serviceName": "Microsoft.Web/x"]]],
      ]),
      sent: properties([
        "addressPrefix": "10.0.0.0/24",
        "routeTable": ["id": table], "natGateway": ["id": plan], "networkSecurityGroup": ["id": plan],
        "privateEndpointNetworkPolicies": "RouteTableEnabled",
        "delegations": [["name": "d", "properties": ["serviceName": "Microsoft.Web/x"]]],
      ])),
    Row(
      what: "a subnet's endpoints, beside the pool's", type: subnets,
      desired: properties(["serviceEndpoints": [["service": "Microsoft.Storage"]]]),
      live: properties([
        "serviceEndpoints": [
          ["service": "Microsoft.KeyVault", "locations": ["*"]], ["service": "microsoft.storage", "locations": ["*"]],
          ["service": "Microsoft.Sql", "locations": ["*"]],
        ]
      ]),
      earlier: properties(["serviceEndpoints": [["service": "Microsoft.Storage"], ["service": "Microsoft.Sql"]]]),
      sent: properties([
        "serviceEndpoints": [["service": "Microsoft.Storage"], ["service": "Microsoft.KeyVault", "locations": ["*"]]]
      ])),
    Row(
      what: "a scale set's scheduled events", type: scaleSets, desired: properties(["overprovision": false]),
      live: properties([
        "virtualMachineProfile": ["scheduledEventsProfile": ["terminateNotificationProfile": ["enable": true]]]
      ]),
      sent: properties([
        "overprovision": false,
        "virtualMachineProfile": ["scheduledEventsProfile": ["terminateNotificationProfile": ["enable": true]]],
      ])),
  ]

  @Test("goes along with a write", arguments: kept)
  func goesAlong(row: Row) throws {
    #expect(
      try Self.sent(row.type, row.desired, live: row.live, earlier: row.earlier) == row.sent, "\(row.what)")
  }

  static let left: [Row] = [
    Row(
      what: "a tag that the pool says, in other capitals", desired: ["tags": ["Team": "a"]],
      live: ["tags": ["team": "b"]], sent: ["tags": ["Team": "a"]]),
    Row(
      what: "a tag that was the pool's", desired: ["tags": ["team": "a"]],
      live: ["tags": ["team": "a", "OLD": "b"]], earlier: ["tags": ["team": "a", "old": "b"]],
      sent: ["tags": ["team": "a"]]),
    Row(
      what: "the tags by which Weir knows its own", desired: ["location": "westus2"],
      live: ["tags": ["Weir-Pool": "nlp", "weir-managed-by": "x", "$type": "Dictionary"]], sent: ["location": "westus2"]
    ),
    Row(
      what: "a tag that is no report's", desired: ["location": "westus2"],
      live: ["tags": ["password": "hunter2", "note": "(secret)", "key": "AccountKey=abcdefgh"]],
      sent: ["location": "westus2"]),
    Row(
      what: "DNS servers that the pool says", desired: properties(["dhcpOptions": ["dnsServers": ["10.0.0.4"]]]),
      live: properties(["dhcpOptions": ["dnsServers": ["10.9.0.4"]]]),
      sent: properties(["dhcpOptions": ["dnsServers": ["10.0.0.4"]]])),
    Row(
      what: "DNS servers that were the pool's", desired: properties(["a": 1]),
      live: properties(["dhcpOptions": ["dnsServers": ["10.9.0.4"]]]),
      earlier: properties(["dhcpOptions": ["dnsServers": ["10.9.0.4"]]]), sent: properties(["a": 1])),
    Row(
      what: "Azure's own defaults, and what is no field that is kept",
      desired: properties(["a": 1]),
      live: properties(["enableDdosProtection": false, "flowTimeoutInMinutes": 4, "virtualNetworkPeerings": [[:]]]),
      sent: properties(["a": 1])),
    Row(
      what: "a plan of protection where the pool switches it off", desired: properties(["enableDdosProtection": false]),
      live: properties(["enableDdosProtection": true, "ddosProtectionPlan": ["id": plan]]),
      sent: properties(["enableDdosProtection": false])),
    Row(
      what: "a gateway beside the pool's, and Azure's policy", type: subnets,
      desired: properties(["natGateway": ["id": table]]),
      live: properties(["natGateway": ["id": plan], "privateEndpointNetworkPolicies": "Disabled"]),
      sent: properties(["natGateway": ["id": table]])),
    Row(
      what: "a balancer's time-out", type: "Microsoft.Network/publicIPAddresses", desired: properties(["a": 1]),
      live: properties(["idleTimeoutInMinutes": 4]), sent: properties(["a": 1])),
    Row(
      what: "an extension", type: scaleSets, desired: properties(["a": 1]),
      live: properties(["virtualMachineProfile": ["extensionProfile": ["extensions": [["name": "x"]]]]]),
      sent: properties(["a": 1])),
  ]

  @Test("is left out where it is the pool's to say, or was, or is nobody's", arguments: left)
  func isLeft(row: Row) throws {
    #expect(try Self.sent(row.type, row.desired, live: row.live, earlier: row.earlier) == row.sent, "\(row.what)")
  }

  @Test("is left out where nothing of the resource was read")
  func unread() throws {
    #expect(try Self.sent(Self.networks, ["location": "westus2"], live: nil) == ["location": "westus2"])
  }

  @Test("is left out of a write in an API version that does not know it")
  func oldVersion() throws {
    let live = Self.properties(["natGateway": ["id": Self.table], "routeTable": ["id": Self.table]])
    #expect(
      try Self.sent(Self.subnets, Self.properties(["a": 1]), live: live, apiVersion: "2018-12-01")
        == Self.properties(["a": 1, "routeTable": ["id": Self.table]]))
  }

  @Test("is left out where only ARM knows what the pool says")
  func expression() throws {
    let tags = try Self.sent(
      Self.networks, ["tags": "[union(createObject(), reference('x'))]"], live: ["tags": ["cost": "7"]],
      expressions: [JSONPath("tags"): []])
    #expect(tags == ["tags": "[union(createObject(), reference('x'))]"])
  }

  @Test("is left out where it names what was the pool's and goes")
  func leaving() throws {
    let gone = try Fixture.id("Microsoft.Network/routeTables", "old")
    let network = Fixture.document(
      try Fixture.id(Self.subnets, "net", "machines"), Self.properties(["addressPrefix": "10.0.0.0/24"]))
    let live = network.body.setting(
      ["id": .string(gone.description.uppercased())], at: JSONPath("properties", "routeTable"))
    let baseline = Baseline(
      applying: try Fixture.pool([network, Fixture.document(gone, [:])]), secretDigests: [:])
    let sent = try Fixture.pool([network]).adoptingForeign(
      from: Fixture.live(Fixture.document(network.id, live)), baseline: baseline)
    #expect(sent.resources == [network])
  }

  @Test("on a subnet of its own is found in the network's body")
  func child() throws {
    let subnet = Fixture.document(
      try Fixture.id(Self.subnets, "net", "machines"), Self.properties(["addressPrefix": "10.0.0.0/24"]))
    let network = Fixture.document(
      try Fixture.id(Self.networks, "net"),
      Self.properties([
        "subnets": [
          [
            "name": "Machines", "id": "x",
            "properties": ["addressPrefix": "10.0.0.0/24", "routeTable": ["id": Self.table]],
          ]
        ]
      ]))
    let sent = try Fixture.pool([subnet]).adoptingForeign(from: Fixture.live(network), baseline: nil)
    #expect(sent.resources.first?.body.value(at: JSONPath("properties", "routeTable", "id")) == Self.table)
  }
}
