extension FieldRules {
  /// `Microsoft.Network/publicIPAddresses`. An address's SKU, family, zones and prefix are for life, and one that was
  /// handed out static stays so (learn.microsoft.com, "Public IP addresses"; Basic to Standard is an upgrade of its own).
  static let publicAddresses = TypeRules(
    apiVersion: "2024-05-01", noun: "public address", deletionRank: 60,
    tree: RuleTree(
      common + [
        FieldPattern("zones", .change(.never)),
        FieldPattern("sku.name", .change(.never)),
        FieldPattern("sku.tier", .change(.never)),
        FieldPattern("properties.publicIPAllocationMethod", .compare(.anyCase)),
        FieldPattern(
          "properties.publicIPAddressVersion", .compare(.anyCase), .change(.never), .absentMeans("IPv4")),
        FieldPattern("properties.idleTimeoutInMinutes", .firm),
        FieldPattern("properties.dnsSettings.domainNameLabel", .compare(.anyCase), .firm),
        FieldPattern("properties.dnsSettings.domainNameLabelScope", .compare(.anyCase)),
        FieldPattern("properties.dnsSettings.fqdn", .noise),
        FieldPattern("properties.publicIPPrefix.id", .compare(.resourceID), .change(.never)),
        FieldPattern("properties.ddosSettings.protectionMode", .compare(.anyCase)),
        FieldPattern("properties.deleteOption", .compare(.anyCase)),
        FieldPattern("properties.ipTags", .compare(.keyed(by: "ipTagType"))),
        FieldPattern("properties.ipConfiguration", .noise),
      ]))

  /// `Microsoft.Network/publicIPPrefixes`. All but its tags is for life ("Public IP address prefix": a prefix's size
  /// cannot be changed after it was made).
  static let publicAddressPrefixes = TypeRules(
    apiVersion: "2024-05-01", noun: "address prefix", deletionRank: 65,
    tree: RuleTree(
      common + [
        FieldPattern("zones", .change(.never)),
        FieldPattern("sku", .change(.never)),
        FieldPattern("properties.prefixLength", .change(.never)),
        FieldPattern(
          "properties.publicIPAddressVersion", .compare(.anyCase), .change(.never), .absentMeans("IPv4")),
        FieldPattern("properties.publicIPAddresses", .noise),
        FieldPattern("properties.loadBalancerFrontendIpConfiguration", .noise),
      ]))

  /// `Microsoft.Network/natGateways`. Its SKU and zones are for life ("NAT gateway and availability zones": the zone
  /// cannot be changed after deployment); addresses and the time-out change under way.
  static let natGateways = TypeRules(
    apiVersion: "2024-05-01", noun: "NAT gateway", deletionRank: 40,
    tree: RuleTree(
      common + [
        FieldPattern("sku", .change(.never)),
        FieldPattern("zones", .change(.never)),
        FieldPattern("properties.publicIpAddresses", .compare(.keyed(by: "id"))),
        FieldPattern("properties.publicIpPrefixes", .compare(.keyed(by: "id"))),
        FieldPattern("properties.idleTimeoutInMinutes", .firm),
        FieldPattern("properties.subnets", .noise),
      ]))
}
