import Pools

extension PoolTemplateWriter {
  /// Where the machines' network and their way out are the pool's own, its network; its security group and addresses.
  mutating func network() -> [JSONValue] {
    var resources = [securityGroup()]
    if fields.access.isPublic { resources.append(address(.address, label: fields.access.dnsLabel)) }
    if hasOutboundGateway { resources += [address(.outboundAddress), outboundGateway()] }
    if case .own(let space, let subnet) = fields.network { resources += [ownNetwork(space), ownSubnet(subnet)] }
    return resources
  }

  /// A public balancer is a way out too, by its outbound rule. An internal one is none, and new networks have no
  /// default one; a subnet that was there before has its own.
  var hasOutboundGateway: Bool {
    if case .own = fields.network { !fields.access.isPublic } else { false }
  }

  var hasOwnNetwork: Bool { if case .own = fields.network { true } else { false } }

  /// The id of the subnet that the machines are in.
  mutating func subnet() -> JSONValue {
    switch fields.network {
    case .own: return .reference(PoolResource.subnet.id)
    case .existing(let id):
      return .reference(parameters.value("subnet", .string(id.description), at: "spec.network.subnet"))
    }
  }

  /// The network without its subnets, so that a write of it takes none of other people's away: each is its own resource.
  private mutating func ownNetwork(_ space: String) -> JSONValue {
    let addressSpace = parameters.value("addressSpace", .string(space), at: "spec.network.addressSpace")
    return resource(.network, ["properties": ["addressSpace": ["addressPrefixes": [addressSpace]]]])
  }

  private mutating func ownSubnet(_ prefix: String) -> JSONValue {
    let range = parameters.value("subnetPrefix", .string(prefix), at: "spec.network.subnetPrefix")
    let properties: JSONValue = .some([
      "addressPrefix": range,
      "networkSecurityGroup": .reference(PoolResource.securityGroup.id),
      "natGateway": hasOutboundGateway ? .reference(PoolResource.outboundGateway.id) : nil,
      // What Azure would give by default is an address that nobody chose, and it is on its way out.
      "defaultOutboundAccess": false,
      "serviceEndpoints": hasNetworkShare ? [["service": "Microsoft.Storage"]] : nil,
    ])
    let needs: [PoolResource] = [.network, .securityGroup]
    return resource(
      .subnet, dependsOn: hasOutboundGateway ? needs + [.outboundGateway] : needs, ["properties": properties])
  }

  /// Azure Files let an NFS share be mounted from known networks only, and the endpoint makes the subnet known.
  private var hasNetworkShare: Bool {
    if case .azureNFS = fields.share?.kind { true } else { false }
  }

  private mutating func address(_ resource: PoolResource, label: String? = nil) -> JSONValue {
    let dns = label.map { parameters.value("dnsLabel", .string($0), at: "spec.access.dnsLabel") }
    return self.resource(
      resource,
      [
        "sku": ["name": "Standard", "tier": "Regional"],
        "zones": addressZones,
        "properties": .some([
          "publicIPAllocationMethod": "Static",
          "publicIPAddressVersion": "IPv4",
          "dnsSettings": dns.map { ["domainNameLabel": $0] },
        ]),
      ])
  }

  /// All three where the pool names any: an address keeps its zones for life, so it must not depend on which zones the
  /// machines are in today. Every region with zones has these.
  var addressZones: JSONValue? { fields.machine.zones.isEmpty ? nil : ["1", "2", "3"] }

  private mutating func outboundGateway() -> JSONValue {
    resource(
      .outboundGateway, dependsOn: [.outboundAddress],
      [
        "sku": ["name": "Standard"],
        "properties": [
          "idleTimeoutInMinutes": idleTimeout(),
          "publicIpAddresses": [.reference(PoolResource.outboundAddress.id)],
        ],
      ])
  }

  mutating func idleTimeout() -> JSONValue {
    parameters.value("idleTimeout", .integer(Int64(fields.access.idleTimeout)), at: "spec.access.idleTimeout")
  }
}
