import Testing

@testable import Pools

@Suite("Field rules")
struct FieldRuleTests {
  static let machine = JSONPath("properties", "virtualMachineProfile")

  /// Two readings of one field that Azure takes for the same: type, path, desired, live.
  static let equals: [(String, JSONPath, JSONValue, JSONValue)] = [
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("location"), "West US 2", "westus2"),
    ("Microsoft.Network/loadBalancers", JSONPath("location"), "westus2", "West US 2"),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("sku", "name"), "standard_d4s_v5", "Standard_D4s_v5"),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("sku", "capacity"), "2", 2),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("sku", "capacity"), 2.0, 2),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("zones"), ["2", "1"], ["1", "2"]),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("zones"), [1, 2], ["1", "2"]),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "upgradePolicy", "mode"), "manual", "Manual"),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "overprovision"), "false", false),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "automaticRepairsPolicy", "gracePeriod"),
      "PT30M", "PT1800S"
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("identity", "type"), "SystemAssigned, UserAssigned",
      "UserAssigned,SystemAssigned"
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("identity", "userAssignedIdentities"),
      ["/subscriptions/A/x": [:]], ["/subscriptions/a/X": ["principalId": "1", "clientId": "2"]]
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "x", "id"), "/subscriptions/A/B",
      "/Subscriptions/a/b"
    ),
    ("Microsoft.Network/networkSecurityGroups/securityRules", JSONPath("properties", "protocol"), "TCP", "Tcp"),
    ("Microsoft.Network/networkSecurityGroups/securityRules", JSONPath("properties", "destinationPortRange"), 22, "22"),
    (
      "Microsoft.Network/virtualNetworks/subnets", JSONPath("properties", "networkSecurityGroup", "id"),
      "/subscriptions/A", "/subscriptions/a/"
    ),
    ("Microsoft.Network/publicIPAddresses", JSONPath("properties", "publicIPAllocationMethod"), "static", "Static"),
    (
      "Microsoft.Insights/autoscaleSettings", JSONPath("properties", "targetResourceUri"), "/subscriptions/A/B",
      "/subscriptions/a/b"
    ),
    ("Microsoft.Example/things", JSONPath("location"), "East US", "eastus"),
    ("Microsoft.Example/things", JSONPath("properties", "note"), "as it is", "as it is"),
  ]

  @Test("what Azure takes for the same is the same", arguments: equals)
  func same(type: String, path: JSONPath, desired: JSONValue, live: JSONValue) throws {
    #expect(try changes(type, path, desired, live).isEmpty)
  }

  static let differents: [(String, JSONPath, JSONValue, JSONValue, Change.Kind)] = [
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("tags", "team"), "Vision", "vision", .inPlace),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("sku", "name"), "Standard_D4s_v5", "Standard_D2s_v5",
      .rolling
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "upgradePolicy", "mode"), "Rolling", "Manual",
      .inPlace
    ),
    ("Microsoft.Compute/virtualMachineScaleSets", machine.member("licenseType"), "A", "B", .rolling),
    (
      "Microsoft.Compute/virtualMachineScaleSets",
      machine.member("storageProfile").member("imageReference").member("sku"), "2204-gen2", "2004", .rolling
    ),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("location"), "eastus", "westus2", .replace),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("zones"), ["1"], ["1", "2"], .replace),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("zones"), ["1", "2", "3"], ["1", "2"], .inPlace),
    ("Microsoft.Compute/virtualMachineScaleSets", JSONPath("plan", "product"), "a", "b", .replace),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "orchestrationMode"), "Flexible", "Uniform",
      .replace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "singlePlacementGroup"), true, false, .replace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", JSONPath("properties", "singlePlacementGroup"), false, true, .inPlace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets",
      machine.member("storageProfile").member("imageReference").member("offer"), "a", "b", .replace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets",
      machine.member("storageProfile").member("imageReference").member("publisher"), "a", "b", .replace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", machine.member("osProfile").member("computerNamePrefix"), "a", "b",
      .replace
    ),
    (
      "Microsoft.Compute/virtualMachineScaleSets", machine.member("osProfile").member("adminUsername"), "a", "A",
      .replace
    ),
    ("Microsoft.Network/loadBalancers", JSONPath("sku", "name"), "Standard", "Basic", .replace),
    ("Microsoft.Network/publicIPAddresses", JSONPath("properties", "idleTimeoutInMinutes"), 30, 4, .inPlace),
    ("Microsoft.Network/natGateways", JSONPath("zones"), ["1"], ["2"], .replace),
    (
      "Microsoft.Network/virtualNetworks/subnets", JSONPath("properties", "addressPrefix"), "10.0.0.0/24",
      "10.0.0.0/25", .inPlace
    ),
    ("Microsoft.Example/things", JSONPath("properties", "note"), "As it is", "as it is", .inPlace),
  ]

  @Test("what differs is a change of the kind that it takes", arguments: differents)
  func different(type: String, path: JSONPath, desired: JSONValue, live: JSONValue, kind: Change.Kind) throws {
    let found = try changes(type, path, desired, live)
    #expect(found.map(\.path) == [path])
    #expect(found.map(\.kind) == [kind])
  }

  static let identities: [DifferenceRow] = [
    DifferenceRow(
      "what a policy adds is not ours",
      desired: ["identity": ["type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/a": [:]]]],
      live: [
        "identity": [
          "type": "SystemAssigned, UserAssigned",
          "userAssignedIdentities": ["/subscriptions/A": [:], "/subscriptions/p": [:]],
        ]
      ]),
    DifferenceRow(
      "one that is missing is a change",
      desired: ["identity": ["type": "SystemAssigned", "userAssignedIdentities": ["/subscriptions/a": [:]]]],
      live: ["identity": ["type": "UserAssigned"]],
      "identity.type UserAssigned → SystemAssigned inPlace manifest",
      #"identity.userAssignedIdentities (none) → {"/subscriptions/a":{}} inPlace manifest"#),
    DifferenceRow(
      "one that was ours goes",
      desired: ["identity": ["userAssignedIdentities": ["/subscriptions/a": [:]]]],
      live: ["identity": ["userAssignedIdentities": ["/subscriptions/a": [:], "/subscriptions/b": [:]]]],
      baseline: ["identity": ["userAssignedIdentities": ["/subscriptions/a": [:], "/subscriptions/B": [:]]]],
      #"identity.userAssignedIdentities {"/subscriptions/a":{},"/subscriptions/b":{}} → {"/subscriptions/a":{}} inPlace manifest"#
    ),
  ]

  @Test("identities count one by one", arguments: identities)
  func identity(row: DifferenceRow) throws {
    #expect(try row.plan(of: Fixture.scaleSetID()).lines == row.expected)
  }

  @Test("what is left unsaid is Azure's default where that is known")
  func absent() throws {
    let id = try Fixture.scaleSetID()
    let row = DifferenceRow(
      "", desired: ["properties": ["orchestrationMode": "uniform", "virtualMachineProfile": ["priority": "Regular"]]],
      live: ["properties": ["overprovision": true, "virtualMachineProfile": ["licenseType": "x"]]])
    #expect(try row.plan(of: id).changes.isEmpty)
  }

  @Test("an immutable field that the manifest stops naming stays as it is")
  func unspoken() throws {
    let row = DifferenceRow(
      "", desired: ["sku": ["capacity": 1]], live: ["sku": ["capacity": 1], "plan": ["name": "x"]],
      baseline: ["sku": ["capacity": 1], "plan": ["name": "x"]])
    #expect(try row.plan(of: Fixture.scaleSetID()).changes.isEmpty)
  }

  @Test("zones that the manifest stops naming are taken away by a new scale set only")
  func unspokenZones() throws {
    let row = DifferenceRow(
      "", desired: ["sku": ["capacity": 1]], live: ["sku": ["capacity": 1], "zones": ["1"]],
      baseline: ["sku": ["capacity": 1], "zones": ["1"]], #"zones ["1"] → (none) replace manifest"#)
    #expect(try row.plan(of: Fixture.scaleSetID()).lines == row.expected)
  }

  @Test("the known types have pinned versions to read them with, sorted")
  func versions() {
    #expect(
      FieldRules.knownTypes.map { "\($0.type) \($0.apiVersion)" } == [
        "Microsoft.Authorization/roleAssignments 2022-04-01", "Microsoft.Compute/virtualMachineScaleSets 2024-07-01",
        "Microsoft.Insights/autoscaleSettings 2022-10-01",
        "Microsoft.ManagedIdentity/userAssignedIdentities 2023-01-31",
        "Microsoft.Network/loadBalancers 2024-05-01", "Microsoft.Network/natGateways 2024-05-01",
        "Microsoft.Network/networkSecurityGroups 2024-05-01", "Microsoft.Network/publicIPAddresses 2024-05-01",
        "Microsoft.Network/publicIPPrefixes 2024-05-01", "Microsoft.Network/virtualNetworks 2024-05-01",
      ])
  }

  @Test(
    "an ISO 8601 duration has its seconds",
    arguments: [
      ("PT10M", 600.0), ("pt600s", 600), ("P1D", 86_400), ("P1DT1H1M1.5S", 90_061.5), ("PT0S", 0), ("P1W", 604_800),
    ])
  func durations(text: String, seconds: Double) { #expect(text.isoSeconds == seconds) }

  @Test("what is no fixed duration has none", arguments: ["", "P", "10M", "P1M", "PT", "PT1X", "PTM", "P1H", "PT1M2"])
  func noDurations(text: String) {
    if text == "PT" { #expect(text.isoSeconds == 0) } else { #expect(text.isoSeconds == nil) }
  }

  private func changes(_ type: String, _ path: JSONPath, _ desired: JSONValue, _ live: JSONValue) throws -> [Change] {
    let type = try #require(ResourceType(type))
    let id = try #require(
      ResourceID(
        subscription: Fixture.subscription(), resourceGroup: Fixture.group(), type: type,
        names: type.segments.map { _ in "x" }))
    let row = DifferenceRow(
      "", desired: JSONValue.object([:]).setting(desired, at: path),
      live: JSONValue.object([:]).setting(live, at: path))
    return try row.plan(of: id).changes
  }
}
