extension FieldRules {
  /// `Microsoft.Network/virtualNetworks`, and by their parent's table `virtualNetworks/subnets`.
  ///
  /// Subnets and peerings are nobody's whole list: a network is what people share. The range of a subnet only changes while
  /// nothing stands in it (learn.microsoft.com, "Add, change, or delete a virtual network subnet"; what Azure answers
  /// else is InUsePrefixCannotBeDeleted, as in terraform-provider-azurerm#11211).
  ///
  /// Peerings are not kept: a write with one needs rights on the other network too ("Create, change, or delete a virtual
  /// network peering"), and who has them need not be Weir. The API versions from which a field is kept are those of the
  /// change logs of `virtualNetworks` and `virtualNetworks/subnets` in the template reference, and of the specifications.
  static let virtualNetworks = TypeRules(
    apiVersion: "2024-05-01", noun: "network", deletionRank: 30,
    tree: RuleTree(
      common + [
        FieldPattern("properties.addressSpace.addressPrefixes", .compare(.set), .firm),
        FieldPattern("properties.dhcpOptions.dnsServers", .compare(.set), .kept()),
        FieldPattern(
          "properties.ddosProtectionPlan", .kept(since: "2018-02-01", beside: "enableDdosProtection")),
        FieldPattern("properties.ddosProtectionPlan.id", .compare(.resourceID)),
        FieldPattern("properties.enableDdosProtection", .kept(since: "2018-02-01", unless: false)),
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
      FieldPattern("\(place).networkSecurityGroup", .kept()),
      FieldPattern("\(place).networkSecurityGroup.id", .compare(.resourceID)),
      FieldPattern("\(place).routeTable", .kept()),
      FieldPattern("\(place).routeTable.id", .compare(.resourceID)),
      FieldPattern("\(place).natGateway", .kept(since: "2019-02-01")),
      FieldPattern("\(place).natGateway.id", .compare(.resourceID)),
      // 2023-09-01 brought the last of its values.
      FieldPattern(
        "\(place).privateEndpointNetworkPolicies", .compare(.anyCase), .kept(since: "2023-09-01", unless: "Disabled")),
      FieldPattern("\(place).privateLinkServiceNetworkPolicies", .compare(.anyCase)),
      FieldPattern("\(place).serviceEndpoints", .compare(.keyed(by: "service"))),
      FieldPattern("\(place).serviceEndpoints[]", .kept(since: "2018-08-01")),
      FieldPattern("\(place).serviceEndpoints[].locations", .compare(.set)),
      // A subnet has one delegation at most, so those of others only go along where the pool has none.
      FieldPattern("\(place).delegations", .compare(.keyed(by: "name")), .kept(since: "2018-08-01")),
      FieldPattern("\(place).delegations[].properties.serviceName", .compare(.anyCase)),
      FieldPattern("\(place).ipConfigurations", .noise),
      FieldPattern("\(place).ipConfigurationProfiles", .noise),
      FieldPattern("\(place).privateEndpoints", .noise),
      FieldPattern("\(place).serviceAssociationLinks", .noise),
    ]
  }
}
