import Testing

@testable import Pools

/// The fields that pools by their own fields write, each with what a change of it takes.
@Suite("Field rules of a whole pool")
struct WholePoolRuleTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var type: String
    var path: JSONPath
    var before: JSONValue
    var after: JSONValue
    /// Nil where both are the same to Azure.
    var kind: Change.Kind?
    var testDescription: String { "\(type) \(path): \(before.text()) → \(after.text())" }

    init(_ type: String, _ path: String, _ before: JSONValue, _ after: JSONValue, _ kind: Change.Kind?) {
      self.type = type
      self.path = JSONPath(path.split(separator: ".").map { .member(String($0)) })
      self.before = before
      self.after = after
      self.kind = kind
    }
  }

  static let set = "Microsoft.Compute/virtualMachineScaleSets"
  static let machine = "properties.virtualMachineProfile"
  static let image = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/a/images/b"

  static let scaleSets: [Row] = [
    Row(set, "properties.orchestrationMode", "Uniform", "Flexible", .replace),
    Row(set, "properties.orchestrationMode", "uniform", "Uniform", nil),
    Row(set, "zones", ["1"], ["1", "2"], .inPlace),
    Row(set, "zones", ["1", "2"], ["2"], .replace),
    Row(set, "\(machine).priority", "Regular", "Spot", .replace),
    Row(set, "\(machine).priority", "spot", "Spot", nil),
    Row(set, "\(machine).evictionPolicy", "Deallocate", "Delete", .replace),
    Row(set, "\(machine).billingProfile.maxPrice", -1, 0.5, .rolling),
    Row(set, "\(machine).securityProfile.securityType", "TrustedLaunch", "Standard", .replace),
    Row(set, "\(machine).securityProfile.encryptionAtHost", false, true, .rolling),
    Row(set, "\(machine).securityProfile.uefiSettings.secureBootEnabled", true, false, .rolling),
    Row(set, "\(machine).storageProfile.osDisk.diskSizeGB", 150, 256, .rolling),
    Row(set, "\(machine).storageProfile.osDisk.diskSizeGB", 256, 150, .replace),
    Row(
      set, "\(machine).storageProfile.osDisk.managedDisk.storageAccountType", "Premium_LRS", "StandardSSD_LRS", .replace
    ),
    Row(set, "\(machine).storageProfile.osDisk.managedDisk.storageAccountType", "premium_lrs", "Premium_LRS", nil),
    Row(set, "\(machine).storageProfile.osDisk.caching", "None", "ReadWrite", .rolling),
    Row(set, "\(machine).storageProfile.osDisk.diffDiskSettings.option", "Local", "Other", .replace),
    Row(set, "\(machine).storageProfile.imageReference.id", .string(image), .string(image + "2"), .rolling),
    Row(set, "\(machine).storageProfile.imageReference.version", "latest", "1.2.3", .rolling),
    Row(set, "\(machine).diagnosticsProfile.bootDiagnostics.enabled", true, false, .rolling),
    Row(set, "\(machine).networkProfile.healthProbe.id", "/subscriptions/A/P", "/subscriptions/a/p", nil),
    Row(set, "\(machine).networkProfile.healthProbe.id", "/subscriptions/a/p", "/subscriptions/a/q", .rolling),
    Row(set, "properties.automaticRepairsPolicy.enabled", true, false, .inPlace),
    Row(set, "properties.automaticRepairsPolicy.gracePeriod", "PT30M", "PT1800S", nil),
    Row(set, "properties.automaticRepairsPolicy.gracePeriod", "PT30M", "PT10M", .inPlace),
    Row(set, "properties.scaleInPolicy.rules", ["Default"], ["OldestVM"], .inPlace),
    Row(set, "properties.scaleInPolicy.rules", ["oldestvm"], ["OldestVM"], nil),
    Row(set, "properties.upgradePolicy.mode", "Manual", "Rolling", .inPlace),
    Row(set, "properties.upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent", 20, 40, .inPlace),
    Row(set, "identity.type", "SystemAssigned", "SystemAssigned, UserAssigned", .inPlace),
    Row(set, "sku.name", "Standard_D2s_v5", "Standard_D4s_v5", .rolling),
  ]

  static let balancer = "Microsoft.Network/loadBalancers"
  static let role = "Microsoft.Authorization/roleAssignments"
  static let scaling = "Microsoft.Insights/autoscaleSettings"
  static let definition = "/providers/Microsoft.Authorization/roleDefinitions/4633458B-17DE-408A-B874-0445C86B69E6"

  static let others: [Row] = [
    Row(role, "properties.principalId", "a-b", "A-B", nil),
    Row(role, "properties.principalId", "a-b", "a-c", .replace),
    Row(
      role, "properties.roleDefinitionId", .string("/subscriptions/s" + definition.lowercased()), .string(definition),
      nil),
    Row(role, "properties.roleDefinitionId", .string(definition), "/providers/x/y/z", .replace),
    Row(role, "properties.description", "a", "b", .inPlace),
    Row(role, "properties.principalType", "serviceprincipal", "ServicePrincipal", nil),
    Row("Microsoft.ManagedIdentity/userAssignedIdentities", "location", "West US 2", "westus2", nil),
    Row("Microsoft.ManagedIdentity/userAssignedIdentities", "tags.team", "a", "b", .inPlace),
    Row("Microsoft.Network/natGateways", "sku.name", "Standard", "StandardV2", .replace),
    Row("Microsoft.Network/natGateways", "properties.idleTimeoutInMinutes", 4, 30, .inPlace),
    Row("Microsoft.Network/publicIPAddresses", "sku.name", "Basic", "Standard", .replace),
    Row("Microsoft.Network/publicIPAddresses", "zones", ["1"], ["1", "2"], .replace),
    Row("Microsoft.Network/publicIPAddresses", "properties.dnsSettings.domainNameLabel", "a", "b", .inPlace),
    Row("Microsoft.Network/publicIPPrefixes", "properties.prefixLength", 30, 28, .replace),
    Row("Microsoft.Network/networkSecurityGroups/securityRules", "properties.priority", 100, 110, .inPlace),
    Row(
      "Microsoft.Network/networkSecurityGroups/securityRules", "properties.sourceAddressPrefixes",
      ["203.0.113.0/24", "198.51.100.0/24"], ["198.51.100.0/24", "203.0.113.0/24"], nil),
    Row("\(balancer)/probes", "properties.protocol", "tcp", "Tcp", nil),
    Row("\(balancer)/probes", "properties.requestPath", "/hub/health", "/", .inPlace),
    Row("\(balancer)/outboundRules", "properties.allocatedOutboundPorts", 1024, 2048, .inPlace),
    Row("\(balancer)/outboundRules", "properties.idleTimeoutInMinutes", 4, 30, .inPlace),
    Row("\(balancer)/loadBalancingRules", "properties.loadDistribution", "sourceip", "SourceIP", nil),
    Row("\(balancer)/loadBalancingRules", "properties.idleTimeoutInMinutes", 30, 15, .inPlace),
    Row("\(balancer)/frontendIPConfigurations", "zones", ["1"], ["2"], .replace),
    Row(scaling, "properties.enabled", true, false, .inPlace),
    Row(
      scaling, "properties.profiles",
      [
        [
          "name": "wake",
          "fixedDate": ["timeZone": "UTC", "start": "2026-11-22T07:00:00Z", "end": "2026-11-22T09:00:00Z"],
        ]
      ],
      [
        [
          "name": "Wake",
          "fixedDate": ["timeZone": "utc", "start": "2026-11-22T07:00:00", "end": "2026-11-22T09:00:00.000Z"],
        ]
      ],
      nil),
    Row(
      scaling, "properties.profiles",
      [
        [
          "name": "n",
          "recurrence": ["frequency": "Week", "schedule": ["days": ["Monday", "Friday"], "hours": [20]]],
        ]
      ],
      [
        [
          "name": "n",
          "recurrence": ["frequency": "week", "schedule": ["days": ["friday", "Monday"], "hours": [20]]],
        ]
      ],
      nil),
  ]

  @Test("a field that changes takes what Azure's guides say", arguments: scaleSets + others)
  func kinds(_ row: Row) throws {
    let type = try #require(ResourceType(row.type))
    let id = try #require(
      ResourceID(
        subscription: Fixture.subscription(), resourceGroup: Fixture.group(), type: type,
        names: type.segments.map { _ in "x" }))
    let difference = DifferenceRow(
      "", desired: JSONValue.object([:]).setting(row.after, at: row.path),
      live: JSONValue.object([:]).setting(row.before, at: row.path))
    #expect(try difference.plan(of: id).changes.map(\.kind) == (row.kind.map { [$0] } ?? []))
  }

  @Test("a part of an autoscale profile that changes is one change in place")
  func profiles() throws {
    func body(_ minimum: JSONValue, _ hour: JSONValue) -> JSONValue {
      [
        "properties": [
          "profiles": [
            [
              "name": "nights", "capacity": ["minimum": minimum],
              "recurrence": ["schedule": ["hours": [hour], "timeZone": "UTC"]],
            ]
          ]
        ]
      ]
    }
    let id = try Fixture.id(Self.scaling, "scale")
    let row = DifferenceRow("", desired: body("1", 20), live: body("0", 19))
    #expect(try row.plan(of: id).changes.allSatisfy { $0.kind == .inPlace })
    #expect(try row.plan(of: id).changes.count == 2)
  }

  @Test("a security type that live does not say is Standard")
  func securityType() throws {
    let place = JSONPath("properties", "virtualMachineProfile", "securityProfile", "securityType")
    for (wanted, kinds) in [("Standard", []), ("TrustedLaunch", [.replace])] as [(JSONValue, [Change.Kind])] {
      let row = DifferenceRow(
        "", desired: JSONValue.object([:]).setting(wanted, at: place),
        live: ["properties": ["virtualMachineProfile": [:]]])
      #expect(try row.plan(of: Fixture.scaleSetID()).changes.map(\.kind) == kinds)
    }
  }
}
