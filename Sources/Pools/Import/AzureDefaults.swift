/// What Azure adds to a resource by itself: fields that it works out and that no template may or need say, and the values
/// that it takes where a template says nothing.
///
/// The values are those of Microsoft's REST reference for the API versions that Weir reads with.
enum AzureDefaults {
  /// One field.
  enum Standing {
    /// Azure's own: never in a template.
    case readOnly
    /// As good as unsaid where it has one of these values, in any capitals.
    case unsaid([JSONValue])
  }

  /// The fields of a type by their paths in small letters, list elements as `[]`.
  static func table(of type: ResourceType) -> [String: Standing] { tables[type.folded] ?? [:] }

  private static let tables: [String: [String: Standing]] = [
    FieldRules.scaleSetType: scaleSets,
    FieldRules.autoscaleSettingType: autoscaleSettings,
    "microsoft.network/loadbalancers": loadBalancers,
    "microsoft.network/natgateways": table(
      unsaid: [("sku.tier", ["Regional"]), ("properties.idleTimeoutInMinutes", [4])]),
    "microsoft.network/networksecuritygroups": table(readOnly: ["properties.defaultSecurityRules"]),
    "microsoft.network/publicipaddresses": table(
      readOnly: ["properties.ipAddress", "properties.dnsSettings.fqdn"],
      unsaid: [
        ("sku.tier", ["Regional"]), ("properties.publicIPAddressVersion", ["IPv4"]),
        ("properties.idleTimeoutInMinutes", [4]),
        ("properties.ddosSettings.protectionMode", ["VirtualNetworkInherited"]),
      ]),
    "microsoft.network/virtualnetworks": table(
      unsaid: [
        ("properties.enableDdosProtection", [false]), ("properties.privateEndpointVNetPolicies", ["Disabled"]),
        ("properties.subnets[].properties.privateEndpointNetworkPolicies", ["Disabled", "Enabled"]),
        ("properties.subnets[].properties.privateLinkServiceNetworkPolicies", ["Enabled"]),
        ("properties.subnets[].properties.purpose", []),
      ]),
  ]

  private static func table(
    readOnly: [String] = [], unsaid: [(String, [JSONValue])] = []
  ) -> [String: Standing] {
    let rows = readOnly.map { ($0.lowercased(), Standing.readOnly) } + unsaid.map { ($0.0.lowercased(), .unsaid($0.1)) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  private static let profile = "properties.virtualMachineProfile"
  private static let card = "\(profile).networkProfile.networkInterfaceConfigurations[].properties"

  private static let scaleSets = table(
    readOnly: [
      "identity.principalId", "identity.tenantId", "identity.userAssignedIdentities[].principalId",
      "identity.userAssignedIdentities[].clientId", "\(profile).storageProfile.imageReference.exactVersion",
    ],
    unsaid: [
      ("sku.tier", ["Standard"]), ("properties.orchestrationMode", ["Uniform"]), ("properties.overprovision", [true]),
      ("properties.singlePlacementGroup", [true]), ("properties.doNotRunExtensionsOnOverprovisionedVMs", [false]),
      ("properties.platformFaultDomainCount", [5]), ("properties.scaleInPolicy.forceDeletion", [false]),
      ("properties.zoneBalance", [false]), ("\(profile).priority", ["Regular"]),
      ("\(profile).osProfile.allowExtensionOperations", [true]),
      ("\(profile).osProfile.requireGuestProvisionSignal", [true]),
      ("\(profile).osProfile.linuxConfiguration.provisionVMAgent", [true]),
      ("\(profile).osProfile.linuxConfiguration.enableVMAgentPlatformUpdates", [false]),
      ("\(profile).osProfile.linuxConfiguration.patchSettings.patchMode", ["ImageDefault"]),
      ("\(profile).osProfile.linuxConfiguration.patchSettings.assessmentMode", ["ImageDefault"]),
      ("\(profile).osProfile.windowsConfiguration.provisionVMAgent", [true]),
      ("\(profile).osProfile.windowsConfiguration.enableAutomaticUpdates", [true]),
      ("\(profile).osProfile.windowsConfiguration.enableVMAgentPlatformUpdates", [false]),
      ("\(profile).storageProfile.osDisk.osType", ["Linux", "Windows"]),
      ("\(profile).storageProfile.osDisk.deleteOption", ["Delete"]),
      ("\(profile).storageProfile.dataDisks[].deleteOption", ["Delete"]),
      ("\(profile).storageProfile.diskControllerType", ["SCSI"]),
      ("\(card).enableAcceleratedNetworking", [false]), ("\(card).disableTcpStateTracking", [false]),
      ("\(card).enableIPForwarding", [false]), ("\(card).deleteOption", ["Delete"]),
      ("\(card).ipConfigurations[].properties.privateIPAddressVersion", ["IPv4"]),
      ("\(card).auxiliaryMode", ["None"]), ("\(card).auxiliarySku", ["None"]),
      ("\(profile).extensionProfile.extensions[].properties.suppressFailures", [false]),
    ])

  private static let autoscaleSettings = table(
    readOnly: ["properties.name"],
    unsaid: [
      ("properties.predictiveAutoscalePolicy.scaleMode", ["Disabled"]),
      (
        "properties.profiles[].rules[].metricTrigger.metricNamespace",
        ["", "microsoft.compute/virtualmachinescalesets"]
      ),
      ("properties.profiles[].rules[].metricTrigger.dividePerInstance", [false]),
    ])

  private static let loadBalancers = table(
    unsaid: [
      ("sku.tier", ["Regional"]), ("properties.probes[].properties.probeThreshold", [1]),
      ("properties.probes[].properties.numberOfProbes", [1, 2]),
      ("properties.probes[].properties.noHealthyBackendsBehavior", ["AllProbedDown"]),
      ("properties.frontendIPConfigurations[].properties.privateIPAllocationMethod", ["Dynamic"]),
      ("properties.frontendIPConfigurations[].properties.privateIPAddressVersion", ["IPv4"]),
      ("properties.loadBalancingRules[].properties.enableFloatingIP", [false]),
      ("properties.loadBalancingRules[].properties.enableTcpReset", [false]),
      ("properties.loadBalancingRules[].properties.idleTimeoutInMinutes", [4]),
      ("properties.loadBalancingRules[].properties.loadDistribution", ["Default"]),
      ("properties.loadBalancingRules[].properties.disableOutboundSnat", [false]),
    ])
}
