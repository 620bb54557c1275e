import Foundation
import Pools

extension TypeRules {
  /// What Network looks at in a balancer's body (its error codes are those that people report to Microsoft).
  static func checkBalancer(_ body: JSONValue) throws(ARMError) {
    let isStandard = body.first("sku.name")?.string?.lowercased() == "standard"
    let outbound = body.values("properties.outboundRules.*")
    if !isStandard, let rule = outbound.first {
      throw ARMError(
        400, "OutboundRulesNotSupportedForBasicSku",
        "Outbound rule \(name(rule)) needs a Standard sku load balancer; this one is Basic.")
    }
    if !isStandard, body.values("properties.frontendIPConfigurations.*.zones").contains(where: { !$0.isEmpty }) {
      throw ARMError(
        400, "LoadBalancerFrontendIPConfigZonesNotSupportedForBasicSku",
        "Availability zones need a Standard sku load balancer; this one is Basic.")
    }
    let frontends = body.values("properties.frontendIPConfigurations.*")
    for rule in outbound {
      for id in rule.values("properties.frontendIPConfigurations.*.id").compactMap(\.string) {
        let last = id.split(separator: "/").last.map { $0.lowercased() }
        let frontend = frontends.first { $0.member("name")?.string?.lowercased() == last }
        guard let frontend, frontend.first("properties.publicIPAddress.id") == nil,
          frontend.first("properties.publicIPPrefix.id") == nil
        else { continue }
        throw ARMError(
          400, "OutboundRuleCannotReferencePrivateFrontendIPConfiguration",
          "Outbound rule \(name(rule)) references the front end \(name(frontend)), which has no public address.")
      }
      if let ports = rule.first("properties.allocatedOutboundPorts")?.integer,
        ports % 8 != 0 || !(0...64_000).contains(ports)
      {
        throw ARMError(
          400, "InvalidAllocatedOutboundPorts",
          "Outbound rule \(name(rule)): allocatedOutboundPorts should be a multiple of 8, at most 64000; it is \(ports)."
        )
      }
    }
    try checkBalancingRules(body, outbound)
  }

  private static func checkBalancingRules(_ body: JSONValue, _ outbound: [JSONValue]) throws(ARMError) {
    let shared = Set(
      outbound.flatMap { $0.values("properties.frontendIPConfigurations.*.id") }.compactMap { $0.string?.lowercased() })
    var taken: [String: String] = [:]
    for rule in body.values("properties.loadBalancingRules.*") {
      let frontend = rule.first("properties.frontendIPConfiguration.id")?.string?.lowercased() ?? ""
      if shared.contains(frontend), rule.first("properties.disableOutboundSnat") != true {
        throw ARMError(
          400, "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule",
          "Load balancing rule \(name(rule)) must disable SNAT since the same frontend IP configuration is referenced by an"
            + " outbound rule.")
      }
      if let minutes = rule.first("properties.idleTimeoutInMinutes")?.integer, !(4...100).contains(minutes) {
        throw ARMError(
          400, "LoadBalancingRuleInvalidIdleTimeout",
          "Load balancing rule \(name(rule)): idleTimeoutInMinutes should be between 4 and 100; it is \(minutes).")
      }
      let port = rule.first("properties.frontendPort")?.integer ?? 0
      let kind = rule.first("properties.protocol")?.string?.lowercased() ?? ""
      if let other = taken.updateValue(name(rule), forKey: "\(frontend) \(kind) \(port)") {
        throw ARMError(
          400, "RulesUseSameFrontendPortProtocolAndIPConfig",
          "Load balancing rules \(other) and \(name(rule)) use the same frontend port, protocol and IP configuration.")
      }
    }
  }

  private static func name(_ part: JSONValue) -> String { part.member("name")?.string ?? "" }
}

extension Cloud {
  /// What a resource and its neighbours have to have in common. Throws the first thing that they have not.
  func checkNeighbours(_ type: ResourceType, _ id: String, _ body: JSONValue) throws(ARMError) {
    switch type.folded {
    case "microsoft.network/loadbalancers":
      try checkAddresses(of: id, body, at: "properties.frontendIPConfigurations.*.properties.publicIPAddress.id")
    case "microsoft.network/natgateways":
      for address in body.values("properties.publicIpAddresses.*.id").compactMap(\.string) {
        guard sku(of: address) == "basic" else { continue }
        throw ARMError(
          400, "NatGatewayPublicIpSkuNotSupported",
          "NAT gateway \(id) cannot use the Basic sku public address \(address).")
      }
    case "microsoft.compute/virtualmachinescalesets": try checkBalancers(of: id, body)
    case "microsoft.network/virtualnetworks": try checkSubnets(of: id, body)
    case "microsoft.network/publicipaddresses":
      if body.first("sku.name")?.string?.lowercased() != "standard", body.member("zones")?.unlessEmpty != nil {
        throw ARMError(
          400, "ZonesNotAllowedForBasicPublicIPAddress",
          "Public address \(id) is of the Basic sku, which has no availability zones.")
      }
    default: break
    }
  }

  /// A subnet that is named anywhere stays, and one in which something stands keeps its range.
  private func checkSubnets(of id: String, _ body: JSONValue) throws(ARMError) {
    guard let old = store[id.lowercased()], let subscription = ARMPath(id).subscription.flatMap(SubscriptionID.init)
    else { return }
    let subnets = body.values("properties.subnets.*")
    for before in old.body.values("properties.subnets.*") {
      guard let name = before.member("name")?.string else { continue }
      let subnet = "\(id)/subnets/\(name)"
      let now = subnets.first { $0.member("name")?.string?.lowercased() == name.lowercased() }
      guard let now else {
        guard let user = user(of: subnet, in: subscription) else { continue }
        throw ARMError(
          400, "InUseSubnetCannotBeDeleted",
          "Subnet \(name) is in use by \(user) and cannot be deleted. In order to delete the subnet, delete all the resources"
            + " within the subnet. See aka.ms/deletesubnet.")
      }
      let kept = Self.prefixes(now)
      guard let gone = Self.prefixes(before).first(where: { !kept.contains($0) }),
        user(of: subnet, in: subscription, unless: { $0.body.first("sku.capacity") == 0 }) != nil
      else { continue }
      throw ARMError(
        400, "InUsePrefixCannotBeDeleted",
        "IpPrefix \(gone) on Subnet \(name) has active allocations and cannot be deleted.")
    }
  }

  private static func prefixes(_ subnet: JSONValue) -> [String] {
    (subnet.values("properties.addressPrefixes.*") + subnet.values("properties.addressPrefix")).compactMap(\.string)
  }

  private func checkAddresses(of id: String, _ body: JSONValue, at pattern: JSONPattern) throws(ARMError) {
    let own = body.first("sku.name")?.string ?? "Basic"
    for address in body.values(pattern).compactMap(\.string) {
      guard let other = sku(of: address), other != own.lowercased() else { continue }
      throw ARMError(
        400, "PublicIPAndLBSkuDoNotMatch",
        "\(own) sku load balancer \(id) cannot reference \(other.capitalized) sku publicIP \(address).")
    }
  }

  /// A scale set in zones, or with more than 100 machines, needs Standard balancers; a probe only tells of machines where
  /// a rule uses it.
  private func checkBalancers(of id: String, _ body: JSONValue) throws(ARMError) {
    let cards: JSONPattern =
      "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations.*.properties"
    let pools = body.values(cards).flatMap {
      $0.values("ipConfigurations.*.properties.loadBalancerBackendAddressPools.*.id")
    }.compactMap(\.string)
    for pool in pools where body.member("zones")?.unlessEmpty != nil {
      let balancer = ARMPath(pool).droppingLast.droppingLast
      guard sku(of: balancer.text) == "basic" else { continue }
      throw ARMError(
        400, "ZonalResourceCannotUseBasicLoadBalancer",
        "Virtual Machine Scale Set \(id) has availability zones, and its load balancer \(balancer.text) is of the Basic sku."
      )
    }
    guard let probe = body.first("properties.virtualMachineProfile.networkProfile.healthProbe.id")?.string else {
      return
    }
    let balancer = ARMPath(probe).droppingLast.droppingLast
    let rules = store[balancer.key]?.body.values("properties.loadBalancingRules.*.properties.probe.id") ?? []
    guard !rules.contains(where: { $0.string?.lowercased() == probe.lowercased() }) else { return }
    throw ARMError(
      400, "CannotUseInactiveHealthProbe",
      "VM scale set \(id) cannot use probe \(probe) as a HealthProbe because load balancing rules that use this probe are"
        + " not there.")
  }

  /// In small letters; nil where there is no such resource.
  private func sku(of id: String) -> String? { store[ARMPath(id).key]?.body.first("sku.name")?.string?.lowercased() }
}
