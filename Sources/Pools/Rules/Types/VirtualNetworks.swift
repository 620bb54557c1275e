extension FieldRules {
  /// `Microsoft.Network/virtualNetworks`, and by their parent's table `virtualNetworks/subnets`.
  ///
  /// Subnets and peerings are nobody's whole list: a network is what people share. The range of a subnet only changes while
  /// nothing stands in it (learn.microsoft.com, "Add, change, or delete a virtual network subnet"; what Azure answers
  /// else is InUsePrefixCannotBeDeleted, as in terraform-provider-azurerm#11211).
  static let virtualNetworks = TypeRules(
    apiVersion: "2024-05-01", noun: "network", deletionRank: 30,
    tree: RuleTree(
      common + [
        FieldPattern("properties.addressSpace.addressPrefixes", .compare(.set), .firm),
        FieldPattern("properties.dhcpOptions.dnsServers", .compare(.set)),
        FieldPattern("properties.ddosProtectionPlan.id", .compare(.resourceID)),
        FieldPattern("properties.encryption.enforcement", .compare(.anyCase)),
        FieldPattern("properties.virtualNetworkPeerings", .compare(.keyed(by: "name"))),
        FieldPattern("properties.virtualNetworkPeerings[].properties.remoteVirtualNetwork.id", .compare(.resourceID)),
        FieldPattern("properties.subnets", .compare(.keyed(by: "name"))),
      ] + subnet("properties.subnets[].properties")))

  private static func subnet(_ place: String) -> [FieldPattern] {
    [
      FieldPattern("\(place).addressPrefix", .alsoAs(.list("addressPrefixes")), .change(.whileUnused), .firm),
      FieldPattern(
        "\(place).addressPrefixes", .compare(.set), .alsoAs(.single("addressPrefix")), .change(.whileUnused), .firm),
      FieldPattern("\(place).networkSecurityGroup.id", .compare(.resourceID)),
      FieldPattern("\(place).routeTable.id", .compare(.resourceID)),
      FieldPattern("\(place).natGateway.id", .compare(.resourceID)),
      FieldPattern("\(place).privateEndpointNetworkPolicies", .compare(.anyCase)),
      FieldPattern("\(place).privateLinkServiceNetworkPolicies", .compare(.anyCase)),
      FieldPattern("\(place).serviceEndpoints", .compare(.keyed(by: "service"))),
      FieldPattern("\(place).serviceEndpoints[].locations", .compare(.set)),
      FieldPattern("\(place).delegations", .compare(.keyed(by: "name"))),
      FieldPattern("\(place).delegations[].properties.serviceName", .compare(.anyCase)),
      FieldPattern("\(place).ipConfigurations", .noise),
      FieldPattern("\(place).ipConfigurationProfiles", .noise),
      FieldPattern("\(place).privateEndpoints", .noise),
      FieldPattern("\(place).serviceAssociationLinks", .noise),
    ]
  }
}
