import PoolFieldSamples
import Pools
import Templates
import Testing

@Suite("the network of a pool by its own fields")
struct PoolNetworkTests {
  private static let network = "\(Sample.group)/providers/Microsoft.Network"

  @Test("a public pool has a network, a security group, an address and a balancer of its own")
  func publicPool() throws {
    let pool = try RenderedPool { $0.access.dnsLabel = "vision-pool" }
    #expect(pool.names == ["vision", "vision-lb", "vision-nsg", "vision-ip", "vision-vnet", "machines"])
    #expect(
      try pool.document("vision-ip").body == [
        "location": "westus2", "sku": ["name": "Standard", "tier": "Regional"],
        "properties": [
          "publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4",
          "dnsSettings": ["domainNameLabel": "vision-pool"],
        ],
      ])
  }

  @Test("a network is written without subnets, whosever they are, and the pool's own is a resource of its own")
  func subnet() throws {
    let pool = try RenderedPool { $0.tags = ["costCentre": "4711"] }
    #expect(try pool.value("vision-vnet", "properties") == ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]])
    let subnet = try pool.document("machines")
    #expect(subnet.id.description == "\(Self.network)/virtualNetworks/vision-vnet/subnets/machines")
    #expect(
      subnet.body == [
        "properties": [
          "addressPrefix": "10.0.0.0/20", "defaultOutboundAccess": false,
          "networkSecurityGroup": ["id": .string("\(Self.network)/networkSecurityGroups/vision-nsg")],
        ]
      ])
    #expect(subnet.dependsOn.map(\.name) == ["vision-nsg", "vision-vnet"])
    #expect(try pool.document("vision-vnet").apiVersion > "2023-11")
    #expect(try pool.document("vision").dependsOn.contains(subnet.id))
    let inside = try RenderedPool { $0.access.isPublic = false }
    #expect(try inside.document("vision-lb").dependsOn.map(\.name) == ["machines"])
  }

  @Test("a balancing rule keeps people on their machine, tells them when it ends, and lends no way out")
  func rule() throws {
    let pool = try RenderedPool { $0.access.idleTimeout = 12 }
    let balancer = "\(Self.network)/loadBalancers/vision-lb"
    #expect(
      try pool.value("vision-lb", "properties.loadBalancingRules") == [
        [
          "name": "ssh",
          "properties": [
            "frontendIPConfiguration": ["id": .string("\(balancer)/frontendIPConfigurations/frontend")],
            "backendAddressPool": ["id": .string("\(balancer)/backendAddressPools/machines")],
            "probe": ["id": .string("\(balancer)/probes/ssh")], "protocol": "Tcp", "frontendPort": 22,
            "backendPort": 22, "loadDistribution": "SourceIP", "idleTimeoutInMinutes": 12, "enableTcpReset": true,
            "enableFloatingIP": false, "disableOutboundSnat": true,
          ],
        ]
      ])
    let outbound = try #require(try pool.value("vision-lb", "properties.outboundRules.0.properties"))
    #expect(outbound["protocol"] == "All")
    #expect(outbound["idleTimeoutInMinutes"] == 12)
    #expect(outbound["enableTcpReset"] == true)
    let loose = try RenderedPool { $0.access.hasAffinity = false }
    #expect(try loose.value("vision-lb", "properties.loadBalancingRules.0.properties.loadDistribution") == "Default")
  }

  @Test("an internal pool has no public frontend, and a gateway as its way out")
  func internalPool() throws {
    let pool = try RenderedPool { $0.access.isPublic = false }
    let names = ["vision", "vision-lb", "vision-natgw", "vision-nsg", "vision-nat", "vision-vnet", "machines"]
    #expect(pool.names == names)
    let frontend = try pool.value("vision-lb", "properties.frontendIPConfigurations.0.properties")
    let subnet: JSONValue = ["id": .string("\(Self.network)/virtualNetworks/vision-vnet/subnets/machines")]
    #expect(frontend == ["privateIPAllocationMethod": "Dynamic", "subnet": subnet])
    #expect(try pool.value("vision-lb", "properties.outboundRules") == nil)
    let gateway: JSONValue = ["id": .string("\(Self.network)/natGateways/vision-natgw")]
    #expect(try pool.value("machines", "properties.natGateway") == gateway)
    #expect(
      try pool.value("vision-natgw", "properties.publicIpAddresses.0.id")
        == .string("\(Self.network)/publicIPAddresses/vision-nat"))
  }

  @Test("in a subnet that was there the machines carry the security group, and nothing of the network is made")
  func existingSubnet() throws {
    let subnet = try PoolFieldSample.id("Microsoft.Network/virtualNetworks/hub/subnets/pools")
    for isPublic in [true, false] {
      let pool = try RenderedPool {
        $0.network = .existing(subnet)
        $0.access.isPublic = isPublic
      }
      #expect(pool.names == ["vision", "vision-lb", "vision-nsg"] + (isPublic ? ["vision-ip"] : []))
      let card = try #require(try pool.machine("networkProfile.networkInterfaceConfigurations.0.properties"))
      #expect(card["networkSecurityGroup"] == ["id": .string("\(Self.network)/networkSecurityGroups/vision-nsg")])
      #expect(
        card.value(at: RenderedPool.path("ipConfigurations.0.properties.subnet.id")) == .string(subnet.description))
    }
  }

  @Test("addresses span all zones where the pool names any", arguments: [true, false])
  func zones(_ isPublic: Bool) throws {
    let pool = try RenderedPool {
      $0.machine.zones = ["2"]
      $0.access.isPublic = isPublic
    }
    let all: JSONValue = ["1", "2", "3"]
    #expect(try pool.value(isPublic ? "vision-ip" : "vision-nat", "zones") == all)
    let frontend = try pool.value("vision-lb", "properties.frontendIPConfigurations.0.zones")
    #expect(frontend == (isPublic ? .none : .some(all)))
    #expect(try pool.value("vision", "zones") == ["2"])
  }

  @Test("a subnet is known to Azure Files where machines are known to it by their network alone")
  func endpoint() throws {
    let pool = try RenderedPool {
      $0.share = ShareFields(kind: .azureNFS(account: "teamfiles", share: "team"), mountPath: "/datamnt/team")
    }
    #expect(
      try pool.value("machines", "properties.serviceEndpoints")
        == [["service": "Microsoft.Storage"]])
  }

  /// What a port is asked, by image and health.
  struct ProbeRow: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isDataScience = true
    var health: MachineFields.Health?
    var properties: JSONValue
  }

  static let hub: JSONValue = [
    "protocol": "Https", "port": 8000, "requestPath": "/hub/health", "intervalInSeconds": 15, "probeThreshold": 2,
  ]

  static let probes = [
    ProbeRow(testDescription: "JupyterHub of the Data Science image speaks TLS", properties: hub),
    ProbeRow(
      testDescription: "of another image nobody knows", isDataScience: false,
      properties: ["protocol": "Tcp", "port": 8000, "intervalInSeconds": 15, "probeThreshold": 2]),
    ProbeRow(
      testDescription: "what health says of the port goes first",
      health: MachineFields.Health(channel: .http, port: 8000, path: "/alive"),
      properties: [
        "protocol": "Http", "port": 8000, "requestPath": "/alive", "intervalInSeconds": 15, "probeThreshold": 2,
      ]),
  ]

  @Test("a port is asked what it can answer", arguments: probes)
  func probe(_ row: ProbeRow) throws {
    let pool = try RenderedPool {
      $0.access.ports = [AccessFields.Port(name: "jupyterhub", number: 8000)]
      $0.machine.health = row.health
      if !row.isDataScience {
        $0.machine.image = .marketplace(publisher: "Canonical", offer: "o", sku: "s", version: "latest", plan: nil)
      }
    }
    #expect(try pool.value("vision-lb", "properties.probes") == [["name": "jupyterhub", "properties": row.properties]])
  }
}
