import Pools

extension TypeRules {
  /// Microsoft.Network/virtualNetworks, with its subnets.
  static let networks: TypeRules = {
    var rules = TypeRules("Microsoft.Network/virtualNetworks", versions: .network)
    rules.style = .network
    rules.defaults = [
      ("properties.enableDdosProtection", false),
      ("properties.subnets", []),
      ("properties.virtualNetworkPeerings", []),
      ("properties.subnets.*.properties.delegations", []),
      ("properties.subnets.*.properties.privateEndpointNetworkPolicies", "Disabled"),
      ("properties.subnets.*.properties.privateLinkServiceNetworkPolicies", "Enabled"),
    ]
    // "Azure Virtual Network now supports updates without subnet property" (Azure Networking Blog) promises it of
    // 2023-09-01, under which people still saw subnets go (azure-quickstart-templates#2786).
    rules.keptLists = [(list: "properties.subnets", since: "2023-11-01")]
    rules.references = [
      "properties.subnets.*.properties.networkSecurityGroup.id",
      "properties.subnets.*.properties.natGateway.id",
      "properties.subnets.*.properties.routeTable.id",
    ]
    rules.children = [
      Children(segment: "subnets", list: "properties.subnets"),
      Children(segment: "virtualNetworkPeerings", list: "properties.virtualNetworkPeerings"),
    ]
    rules.inUseCode = "InUseSubnetCannotBeDeleted"
    rules.check = { body throws(ARMError) in
      guard body.first("properties.addressSpace.addressPrefixes")?.array?.isEmpty == false else {
        throw ARMError(
          400, "InvalidRequestFormat", "Cannot parse the request.",
          details: [
            ARMError(400, "MissingJsonReferenceId", "properties.addressSpace.addressPrefixes should name a prefix.")
          ])
      }
    }
    return rules
  }()

  /// Microsoft.Network/networkSecurityGroups, with its rules.
  static let securityGroups: TypeRules = {
    var rules = TypeRules("Microsoft.Network/networkSecurityGroups", versions: .network)
    rules.style = .network
    rules.defaults = [
      ("properties.securityRules", []),
      ("properties.securityRules.*.properties.sourceAddressPrefixes", []),
      ("properties.securityRules.*.properties.destinationAddressPrefixes", []),
      ("properties.securityRules.*.properties.sourcePortRanges", []),
      ("properties.securityRules.*.properties.destinationPortRanges", []),
    ]
    rules.children = [
      Children(segment: "securityRules", list: "properties.securityRules"),
      Children(segment: "defaultSecurityRules", list: "properties.defaultSecurityRules"),
    ]
    rules.inUseCode = "InUseNetworkSecurityGroupCannotBeDeleted"
    rules.check = { body throws(ARMError) in try checkSecurityRules(body) }
    rules.finish = { resource, _, _ in
      resource.body = resource.body.changing("properties.defaultSecurityRules") { _ in defaultSecurityRules }
    }
    return rules
  }()

  /// Priorities are from 100 to 4096, and no two rules of a direction share one.
  private static func checkSecurityRules(_ body: JSONValue) throws(ARMError) {
    var seen: [String: String] = [:]
    for rule in body.values("properties.securityRules.*") {
      let name = rule.member("name")?.string ?? ""
      guard let priority = rule.first("properties.priority")?.integer, (100...4096).contains(priority) else {
        throw ARMError(
          400, "SecurityRuleInvalidPriority",
          "Security rule has invalid Priority. Priority should be between 100 and 4096. Rule: \(name).")
      }
      let place = "\(rule.first("properties.direction")?.string?.lowercased() ?? "") \(priority)"
      if let other = seen.updateValue(name, forKey: place) {
        throw ARMError(
          400, "SecurityRuleConflict",
          "Security rule \(name) conflicts with rule \(other). Rules cannot have the same Priority and Direction.")
      }
    }
  }

  /// The rules that every group has, Azure's own.
  private static let defaultSecurityRules: JSONValue = {
    let rows: [(String, Int64, String, String, String, String)] = [
      ("AllowVnetInBound", 65000, "Allow", "Inbound", "VirtualNetwork", "VirtualNetwork"),
      ("AllowAzureLoadBalancerInBound", 65001, "Allow", "Inbound", "AzureLoadBalancer", "*"),
      ("DenyAllInBound", 65500, "Deny", "Inbound", "*", "*"),
      ("AllowVnetOutBound", 65000, "Allow", "Outbound", "VirtualNetwork", "VirtualNetwork"),
      ("AllowInternetOutBound", 65001, "Allow", "Outbound", "*", "Internet"),
      ("DenyAllOutBound", 65500, "Deny", "Outbound", "*", "*"),
    ]
    return .array(
      rows.map { name, priority, access, direction, source, destination in
        [
          "name": .string(name),
          "properties": [
            "priority": .integer(priority), "access": .string(access), "direction": .string(direction),
            "protocol": "*", "sourcePortRange": "*", "destinationPortRange": "*",
            "sourceAddressPrefix": .string(source), "destinationAddressPrefix": .string(destination),
          ],
        ]
      })
  }()

  /// Microsoft.Network/publicIPAddresses.
  static let publicAddresses: TypeRules = {
    var rules = TypeRules("Microsoft.Network/publicIPAddresses", versions: .network)
    rules.style = .network
    rules.defaults = [
      ("sku", [:]), ("sku.name", "Basic"), ("sku.tier", "Regional"), ("properties", [:]),
      ("properties.publicIPAllocationMethod", "Dynamic"), ("properties.publicIPAddressVersion", "IPv4"),
      ("properties.idleTimeoutInMinutes", 4), ("properties.ipTags", []),
      ("properties.ddosSettings", ["protectionMode": "VirtualNetworkInherited"]),
    ]
    rules.fixed = [
      Fixed(pattern: "sku.name", code: "PublicIPAddressSkuCannotBeChanged"),
      Fixed(pattern: "properties.publicIPAddressVersion", code: "PublicIPAddressVersionCannotBeChanged"),
      Fixed(pattern: "zones", code: "ResourceAvailabilityZonesCannotBeModified"),
    ]
    rules.inUseCode = "PublicIPAddressCannotBeDeleted"
    rules.check = { body throws(ARMError) in
      if body.first("sku.name")?.string == "Standard",
        body.first("properties.publicIPAllocationMethod")?.string == "Dynamic"
      {
        throw ARMError(
          400, "PublicIPAddressStandardSkuMustBeStatic",
          "Standard sku publicIp must have AllocationMethod set to Static.")
      }
    }
    rules.finish = { resource, old, here in
      let isStatic = resource.body.first("properties.publicIPAllocationMethod")?.string == "Static"
      let address = old?.body.first("properties.ipAddress") ?? .string(here.identifiers.address())
      let location = resource.location?.description ?? ""
      resource.body = resource.body
        .changing("properties.ipAddress") { _ in isStatic ? address : nil }
        .changing("properties.dnsSettings") { settings in
          guard case .object(var members)? = settings, let label = settings?.member("domainNameLabel")?.string else {
            return settings
          }
          members["fqdn"] = .string("\(label).\(location).cloudapp.azure.com")
          return .object(members)
        }
    }
    return rules
  }()

  /// Microsoft.Network/natGateways.
  static let natGateways: TypeRules = {
    var rules = TypeRules("Microsoft.Network/natGateways", versions: .network)
    rules.style = .network
    rules.defaults = [
      ("sku", [:]), ("sku.name", "Standard"), ("sku.tier", "Regional"), ("properties", [:]),
      ("properties.idleTimeoutInMinutes", 4),
    ]
    rules.fixed = [Fixed(pattern: "zones", code: "ResourceAvailabilityZonesCannotBeModified")]
    rules.references = ["properties.publicIpAddresses.*.id", "properties.publicIpPrefixes.*.id"]
    rules.inUseCode = "InUseNatGatewayCannotBeDeleted"
    return rules
  }()
}
