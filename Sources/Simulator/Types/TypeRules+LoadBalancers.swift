import Pools

extension TypeRules {
  /// Microsoft.Network/loadBalancers, with its six kinds of children.
  static let loadBalancers: TypeRules = {
    var rules = TypeRules("Microsoft.Network/loadBalancers", versions: .network)
    rules.style = .network
    let lists = [
      "frontendIPConfigurations", "backendAddressPools", "loadBalancingRules", "probes", "inboundNatRules",
      "inboundNatPools", "outboundRules",
    ]
    rules.defaults =
      [("sku", [:]), ("sku.name", "Basic"), ("sku.tier", "Regional"), ("properties", [:])]
      + lists.map { (JSONPattern("properties.\($0)"), []) }
      + [
        ("properties.backendAddressPools.*.properties", [:]),
        ("properties.frontendIPConfigurations.*.properties.privateIPAllocationMethod", "Dynamic"),
        ("properties.loadBalancingRules.*.properties.enableFloatingIP", false),
        ("properties.loadBalancingRules.*.properties.enableTcpReset", false),
        ("properties.loadBalancingRules.*.properties.idleTimeoutInMinutes", 4),
        ("properties.loadBalancingRules.*.properties.loadDistribution", "Default"),
        ("properties.loadBalancingRules.*.properties.disableOutboundSnat", false),
        ("properties.probes.*.properties.probeThreshold", 1),
        ("properties.probes.*.properties.noHealthyBackendsBehavior", "AllProbedDown"),
      ]
    rules.fixed = [
      Fixed(pattern: "sku.name", code: "LoadBalancerSkuCannotBeChanged"),
      Fixed(pattern: "properties.frontendIPConfigurations") { old, new in
        let wasPublic = publicity(of: old)
        return publicity(of: new).contains { name, isPublic in wasPublic[name].map { $0 != isPublic } ?? false }
      },
    ]
    rules.references = [
      "properties.frontendIPConfigurations.*.properties.publicIPAddress.id",
      "properties.frontendIPConfigurations.*.properties.subnet.id",
    ]
    for list in ["loadBalancingRules", "inboundNatRules", "inboundNatPools"] {
      for target in ["frontendIPConfiguration", "backendAddressPool", "probe"] {
        rules.references.append(JSONPattern("properties.\(list).*.properties.\(target).id"))
      }
    }
    rules.references += [
      "properties.outboundRules.*.properties.frontendIPConfigurations.*.id",
      "properties.outboundRules.*.properties.backendAddressPool.id",
    ]
    rules.children = lists.map { Children(segment: $0, list: JSONPattern("properties.\($0)")) }
    rules.check = { body throws(ARMError) in try checkBalancer(body) }
    rules.inUseCode = "LoadBalancerInUseByVirtualMachineScaleSet"
    rules.finish = { resource, _, _ in resource.body = linkingRules(resource) }
    return rules
  }()

  /// Which front ends, by their names in small letters, are public: they are so, or not, for life.
  private static func publicity(of frontends: JSONValue) -> [String: Bool] {
    Dictionary(
      (frontends.array ?? []).map { frontend in
        let isPublic = ["publicIPAddress", "publicIPPrefix"].contains {
          frontend.first(JSONPattern("properties.\($0).id")) != nil
        }
        return (frontend.member("name")?.string?.lowercased() ?? "", isPublic)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Front ends, pools and probes list the rules that name them.
  private static func linkingRules(_ resource: Resource) -> JSONValue {
    let rules = resource.body.values("properties.loadBalancingRules.*")
    var body = resource.body
    for (list, target) in [
      ("frontendIPConfigurations", "frontendIPConfiguration"), ("backendAddressPools", "backendAddressPool"),
      ("probes", "probe"),
    ] {
      body = body.changing(JSONPattern("properties.\(list).*")) { child in
        guard let child, let name = child.member("name")?.string else { return child }
        let suffix = "/\(list)/\(name)".lowercased()
        let users = rules.filter {
          $0.first(JSONPattern("properties.\(target).id"))?.string?.lowercased().hasSuffix(suffix) ?? false
        }
        let links = users.compactMap { $0.member("name")?.string }.map { rule -> JSONValue in
          ["id": .string("\(resource.id)/loadBalancingRules/\(rule)")]
        }
        return child.changing("properties.loadBalancingRules") { _ in links.isEmpty ? nil : .array(links) }
      }
    }
    return body
  }
}
