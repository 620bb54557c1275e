import Pools
import Testing

@testable import Simulator

/// What Azure refuses of a pool by its own fields, as people report it.
@Suite("What Azure refuses of a whole pool")
struct WholePoolRefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var change: JSONValue
    /// Nil where it is taken.
    var code: String?
    var message = ""
    var testDescription: String { name }
  }

  private static func machine(_ profile: JSONValue) -> JSONValue {
    ["properties": ["virtualMachineProfile": profile]]
  }

  static let windows: JSONValue = ["linuxConfiguration": .null, "windowsConfiguration": ["provisionVMAgent": true]]

  static let scaleSets: [Row] = [
    Row(
      name: "a Windows prefix of ten",
      change: machine(["osProfile": windows.merging(["computerNamePrefix": "visionpool"])]),
      code: "InvalidParameter", message: "cannot be more than 9 characters"),
    Row(
      name: "a Windows prefix of nine",
      change: machine(["osProfile": windows.merging(["computerNamePrefix": "visionpoo"])])),
    Row(
      name: "an administrator called admin", change: machine(["osProfile": ["adminUsername": "admin"]]),
      code: "InvalidParameter"),
    Row(
      name: "no way to sign in",
      change: machine(["osProfile": ["linuxConfiguration": ["disablePasswordAuthentication": true]]]),
      code: "InvalidParameter", message: "must be enabled in Linux profile"),
    Row(name: "spot without a policy", change: machine(["priority": "Spot"])),
    Row(
      name: "eviction without spot", change: machine(["evictionPolicy": "Delete"]), code: "OperationNotAllowed",
      message: "only on Azure Spot"),
    Row(
      name: "rolling without health", change: ["properties": ["upgradePolicy": ["mode": "Rolling"]]],
      code: "OperationNotAllowed", message: "health extension was not provided"),
    Row(
      name: "repairs without health", change: ["properties": ["automaticRepairsPolicy": ["enabled": true]]],
      code: "OperationNotAllowed", message: "Automatic repairs"),
    Row(
      name: "repairs after five minutes",
      change: [
        "properties": [
          "automaticRepairsPolicy": ["enabled": true, "gracePeriod": "PT5M"],
          "virtualMachineProfile": ["extensionProfile": ["extensions": [MachineTests.health]]],
        ]
      ], code: "InvalidParameter", message: "PT10M"),
    Row(
      name: "Flexible with surplus machines",
      change: ["properties": ["orchestrationMode": "Flexible", "overprovision": true]], code: "InvalidParameter"),
    Row(
      name: "Flexible without a version of its cards", change: ["properties": ["orchestrationMode": "Flexible"]],
      code: "InvalidParameter", message: "networkApiVersion"),
    Row(
      name: "Flexible",
      change: [
        "properties": [
          "orchestrationMode": "Flexible",
          "virtualMachineProfile": ["networkProfile": ["networkApiVersion": "2020-11-01"]],
        ]
      ]),
    Row(
      name: "a disk twice",
      change: machine(["storageProfile": ["dataDisks": [["lun": 0], ["lun": 0]]]]), code: "InvalidParameter",
      message: "lun"),
  ]

  @Test("a scale set that Azure does not take is refused with its words", arguments: scaleSets)
  func scaleSet(_ row: Row) throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    let reply = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(row.change), version: "2024-07-01")
    #expect(reply.code == row.code, "\(reply.message)")
    #expect(reply.message.contains(row.message), "\(reply.message)")
  }

  @Test("what a spot, rolling or Flexible set leaves unsaid, Azure fills in")
  func defaults() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    let spot = test.send(
      "PUT", Bodies.scaleSetID, Bodies.scaleSet(Self.machine(["priority": "Spot"])), version: "2024-07-01")
    #expect(spot.value("properties.virtualMachineProfile.evictionPolicy") == "Deallocate")
    #expect(spot.value("properties.overprovision") == true)
    let flexible = test.send(
      "PUT", Bodies.scaleSetID + "2", Bodies.scaleSet(Self.scaleSets.first { $0.name == "Flexible" }?.change ?? [:]),
      version: "2024-07-01")
    #expect(flexible.value("properties.singlePlacementGroup") == false)
    #expect(flexible.value("properties.platformFaultDomainCount") == 1)
    #expect(flexible.value("properties.overprovision") == nil)
  }

  @Test(
    "what only a new scale set can have",
    arguments: [
      Row(name: "eviction", change: machine(["evictionPolicy": "Delete"]), code: "PropertyChangeNotAllowed"),
      Row(
        name: "priority", change: machine(["priority": "Regular", "evictionPolicy": .null]),
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "security type", change: machine(["securityProfile": ["securityType": "ConfidentialVM"]]),
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "disk type",
        change: machine(["storageProfile": ["osDisk": ["managedDisk": ["storageAccountType": "Standard_LRS"]]]]),
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "a smaller disk", change: machine(["storageProfile": ["osDisk": ["diskSizeGB": 64]]]),
        code: "PropertyChangeNotAllowed"),
      Row(name: "a larger disk", change: machine(["storageProfile": ["osDisk": ["diskSizeGB": 512]]])),
      Row(name: "encryption at the host", change: machine(["securityProfile": ["encryptionAtHost": true]])),
    ])
  func immutable(_ row: Row) throws {
    let made = Self.machine([
      "priority": "Spot", "evictionPolicy": "Deallocate", "securityProfile": ["securityType": "TrustedLaunch"],
      "storageProfile": ["osDisk": ["diskSizeGB": 256]],
    ])
    var test = try TestCloud.withScaleSet(made)
    let reply = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(made.merging(row.change)), version: "2024-07-01")
    #expect(reply.code == row.code, "\(reply.message)")
  }

  /// A Standard balancer with an outbound rule.
  static let balancer = Bodies.balancer.merging([
    "sku": ["name": "Standard"],
    "properties": [
      "outboundRules": [
        [
          "name": "out",
          "properties": [
            "protocol": "All", "allocatedOutboundPorts": 1024,
            "frontendIPConfigurations": [["id": .string(Bodies.balancerID + "/frontendIPConfigurations/front")]],
            "backendAddressPool": ["id": .string(Bodies.balancerID + "/backendAddressPools/machines")],
          ],
        ]
      ]
    ],
  ]).changing("properties.loadBalancingRules.*.properties.disableOutboundSnat") { _ in true }

  static let balancers: [(String, JSONValue, String?)] = [
    ("as it should be", balancer, nil),
    (
      "a Basic one with an outbound rule", balancer.merging(["sku": ["name": "Basic"]]),
      "OutboundRulesNotSupportedForBasicSku"
    ),
    (
      "a rule that lends ports beside an outbound rule",
      balancer.changing("properties.loadBalancingRules.*.properties.disableOutboundSnat") { _ in false },
      "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule"
    ),
    (
      "an outbound rule of an internal front end",
      balancer.changing("properties.frontendIPConfigurations.*.properties") { _ in
        ["subnet": ["id": .string(Bodies.networkID + "/subnets/pools")]]
      }, "OutboundRuleCannotReferencePrivateFrontendIPConfiguration"
    ),
    (
      "a probe that is missing", balancer.changing("properties.probes") { _ in [] }, "InvalidResourceReference"
    ),
    (
      "ports that are no multiple of eight",
      balancer.changing("properties.outboundRules.*.properties.allocatedOutboundPorts") { _ in 1001 },
      "InvalidAllocatedOutboundPorts"
    ),
  ]

  @Test("a balancer that Azure does not take is refused", arguments: balancers)
  func balancer(name: String, body: JSONValue, code: String?) throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    let address: JSONValue = [
      "location": "westus2", "sku": ["name": "Standard"], "properties": ["publicIPAllocationMethod": "Static"],
    ]
    _ = test.send("PUT", Bodies.addressID, address)
    let reply = test.send("PUT", Bodies.balancerID, body)
    #expect(reply.code == code, "\(reply.message)")
  }

  @Test("a Standard balancer takes no Basic address, and a Basic address no zones")
  func addresses() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.addressID, ["location": "westus2"])
    #expect(test.send("PUT", Bodies.balancerID, Self.balancer).code == "PublicIPAndLBSkuDoNotMatch")
    let zoned: JSONValue = ["location": "westus2", "zones": ["1"]]
    #expect(test.send("PUT", Bodies.addressID + "2", zoned).code == "ZonesNotAllowedForBasicPublicIPAddress")
  }

  @Test("a scale set in zones takes no Basic balancer, and asks a probe that a rule uses")
  func neighbours() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    _ = test.send("PUT", Bodies.addressID, ["location": "westus2"])
    #expect(test.send("PUT", Bodies.balancerID, Bodies.balancer).status == 201)
    let pool: JSONValue = [["id": .string(Bodies.balancerID + "/backendAddressPools/machines")]]
    let place: JSONPattern =
      "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations.*.properties.ipConfigurations.*.properties.loadBalancerBackendAddressPools"
    let zoned = Bodies.scaleSet(["zones": ["1", "2"]]).changing(place) { _ in pool }
    #expect(
      test.send("PUT", Bodies.scaleSetID, zoned, version: "2024-07-01").code
        == "ZonalResourceCannotUseBasicLoadBalancer")
    let probe = Bodies.balancerID + "/probes/ssh"
    let asking = Bodies.scaleSet(Self.machine(["networkProfile": ["healthProbe": ["id": .string(probe)]]]))
      .changing(place) { _ in pool }
    #expect(test.send("PUT", Bodies.scaleSetID, asking, version: "2024-07-01").status == 201)
    let idle = Bodies.balancer.changing("properties.loadBalancingRules") { _ in [] }
    _ = test.send("PUT", Bodies.balancerID, idle)
    #expect(
      test.send("PUT", Bodies.scaleSetID, asking, version: "2024-07-01").code == "CannotUseInactiveHealthProbe")
  }
}
