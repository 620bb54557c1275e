import Pools
import Testing

@testable import Simulator

@Suite("What networks and balancers keep, and what they refuse")
struct NetworkTests {
  static let bare: JSONValue = [
    "location": "westus2", "properties": ["addressSpace": ["addressPrefixes": ["10.0.0.0/16"]]],
  ]

  private static func subnets(_ test: inout TestCloud) -> [JSONValue] {
    test.send("GET", Bodies.networkID).body?.values("properties.subnets.*.name") ?? []
  }

  @Test("a network that is written without subnets keeps them, and did not before 2023-11-01")
  func kept() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    #expect(test.send("PUT", Bodies.networkID, Self.bare, version: "2023-11-01").status == 200)
    #expect(Self.subnets(&test) == ["pools"])
    let named = Self.bare.merging(["properties": ["subnets": []]])
    #expect(test.send("PUT", Bodies.networkID, named).status == 200)
    #expect(Self.subnets(&test) == [])
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    #expect(test.send("PUT", Bodies.networkID, Self.bare, version: "2023-09-01").status == 200)
    #expect(Self.subnets(&test) == [])
  }

  @Test("a subnet that is in use stays, and keeps its range while machines stand in it")
  func inUse() throws {
    var test = try TestCloud.withScaleSet()
    let old = test.send("PUT", Bodies.networkID, Self.bare, version: "2023-09-01")
    #expect(old.code == "InUseSubnetCannotBeDeleted")
    let moved: JSONValue = ["properties": ["addressPrefix": "10.0.1.0/24"]]
    let refused = test.send("PUT", Bodies.networkID + "/subnets/pools", moved)
    #expect(refused.code == "InUsePrefixCannotBeDeleted")
    #expect(refused.message.contains("10.0.0.0/24 on Subnet pools"))
    #expect(
      test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(capacity: 0), version: "2024-07-01").status == 200)
    test.wait(.seconds(10))
    #expect(test.send("PUT", Bodies.networkID + "/subnets/pools", moved).status == 200)
  }

  @Test("a scale set goes to another subnet of its network, and to no other network")
  func moving() throws {
    var test = try TestCloud.withScaleSet()
    _ = test.send("PUT", Bodies.networkID + "/subnets/more", ["properties": ["addressPrefix": "10.0.1.0/24"]])
    let other = TestCloud.id("Microsoft.Network/virtualNetworks/other")
    _ = test.send("PUT", other, Bodies.network)
    func set(in subnet: String) -> JSONValue {
      Bodies.scaleSet().changing(
        "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations.*.properties.ipConfigurations.*.properties.subnet"
      ) { _ in ["id": .string(subnet)] }
    }
    let away = test.send("PUT", Bodies.scaleSetID, set(in: other + "/subnets/pools"), version: "2024-07-01")
    #expect(away.code == "PropertyChangeNotAllowed")
    let near = test.send("PUT", Bodies.scaleSetID, set(in: Bodies.networkID + "/subnets/more"), version: "2024-07-01")
    #expect(near.status == 200, "\(near.message)")
  }

  @Test("a front end is public or private for life")
  func frontends() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    _ = test.send("PUT", Bodies.addressID, ["location": "westus2"])
    #expect(test.send("PUT", Bodies.balancerID, Bodies.balancer).status == 201)
    let inside = Bodies.balancer.changing("properties.frontendIPConfigurations.*.properties") { _ in
      ["subnet": ["id": .string(Bodies.networkID + "/subnets/pools")]]
    }
    #expect(test.send("PUT", Bodies.balancerID, inside).code == "PropertyChangeNotAllowed")
    #expect(test.send("PUT", Bodies.balancerID, Bodies.balancer).status == 200)
  }
}
