import Pools

/// The resources that a pool may consist of. Each has a variable of its name in the template.
enum PoolResource: String, CaseIterable {
  case scaleSet, network, subnet, securityGroup, address, outboundAddress, outboundGateway, balancer, autoscaleSetting

  /// What follows the pool's name in the resource's.
  private var suffix: String {
    switch self {
    case .scaleSet: ""
    case .network: "-vnet"
    case .subnet: "-vnet/machines"
    case .securityGroup: "-nsg"
    case .address: "-ip"
    case .outboundAddress: "-nat"
    case .outboundGateway: "-natgw"
    case .balancer: "-lb"
    case .autoscaleSetting: "-autoscale"
    }
  }

  var type: String {
    switch self {
    case .scaleSet: "Microsoft.Compute/virtualMachineScaleSets"
    case .network: "Microsoft.Network/virtualNetworks"
    case .subnet: "Microsoft.Network/virtualNetworks/subnets"
    case .securityGroup: "Microsoft.Network/networkSecurityGroups"
    case .address, .outboundAddress: "Microsoft.Network/publicIPAddresses"
    case .outboundGateway: "Microsoft.Network/natGateways"
    case .balancer: "Microsoft.Network/loadBalancers"
    // With a small s in Microsoft's schema.
    case .autoscaleSetting: "Microsoft.Insights/autoscalesettings"
    }
  }

  /// Versions that Microsoft's published template schemas hold against. The network's has to be newer than 2023-09-01, so
  /// that a write of it without subnets leaves them alone (techcommunity.microsoft.com, Azure Networking Blog, "Azure
  /// Virtual Network now supports updates without subnet property").
  var apiVersion: String {
    switch self {
    case .scaleSet: "2024-07-01"
    case .autoscaleSetting: "2022-10-01"
    default: "2024-05-01"
    }
  }

  /// False for a part of another resource, which is where that is and has no tags.
  var isWhole: Bool { self != .subnet }

  /// What the resource's variable comes to.
  var nameExpression: JSONValue {
    .string(suffix.isEmpty ? "[parameters('pool')]" : "[concat(parameters('pool'), '\(suffix)')]")
  }

  /// `resourceId(…)` without brackets, to be part of other expressions.
  var idCall: String {
    switch self {
    case .subnet: "resourceId('\(type)', variables('\(Self.network.rawValue)'), 'machines')"
    default: "resourceId('\(type)', variables('\(rawValue)'))"
    }
  }
  var id: JSONValue { .string("[\(idCall)]") }

  /// A part of the resource that has an id of its own, as a reference.
  func part(_ segment: String, named name: String) -> JSONValue {
    ["id": .string("[resourceId('\(type)/\(segment)', variables('\(rawValue)'), \(name))]")]
  }
}
