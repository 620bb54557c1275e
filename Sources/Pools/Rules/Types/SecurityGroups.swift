extension FieldRules {
  /// `Microsoft.Network/networkSecurityGroups`, and by their parent's table `networkSecurityGroups/securityRules`.
  ///
  /// Its rules are whole: one that nobody desires lets somebody in, and the next write of the group takes it away in any
  /// case (REST reference, "Network Security Groups - Create Or Update": the list replaces the one before).
  static let networkSecurityGroups = TypeRules(
    apiVersion: "2024-05-01", noun: "security group", deletionRank: 50,
    tree: RuleTree(
      common + [
        FieldPattern("properties.securityRules", .compare(.keyed(by: "name")), .complete(.whole)),
        FieldPattern("properties.defaultSecurityRules", .noise),
        FieldPattern("properties.networkInterfaces", .noise),
        FieldPattern("properties.subnets", .noise),
      ] + securityRule("properties.securityRules[].properties")))

  /// What a rule lets in must be what is said, so none of it is ever taken from an echo.
  private static func securityRule(_ place: String) -> [FieldPattern] {
    let words = ["access", "direction", "protocol"].map {
      FieldPattern("\(place).\($0)", .compare(.anyCase), .firm)
    }
    let pairs = [
      ("sourceAddressPrefix", "sourceAddressPrefixes"), ("sourcePortRange", "sourcePortRanges"),
      ("destinationAddressPrefix", "destinationAddressPrefixes"), ("destinationPortRange", "destinationPortRanges"),
    ].flatMap { single, list in
      let isPort = single.hasSuffix("Range")
      return [
        FieldPattern("\(place).\(single)", .compare(isPort ? .anyCase : .networks), .alsoAs(.list(list)), .firm),
        FieldPattern("\(place).\(list)", .compare(isPort ? .set : .networks), .alsoAs(.single(single)), .firm),
      ]
    }
    return words + pairs + [
      FieldPattern("\(place).priority", .firm),
      FieldPattern("\(place).sourceApplicationSecurityGroups", .compare(.keyed(by: "id"))),
      FieldPattern("\(place).destinationApplicationSecurityGroups", .compare(.keyed(by: "id"))),
    ]
  }
}
