import Pools

/// How traffic from outside comes to a template's machines, as far as the template says.
struct Entrances {
  private let resources: AdvisedResources

  init(_ resources: AdvisedResources) { self.resources = resources }

  /// The balancers with a public address and at least one rule that lets something through to the machines.
  var publicBalancers: [ResourceDocument] {
    resources.all("microsoft.network/loadbalancers").filter { balancer in
      let properties = balancer.body.member("properties")
      let frontends = properties?.member("frontendIPConfigurations")?.array ?? []
      let isPublic = frontends.contains { $0.member("properties")?.member("publicIPAddress") != nil }
      let rules = ["loadBalancingRules", "inboundNatRules", "inboundNatPools"]
      return isPublic && rules.contains { properties?.member($0)?.array?.isEmpty == false }
    }
  }

  /// True where security groups that the template does not show may have a say: then nothing can be told.
  var isGuardedElsewhere: Bool {
    let groups = resources.documents.flatMap { $0.body.all(named: "networksecuritygroup") }
    let networks = Set(resources.all("microsoft.network/virtualnetworks").map(\.id.folded))
    let subnets = resources.documents.filter { $0.type.folded.hasPrefix("microsoft.compute/") }
      .flatMap { $0.body.all(named: "subnet") }
    return groups.contains { !isOwn($0, among: Set(securityGroups.map(\.id.folded))) }
      || subnets.contains { !isOwn($0, among: networks) }
  }

  var securityGroups: [ResourceDocument] { resources.all("microsoft.network/networksecuritygroups") }

  /// The rules of all security groups that let something in, and the paths of their properties.
  var inboundRules: [(resource: ResourceDocument, path: JSONPath, rule: SecurityRule)] {
    let own = securityGroups.flatMap { group in
      let list = JSONPath("properties", "securityRules")
      return (group.body.value(at: list)?.array ?? []).enumerated().map { index, rule in
        (group, list.appending(.index(index)).member("properties"), SecurityRule(rule.member("properties") ?? .null))
      }
    }
    let children = resources.all("microsoft.network/networksecuritygroups/securityrules").map { child in
      (child, JSONPath("properties"), SecurityRule(child.body.member("properties") ?? .null))
    }
    return (own + children).filter { $0.2.letsIn }
  }

  /// True for a reference `{id: …}` that leads to one of `ids` or a part of it.
  private func isOwn(_ reference: JSONValue, among ids: Set<String>) -> Bool {
    guard let id = reference.member("id")?.string?.lowercased() else { return reference == .null }
    return ids.contains { id == $0 || id.hasPrefix($0 + "/") }
  }
}

/// A rule of a security group.
struct SecurityRule {
  private let properties: JSONValue

  init(_ properties: JSONValue) { self.properties = properties }

  var letsIn: Bool { says("access", "allow") && says("direction", "inbound") }

  /// Where what the rule is about may come from, in small letters.
  var sources: [String] { texts("sourceAddressPrefix", "sourceAddressPrefixes").map { $0.lowercased() } }

  var ports: [String] { texts("destinationPortRange", "destinationPortRanges") }

  /// False where it is a part of all addresses that it lets in, however large.
  var isWhole: Bool { sources.contains { Self.isEverywhere($0) && (IPNetwork($0)?.prefix ?? 0) == 0 } }

  /// Where the rule says that every address may come in, inside the rule's properties; nil where it does not.
  var everywhere: JSONPath? {
    if properties.member("sourceAddressPrefix")?.string.map(Self.isEverywhere) == true {
      return JSONPath("sourceAddressPrefix")
    }
    let many = properties.member("sourceAddressPrefixes")?.array ?? []
    return many.firstIndex { $0.string.map(Self.isEverywhere) == true }
      .map { JSONPath("sourceAddressPrefixes").appending(.index($0)) }
  }

  /// `*`, `Internet` and both families' whole address space, as Azure spells them, and halves or quarters of it: nobody
  /// has more than a /8 of IPv4 or a /16 of IPv6's public part to name (IANA's allocations).
  private static func isEverywhere(_ source: String) -> Bool {
    if ["*", "any", "internet", "0.0.0.0/0", "::/0", "0.0.0.0", "0/0"].contains(source.lowercased()) { return true }
    guard let network = IPNetwork(source) else { return false }
    let isLocal = network.isSix && network.prefix >= 7 && network.first >> 121 == 0xFC >> 1
    return network.prefix < (network.isSix ? 16 : 8) && !isLocal
  }

  /// False where only the network itself and Azure's probes come in, as they do without any rule.
  var isFromOutside: Bool {
    sources.contains { !["virtualnetwork", "azureloadbalancer"].contains($0) }
      || properties.member("sourceApplicationSecurityGroups") != nil
  }

  private func says(_ name: String, _ value: String) -> Bool {
    properties.member(name)?.string?.lowercased() == value
  }

  private func texts(_ one: String, _ many: String) -> [String] {
    let single = properties.member(one)?.string.map { [$0] } ?? []
    return single + (properties.member(many)?.array ?? []).compactMap(\.string)
  }
}
