import Pools

extension PoolTemplateWriter {
  /// The security group: in front of the subnet where that is the pool's own, else of each machine, where it holds
  /// besides the subnet's.
  ///
  /// Azure's own last rules let in the virtual network and the balancer's probes, and nobody else.
  mutating func securityGroup() -> JSONValue {
    var rules: [JSONValue] = []
    let ports = portRanges()
    if !ports.isEmpty {
      for source in sources() {
        rules.append(rule(source.name, priority: 1_000 + 10 * rules.count, from: source.prefixes, to: ports))
      }
      rules += restrictions(to: ports)
    }
    return resource(.securityGroup, ["properties": ["securityRules": .array(rules)]])
  }

  /// A port of the parameter that lists them, an object of `name` and `number`, without brackets.
  mutating func port(_ index: Int) -> String {
    let ports = fields.access.ports.map { port -> JSONValue in
      ["name": .string(port.name), "number": .integer(Int64(port.number))]
    }
    return parameters.value("ports", .array(ports), at: "spec.access.ports").element(index)
  }

  private mutating func portRanges() -> [JSONValue] {
    fields.access.ports.indices.map { .string("[string(\(port($0)).number)]") }
  }

  private struct Source {
    var name: JSONValue
    /// `sourceAddressPrefixes`, or `sourceAddressPrefix` for a service tag.
    var prefixes: [String: JSONValue]
  }

  /// Who may come in. A rule takes a list of networks of one family, or one service tag, so each of these is a rule.
  private mutating func sources() -> [Source] {
    let allowed = fields.access.allowFrom
    var sources: [Source] = []
    let networks = allowed.filter(Self.isNetwork)
    for (name, family) in [
      ("people", networks.filter { !$0.contains(":") }), ("people-v6", networks.filter { $0.contains(":") }),
    ] where !family.isEmpty {
      let value = JSONValue.array(family.map { .string($0) })
      let list = parameters.value(name == "people" ? "allowFrom" : "allowFrom6", value, at: "spec.access.allowFrom")
      sources.append(Source(name: .string(name), prefixes: ["sourceAddressPrefixes": list]))
    }
    let tags = allowed.filter { !Self.isNetwork($0) }.map { JSONValue.string($0) }
    for index in tags.indices {
      let tag = parameters.value("allowFromTags", .array(tags), at: "spec.access.allowFrom").element(index)
      sources.append(
        Source(
          name: .string("[concat('people-', \(tag))]"), prefixes: ["sourceAddressPrefix": .string("[\(tag)]")]))
    }
    // Behind an internal balancer the virtual network is who the pool is for.
    if sources.isEmpty, !fields.access.isPublic {
      sources.append(Source(name: "people", prefixes: ["sourceAddressPrefix": "VirtualNetwork"]))
    }
    return sources
  }

  /// An address or a range of them; a service tag otherwise, which has no colon and begins with a letter.
  private static func isNetwork(_ text: String) -> Bool {
    text.contains(":") || text.first?.isNumber == true
  }

  /// An internal pool that names its sources is closed to the rest of the virtual network, which Azure's last rules
  /// would let in. The probes come before: their address counts as one of the virtual network's.
  private func restrictions(to ports: [JSONValue]) -> [JSONValue] {
    guard !fields.access.isPublic, !fields.access.allowFrom.isEmpty else { return [] }
    return [
      rule("probes", priority: 2_000, from: ["sourceAddressPrefix": "AzureLoadBalancer"], to: ports),
      rule("others", priority: 3_000, from: ["sourceAddressPrefix": "*"], to: ports, access: "Deny"),
    ]
  }

  private func rule(
    _ name: JSONValue, priority: Int, from source: [String: JSONValue], to ports: [JSONValue], access: String = "Allow"
  ) -> JSONValue {
    let rest: [String: JSONValue] = [
      "priority": .integer(Int64(priority)),
      "direction": "Inbound",
      "access": .string(access),
      "protocol": "Tcp",
      "sourcePortRange": "*",
      "destinationAddressPrefix": "*",
      "destinationPortRanges": .array(ports),
    ]
    return ["name": name, "properties": .object(rest.merging(source, uniquingKeysWith: { first, _ in first }))]
  }
}
