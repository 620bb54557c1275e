extension FieldRules {
  /// `Microsoft.Network/publicIPAddresses`. An address's family and zones are for life.
  static let publicAddresses = TypeRules(
    apiVersion: "2024-05-01", noun: "public address", deletionRank: 60,
    tree: RuleTree(
      common + [
        FieldPattern("zones", .change(.never)),
        FieldPattern("properties.publicIPAllocationMethod", .compare(.anyCase)),
        FieldPattern(
          "properties.publicIPAddressVersion", .compare(.anyCase), .change(.never), .absentMeans("IPv4")),
        FieldPattern("properties.dnsSettings.domainNameLabel", .compare(.anyCase), .firm),
        FieldPattern("properties.dnsSettings.domainNameLabelScope", .compare(.anyCase)),
        FieldPattern("properties.publicIPPrefix.id", .compare(.resourceID)),
        FieldPattern("properties.ddosSettings.protectionMode", .compare(.anyCase)),
        FieldPattern("properties.ipConfiguration", .noise),
      ]))

  /// `Microsoft.Network/natGateways`. Its SKU and zones are for life.
  static let natGateways = TypeRules(
    apiVersion: "2024-05-01", noun: "NAT gateway", deletionRank: 40,
    tree: RuleTree(
      common + [
        FieldPattern("sku", .change(.never)),
        FieldPattern("zones", .change(.never)),
        FieldPattern("properties.publicIpAddresses", .compare(.keyed(by: "id"))),
        FieldPattern("properties.publicIpPrefixes", .compare(.keyed(by: "id"))),
        FieldPattern("properties.subnets", .noise),
      ]))
}
