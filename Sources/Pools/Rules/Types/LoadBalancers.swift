extension FieldRules {
  /// `Microsoft.Network/loadBalancers`. Its SKU is for life (learn.microsoft.com, "Azure Load Balancer SKUs"), and so are
  /// a front end's zones ("Load Balancer and Availability Zones"), and whether it is public; rules, probes and outbound
  /// rules change in place.
  ///
  /// The lists of what lets people in and out are whole, as a write of the balancer replaces them. Front ends and back-end
  /// pools are not: alone they let nobody in, and what stands behind one of somebody else's keeps it from going.
  static let loadBalancers = TypeRules(
    apiVersion: "2024-05-01", noun: "load balancer", deletionRank: 20,
    tree: RuleTree(common + balancerFrontend + balancerRules + balancerNoise))

  private static let balancerFrontend: [FieldPattern] = [
    FieldPattern("sku", .change(.never)),
    FieldPattern("properties.frontendIPConfigurations", .compare(.keyed(by: "name"))),
    FieldPattern("properties.frontendIPConfigurations[].zones", .compare(.set), .change(.never)),
    FieldPattern("properties.frontendIPConfigurations[].properties.privateIPAllocationMethod", .compare(.anyCase)),
    FieldPattern("properties.frontendIPConfigurations[].properties.privateIPAddressVersion", .compare(.anyCase)),
    // "Azure Load Balancer components": a front end's address is public or private, and which of them decides the type of
    // the balancer, which is for life; behind it are the machines of one network.
    FieldPattern(
      "properties.frontendIPConfigurations[].properties.publicIPAddress.id", .compare(.resourceID), .change(.standing)),
    FieldPattern(
      "properties.frontendIPConfigurations[].properties.subnet.id", .compare(.resourceID), .change(.withinParent)),
    FieldPattern("properties.backendAddressPools", .compare(.keyed(by: "name"))),
  ]

  private static let balancerRules: [FieldPattern] =
    ruleList("loadBalancingRules") + ruleList("inboundNatRules", .wholeBut(madeOf: "inboundNatPools"))
    + ruleList("inboundNatPools") + ruleList("outboundRules") + ruleList("probes") + [
      FieldPattern("properties.loadBalancingRules[].properties.loadDistribution", .compare(.anyCase)),
      FieldPattern("properties.loadBalancingRules[].properties.frontendIPConfiguration.id", .compare(.resourceID)),
      FieldPattern(
        "properties.loadBalancingRules[].properties.backendAddressPool", .alsoAs(.list("backendAddressPools"))),
      FieldPattern(
        "properties.loadBalancingRules[].properties.backendAddressPools", .compare(.keyed(by: "id")),
        .alsoAs(.single("backendAddressPool"))),
      FieldPattern("properties.loadBalancingRules[].properties.probe.id", .compare(.resourceID)),
      FieldPattern("properties.loadBalancingRules[].properties.idleTimeoutInMinutes", .firm),
      FieldPattern("properties.loadBalancingRules[].properties.disableOutboundSnat", .firm, .absentMeans(false)),
      FieldPattern("properties.outboundRules[].properties.frontendIPConfigurations", .compare(.keyed(by: "id"))),
      FieldPattern("properties.outboundRules[].properties.backendAddressPool.id", .compare(.resourceID)),
      FieldPattern("properties.outboundRules[].properties.allocatedOutboundPorts", .firm),
      FieldPattern("properties.outboundRules[].properties.idleTimeoutInMinutes", .firm),
      FieldPattern("properties.probes[].properties.requestPath", .firm),
      FieldPattern("properties.probes[].properties.intervalInSeconds", .firm),
      FieldPattern("properties.probes[].properties.numberOfProbes", .firm),
      FieldPattern("properties.probes[].properties.probeThreshold", .firm),
      FieldPattern("properties.probes[].properties.noHealthyBackendsBehavior", .compare(.anyCase)),
    ]

  /// What rules and probes have in common: they are told apart by name, and their ports must be the ones that are said.
  private static func ruleList(_ name: String, _ completeness: Completeness = .whole) -> [FieldPattern] {
    let ports = ["port", "frontendPort", "backendPort", "frontendPortRangeStart", "frontendPortRangeEnd"]
    return [
      FieldPattern("properties.\(name)", .compare(.keyed(by: "name")), .complete(completeness)),
      FieldPattern("properties.\(name)[].properties.protocol", .compare(.anyCase)),
    ] + ports.map { FieldPattern("properties.\(name)[].properties.\($0)", .firm) }
  }

  /// What Azure lists of the machines behind a balancer; it grows with the instances.
  private static let balancerNoise: [FieldPattern] = [
    FieldPattern("properties.backendAddressPools[].properties.backendIPConfigurations", .noise),
    FieldPattern("properties.backendAddressPools[].properties.loadBalancingRules", .noise),
    FieldPattern("properties.backendAddressPools[].properties.outboundRules", .noise),
    FieldPattern("properties.frontendIPConfigurations[].properties.loadBalancingRules", .noise),
    FieldPattern("properties.frontendIPConfigurations[].properties.inboundNatRules", .noise),
    FieldPattern("properties.frontendIPConfigurations[].properties.inboundNatPools", .noise),
    FieldPattern("properties.frontendIPConfigurations[].properties.outboundRules", .noise),
    FieldPattern("properties.probes[].properties.loadBalancingRules", .noise),
    FieldPattern("properties.inboundNatRules[].properties.backendIPConfiguration", .noise),
  ]
}
