import PoolFieldSamples
import Pools
import Templates
import Testing

extension PoolChange {
  /// The way in, and where the machines are.
  static let network: [PoolChange] = [
    PoolChange(
      "access.ports, one more",
      [
        "vision-lb properties.loadBalancingRules[name=dashboard] inPlace",
        "vision-lb properties.probes[name=dashboard] inPlace",
        "vision-nsg properties.securityRules[name=people].properties.destinationPortRanges inPlace",
      ]
    ) { $0.access.ports.append(.init(name: "dashboard", number: 8050)) },
    PoolChange(
      "access.ports, one less", in: .rich,
      [
        "vision-lb properties.loadBalancingRules[name=jupyterhub] inPlace",
        "vision-lb properties.probes[name=jupyterhub] inPlace",
        "vision-nsg properties.securityRules[name=people].properties.destinationPortRanges inPlace",
      ]
    ) { $0.access.ports.removeLast() },
    PoolChange(
      "access.ports[].port", in: .rich,
      [
        "vision-lb properties.loadBalancingRules[name=jupyterhub].properties.backendPort inPlace",
        "vision-lb properties.loadBalancingRules[name=jupyterhub].properties.frontendPort inPlace",
        "vision-lb properties.probes[name=jupyterhub].properties.port inPlace",
        "vision-lb properties.probes[name=jupyterhub].properties.protocol inPlace",
        "vision-nsg properties.securityRules[name=people].properties.destinationPortRanges inPlace",
      ]
    ) { $0.access.ports[1].number = 8443 },
    PoolChange(
      "access.ports[].name", in: .rich,
      [
        "vision-lb properties.loadBalancingRules[name=hub] inPlace",
        "vision-lb properties.loadBalancingRules[name=jupyterhub] inPlace",
        "vision-lb properties.probes[name=hub] inPlace",
        "vision-lb properties.probes[name=jupyterhub] inPlace",
      ]
    ) { $0.access.ports[1].name = "hub" },
    PoolChange(
      "access.allowFrom, another",
      ["vision-nsg properties.securityRules[name=people].properties.sourceAddressPrefixes inPlace"]
    ) { $0.access.allowFrom = ["198.51.100.0/24"] },
    PoolChange(
      "access.allowFrom, one more",
      ["vision-nsg properties.securityRules[name=people].properties.sourceAddressPrefixes inPlace"]
    ) { $0.access.allowFrom.append("198.51.100.0/24") },
    PoolChange(
      "access.allowFrom, a service tag",
      ["vision-nsg properties.securityRules[name=people-AzureCloud.westeurope] inPlace"]
    ) { $0.access.allowFrom.append("AzureCloud.westeurope") },
    PoolChange("access.allowFrom, none", ["vision-nsg properties.securityRules[name=people] inPlace"]) {
      $0.access.allowFrom = []
    },
    PoolChange(
      "access.public, to internal",
      [
        "vision-ip delete",
        "vision-lb properties.frontendIPConfigurations[name=frontend].properties.privateIPAllocationMethod inPlace",
        "vision-lb properties.frontendIPConfigurations[name=frontend].properties.publicIPAddress.id replace",
        "vision-lb properties.frontendIPConfigurations[name=frontend].properties.subnet.id replace",
        "vision-lb properties.frontendIPConfigurations[name=frontend].zones replace",
        "vision-lb properties.outboundRules[name=outbound] inPlace",
        "vision-natgw create",
        "vision-nsg properties.securityRules[name=others] inPlace",
        "vision-nsg properties.securityRules[name=probes] inPlace",
        "vision-nat create",
        "machines properties.natGateway.id inPlace",
      ]
    ) { $0.access.isPublic = false },
    PoolChange("access.dnsLabel, the first", ["vision-ip properties.dnsSettings.domainNameLabel inPlace"]) {
      $0.access.dnsLabel = "other"
    },
    PoolChange("access.dnsLabel, another", in: .rich, ["vision-ip properties.dnsSettings.domainNameLabel inPlace"]) {
      $0.access.dnsLabel = "other"
    },
    PoolChange("access.dnsLabel, none", in: .rich, ["vision-ip properties.dnsSettings.domainNameLabel inPlace"]) {
      $0.access.dnsLabel = nil
    },
    PoolChange(
      "access.idleTimeout",
      [
        "vision-lb properties.loadBalancingRules[name=ssh].properties.idleTimeoutInMinutes inPlace",
        "vision-lb properties.outboundRules[name=outbound].properties.idleTimeoutInMinutes inPlace",
      ]
    ) { $0.access.idleTimeout = 10 },
    PoolChange(
      "access.affinity", ["vision-lb properties.loadBalancingRules[name=ssh].properties.loadDistribution inPlace"]
    ) { $0.access.hasAffinity = false },
    PoolChange(
      "network.subnetPrefix", ["machines properties.addressPrefix replace"]
    ) {
      $0.network = .own(addressSpace: "10.0.0.0/16", subnet: "10.0.16.0/20")
    },
    PoolChange("network.addressSpace", ["vision-vnet properties.addressSpace.addressPrefixes inPlace"]) {
      $0.network = .own(addressSpace: "10.0.0.0/15", subnet: "10.0.0.0/20")
    },
    PoolChange(
      "network.subnetId",
      [
        "vision-vnet delete",
        "vision card.ipConfigurations[name=address].properties.subnet.id replace",
        "vision card.networkSecurityGroup.id rolling",
      ]
    ) {
      $0.network = .existing(try PoolFieldSample.id("Microsoft.Network/virtualNetworks/hub/subnets/pools"))
    },
    PoolChange(
      "network.subnetId within the network",
      [
        "machines delete",
        "vision card.ipConfigurations[name=address].properties.subnet.id rolling",
        "vision card.networkSecurityGroup.id rolling",
      ]
    ) {
      let group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds-vision"
      let network = "\(group)/providers/Microsoft.Network/virtualNetworks/vision-vnet"
      $0.network = .existing(try #require(ResourceID("\(network)/subnets/pools")))
    },
  ]
}
