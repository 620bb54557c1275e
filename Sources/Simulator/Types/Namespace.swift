/// A resource provider, with the types of it that the cloud keeps without rules of their own.
package struct Namespace: Sendable {
  package var name: String
  /// Nil where any type is taken.
  var types: [String]?

  /// The type as Azure spells it; nil where there is none.
  func spelling(of segments: [String]) -> String? {
    let text = segments.joined(separator: "/")
    guard let types else { return text }
    if let found = types.first(where: { $0.lowercased() == text.lowercased() }) { return found }
    // A child of a type that is known is taken as it comes.
    guard segments.count > 1, let parent = types.first(where: { $0.lowercased() == segments[0].lowercased() })
    else { return nil }
    return ([parent] + segments.dropFirst()).joined(separator: "/")
  }

  package static let all: [String: Namespace] = Dictionary(
    [
      Namespace(
        name: "Microsoft.Compute",
        types: [
          "availabilitySets", "virtualMachines", "virtualMachineScaleSets", "disks", "snapshots", "images", "galleries",
          "proximityPlacementGroups", "diskEncryptionSets", "sshPublicKeys", "capacityReservationGroups", "hostGroups",
        ]),
      Namespace(
        name: "Microsoft.Network",
        types: [
          "networkInterfaces", "routeTables", "publicIPPrefixes", "privateEndpoints", "privateDnsZones", "dnsZones",
          "applicationGateways", "azureFirewalls", "bastionHosts", "applicationSecurityGroups", "virtualNetworks",
          "networkWatchers", "virtualNetworkGateways", "trafficManagerProfiles", "networkSecurityGroups",
          "loadBalancers", "publicIPAddresses", "natGateways", "privateLinkServices",
        ]),
      Namespace(
        name: "Microsoft.Insights",
        types: ["components", "actionGroups", "metricAlerts", "diagnosticSettings", "scheduledQueryRules"]),
      Namespace(name: "Microsoft.Authorization", types: ["roleDefinitions", "policyAssignments", "policyDefinitions"]),
      Namespace(name: "Microsoft.Storage", types: ["storageAccounts"]),
      Namespace(name: "Microsoft.ManagedIdentity", types: ["userAssignedIdentities"]),
      Namespace(name: "Microsoft.KeyVault", types: ["vaults", "managedHSMs"]),
      Namespace(name: "Microsoft.Resources", types: ["deploymentScripts", "templateSpecs", "tags"]),
      Namespace(name: "Microsoft.OperationalInsights", types: nil),
      Namespace(name: "Microsoft.OperationsManagement", types: nil),
      Namespace(name: "Microsoft.MachineLearningServices", types: nil),
      Namespace(name: "Microsoft.ContainerRegistry", types: nil),
      Namespace(name: "Microsoft.Automation", types: nil),
      Namespace(name: "Microsoft.NetApp", types: nil),
      Namespace(name: "Microsoft.DevTestLab", types: nil),
      Namespace(name: "Microsoft.Web", types: nil),
    ].map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
}

/// The regions that the cloud has: the public cloud's larger ones.
package enum Region {
  package static let all = [
    "australiaeast", "australiasoutheast", "austriaeast", "brazilsouth", "canadacentral", "canadaeast", "centralindia",
    "centralus", "chilecentral", "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral",
    "indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "malaysiawest",
    "mexicocentral", "newzealandnorth", "northcentralus", "northeurope", "norwayeast", "polandcentral", "qatarcentral",
    "southafricanorth", "southcentralus", "southeastasia", "southindia", "spaincentral", "swedencentral",
    "switzerlandnorth", "uaenorth", "uksouth", "ukwest", "westcentralus", "westeurope", "westindia", "westus",
    "westus2", "westus3",
  ]
}
