import Pools

extension PoolTemplateWriter {
  static let frontend = "frontend"
  static let backend = "machines"

  /// The one address that people know, and its rules; where it is public, also the machines' way out.
  mutating func balancer() -> JSONValue {
    let ports = fields.access.ports
    var properties: [String: JSONValue?] = [
      "frontendIPConfigurations": [frontendConfiguration()],
      "backendAddressPools": [["name": .string(Self.backend)]],
      "probes": .array(ports.indices.map { probe(ofPort: $0) }),
      "loadBalancingRules": .array(ports.indices.map { balancingRule(ofPort: $0) }),
    ]
    if fields.access.isPublic { properties["outboundRules"] = [outboundRule()] }
    let needs: PoolResource? = fields.access.isPublic ? .address : hasOwnNetwork ? .subnet : nil
    return resource(
      .balancer, dependsOn: needs.map { [$0] } ?? [],
      ["sku": ["name": "Standard", "tier": "Regional"], "properties": .some(properties)])
  }

  private mutating func frontendConfiguration() -> JSONValue {
    if fields.access.isPublic {
      return [
        "name": .string(Self.frontend), "properties": ["publicIPAddress": .reference(PoolResource.address.id)],
      ]
    }
    return .some([
      "name": .string(Self.frontend),
      "zones": addressZones,
      "properties": ["privateIPAllocationMethod": "Dynamic", "subnet": subnet()],
    ])
  }

  private mutating func balancingRule(ofPort index: Int) -> JSONValue {
    let port = port(index)
    let affinity = parameters.value(
      "loadDistribution", fields.access.hasAffinity ? "SourceIP" : "Default", at: "spec.access.affinity")
    return [
      "name": .string("[\(port).name]"),
      "properties": [
        "frontendIPConfiguration": PoolResource.balancer.part(
          "frontendIPConfigurations", named: "'\(Self.frontend)'"),
        "backendAddressPool": PoolResource.balancer.part("backendAddressPools", named: "'\(Self.backend)'"),
        "probe": PoolResource.balancer.part("probes", named: "\(port).name"),
        "protocol": "Tcp",
        "frontendPort": .string("[\(port).number]"),
        "backendPort": .string("[\(port).number]"),
        "loadDistribution": affinity,
        "idleTimeoutInMinutes": idleTimeout(),
        // A session that times out hears of it, in place of hanging.
        "enableTcpReset": true,
        "enableFloatingIP": false,
        // The outbound rule, or the gateway, is the way out; ports that rules lend for it run out without a word.
        "disableOutboundSnat": true,
      ],
    ]
  }

  private mutating func outboundRule() -> JSONValue {
    [
      "name": "outbound",
      "properties": [
        "frontendIPConfigurations": [
          PoolResource.balancer.part("frontendIPConfigurations", named: "'\(Self.frontend)'")
        ],
        "backendAddressPool": PoolResource.balancer.part("backendAddressPools", named: "'\(Self.backend)'"),
        "protocol": "All",
        // 0 leaves it to Azure how many ports a machine gets (1,024 in pools of up to 50). A number would have to
        // follow the largest count, and each change of it breaks the connections that are open.
        "allocatedOutboundPorts": 0,
        "idleTimeoutInMinutes": idleTimeout(),
        "enableTcpReset": true,
      ],
    ]
  }

  /// Two failures of 15 seconds take a machine out: a sick one loses no more than half a minute of newcomers, and one
  /// slow answer does not throw people over to another machine.
  private mutating func probe(ofPort index: Int) -> JSONValue {
    let port = port(index)
    let question = question(fields.access.ports[index])
    return [
      "name": .string("[\(port).name]"),
      "properties": .some([
        "protocol": .string(question.channel.probeName),
        "port": .string("[\(port).number]"),
        "requestPath": question.path.map { .string($0) },
        "intervalInSeconds": 15,
        "probeThreshold": 2,
      ]),
    ]
  }

  /// What a port is asked: what `health` says of that port; JupyterHub's own health page, where the image is known to
  /// have one; else whether somebody listens.
  ///
  /// The Data Science images serve JupyterHub by TLS on 8000, with a certificate that they have signed themselves. A
  /// probe by plain HTTP would fail for ever there. One by HTTPS does not ask who has signed (clusters with authorities
  /// of their own are probed so), but wants SHA-256 signatures, which is what OpenSSL makes since 1.1. `/hub/health`
  /// answers 200 to everybody. Of other images nobody knows whether they speak TLS, so they are only connected to.
  private func question(_ port: AccessFields.Port) -> (channel: MachineFields.Health.Channel, path: String?) {
    if let health = fields.machine.health, health.port == port.number, health.channel != .tcp {
      return (health.channel, health.path ?? "/")
    }
    if port.name == "jupyterhub", fields.isDataScienceUbuntu { return (.https, "/hub/health") }
    return (.tcp, nil)
  }
}

extension PoolFields {
  /// Whether the image is one of Microsoft's Data Science images of Ubuntu.
  var isDataScienceUbuntu: Bool {
    guard system == .ubuntu, case .marketplace(let publisher, _, _, _, _) = machine.image else { return false }
    return publisher.lowercased() == "microsoft-dsvm"
  }
}

extension MachineFields.Health.Channel {
  /// As a balancer spells it; the health extension takes the raw value.
  fileprivate var probeName: String {
    switch self {
    case .tcp: "Tcp"
    case .http: "Http"
    case .https: "Https"
    }
  }
}
