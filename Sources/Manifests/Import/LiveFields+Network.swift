import Pools
import Templates

extension LiveFields {
  private static let networks = "Microsoft.Network/virtualNetworks"

  func network() throws(Inexpressible) -> NetworkFields {
    let cards = profile.list("networkProfile.networkInterfaceConfigurations")
    let addresses = cards.first?.list("properties.ipConfigurations") ?? []
    guard cards.count == 1, addresses.count == 1, let id = addresses.first?.resource("properties.subnet") else {
      throw Inexpressible("its machines have more or other network cards than one with one address")
    }
    guard let network = id.parent, pool.resources.contains(where: { $0.id == network }) else { return .existing(id) }
    guard let document = try only(Self.networks) else { return .existing(id) }
    let spaces = document.body.words("properties.addressSpace.addressPrefixes")
    let name = id.name.lowercased()
    let subnet = document.body.list("properties.subnets").first { $0.text("name")?.lowercased() == name }
    guard spaces.count == 1, let space = spaces.first, let prefix = prefix(of: subnet) else {
      throw Inexpressible("its network has more than one address space, or its subnet more than one range")
    }
    return .own(addressSpace: space, subnet: prefix)
  }

  /// Azure has a subnet's range under one of two names.
  private func prefix(of subnet: JSONValue?) -> String? {
    let several = subnet?.words("properties.addressPrefixes") ?? []
    return subnet?.text("properties.addressPrefix") ?? (several.count == 1 ? several.first : nil)
  }

  func access() throws(Inexpressible) -> AccessFields {
    guard let balancer = try only("Microsoft.Network/loadBalancers") else {
      throw Inexpressible("it has no load balancer of its own")
    }
    let body = balancer.body
    let frontends = body.list("properties.frontendIPConfigurations")
    guard frontends.count == 1, let frontend = frontends.first else {
      throw Inexpressible("its load balancer has \(frontends.count) addresses")
    }
    let rules = body.list("properties.loadBalancingRules")
    var access = AccessFields(ports: [], allowFrom: [])
    for rule in rules {
      guard let name = rule.text("name"), let port = rule.number("properties.frontendPort") else {
        throw Inexpressible("its load balancer has a rule without a port")
      }
      access.ports.append(AccessFields.Port(name: name, number: port))
    }
    access.ports.sort { $0.number < $1.number }
    let address = frontend.resource("properties.publicIPAddress")
    access.isPublic = address != nil
    if let address {
      access.dnsLabel =
        pool.resources.first { $0.id == address }?.body.text("properties.dnsSettings.domainNameLabel")
    }
    access.hasAffinity =
      rules.first?.text("properties.loadDistribution").map { $0.lowercased() == "sourceip" } ?? rules.isEmpty
    access.idleTimeout = idleTimeout(body)
    access.allowFrom = try sources(isPublic: access.isPublic)
    return access
  }

  /// The ways in and the way out have one time-out.
  private func idleTimeout(_ balancer: JSONValue) -> Int {
    let rules = balancer.list("properties.loadBalancingRules") + balancer.list("properties.outboundRules")
    let gateways = pool.resources.filter { $0.type.folded == "microsoft.network/natgateways" }.map(\.body)
    return (rules + gateways).lazy.compactMap { $0.number("properties.idleTimeoutInMinutes") }.first ?? 30
  }

  /// Who may come in, as the security group's rules say it.
  private func sources(isPublic: Bool) throws(Inexpressible) -> [String] {
    guard let group = try only("Microsoft.Network/networkSecurityGroups") else {
      throw Inexpressible("it has no security group of its own")
    }
    var sources: [String] = []
    let rules = group.body.list("properties.securityRules").map { $0.at("properties") ?? .null }
    let incoming = rules.filter { $0.text("direction")?.lowercased() == "inbound" }
      .sorted { ($0.number("priority") ?? 0) < ($1.number("priority") ?? 0) }
    let isClosed = incoming.contains { $0.text("access")?.lowercased() == "deny" }
    for rule in incoming where rule.text("access")?.lowercased() == "allow" {
      let several = rule.words("sourceAddressPrefixes")
      for text in several.isEmpty ? rule.text("sourceAddressPrefix").map({ [$0] }) ?? [] : several {
        sources.append(try source(text))
      }
    }
    // A pool behind an internal balancer that names nobody is there for its network; one that does lets the probes in too.
    if isClosed { sources.removeAll { $0 == "AzureLoadBalancer" } }
    if !isPublic, !isClosed, sources == ["VirtualNetwork"] { return [] }
    return sources
  }

  /// A source as manifests take it: an address alone is a network of one, and everybody is `Internet`.
  private func source(_ text: String) throws(Inexpressible) -> String {
    if text.contains(":") {
      throw Inexpressible("its security group lets in networks of IPv6, which no manifest takes")
    }
    guard text.first?.isNumber == true else { return text }
    guard let network = IPNetwork(text) ?? IPNetwork("\(text)/32") else {
      throw Inexpressible("its security group lets in \(Quoted.line(text)), which is no network")
    }
    if network.prefix == 0 { return "Internet" }
    return "\(network.text(network.first))/\(network.prefix)"
  }
}
