import Pools
import Testing

@testable import Simulator

@Suite("What Azure refuses")
struct RefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var change: JSONValue
    var code: String
    var testDescription: String { name }
  }

  static let profile = "properties.virtualMachineProfile"

  @Test(
    "what a scale set was made with stays",
    arguments: [
      Row(name: "location", change: ["location": "eastus"], code: "InvalidResourceLocation"),
      Row(name: "zones", change: ["zones": ["1"]], code: "PropertyChangeNotAllowed"),
      Row(
        name: "orchestration mode", change: ["properties": ["orchestrationMode": "Flexible"]],
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "placement group", change: ["properties": ["singlePlacementGroup": true]],
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "image publisher",
        change: ["properties": ["virtualMachineProfile": ["storageProfile": ["imageReference": ["publisher": "x"]]]]],
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "image offer",
        change: ["properties": ["virtualMachineProfile": ["storageProfile": ["imageReference": ["offer": "x"]]]]],
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "computer name prefix",
        change: ["properties": ["virtualMachineProfile": ["osProfile": ["computerNamePrefix": "x"]]]],
        code: "PropertyChangeNotAllowed"),
      Row(
        name: "admin user",
        change: ["properties": ["virtualMachineProfile": ["osProfile": ["adminUsername": "x"]]]],
        code: "PropertyChangeNotAllowed"),
    ])
  func immutable(_ row: Row) throws {
    let made: JSONValue = ["zones": ["1", "2"], "properties": ["singlePlacementGroup": false]]
    var test = try TestCloud.withScaleSet(made)
    let body = Bodies.scaleSet(made.merging(row.change))
    #expect(test.send("PUT", Bodies.scaleSetID, body, version: "2024-07-01").code == row.code)
    let same = test.send("PUT", Bodies.scaleSetID, Bodies.scaleSet(made), version: "2024-07-01")
    #expect(same.status == 200, "\(same.message)")
  }

  @Test(
    "a count has to be one",
    arguments: [.null, -1, 1001, "two"] as [JSONValue])
  func capacity(_ count: JSONValue) throws {
    var test = try TestCloud.withScaleSet()
    var body = Bodies.scaleSet([:])
    body = body.changing("sku.capacity") { _ in count }
    #expect(test.send("PUT", Bodies.scaleSetID, body, version: "2024-07-01").code == "InvalidParameter")
    if count == .null {
      let patch: JSONValue = ["sku": ["capacity": .null]]
      #expect(test.send("PATCH", Bodies.scaleSetID, patch, version: "2024-07-01").code == "InvalidParameter")
    }
  }

  @Test("a reference has to lead somewhere, into the resource itself too")
  func references() throws {
    var test = try TestCloud()
    let reply = test.send("PUT", Bodies.balancerID, Bodies.balancer)
    #expect(reply.code == "InvalidResourceReference")
    #expect(reply.message.contains("publicIPAddresses/ip"))
    _ = test.send("PUT", Bodies.addressID, ["location": "westus2"])
    #expect(test.send("PUT", Bodies.balancerID, Bodies.balancer).status == 201)
    let lost = Bodies.balancer.changing("properties.probes") { _ in [] }
    #expect(test.send("PUT", Bodies.balancerID, lost).code == "InvalidResourceReference")
    let body = Bodies.scaleSet([:])
    #expect(test.send("PUT", Bodies.scaleSetID, body, version: "2024-07-01").code == "InvalidResourceReference")
  }

  @Test("a body is ARM's, or it is refused with its reason")
  func bodies() throws {
    var test = try TestCloud()
    let address: JSONValue = ["location": "westus2"]
    #expect(test.send("PUT", Bodies.addressID).code == "InvalidRequestContent")
    #expect(test.send("PUT", Bodies.addressID, [:]).code == "LocationRequired")
    #expect(
      test.send("PUT", Bodies.addressID, address.merging(["propertys": [:]])).code == "InvalidRequestContent")
    #expect(
      test.send("PUT", Bodies.addressID, ["location": "atlantis"]).code == "LocationNotAvailableForResourceType")
    let dynamic = address.merging(["sku": ["name": "Standard"]])
    #expect(test.send("PUT", Bodies.addressID, dynamic).status == 400)
  }

  @Test("security rules keep apart")
  func securityRules() throws {
    var test = try TestCloud()
    let path = TestCloud.id("Microsoft.Network/networkSecurityGroups/nsg")
    func group(_ priorities: [Int64]) -> JSONValue {
      let rules = priorities.enumerated().map { position, priority -> JSONValue in
        ["name": .string("r\(position)"), "properties": ["priority": .integer(priority), "direction": "Inbound"]]
      }
      return ["location": "westus2", "properties": ["securityRules": .array(rules)]]
    }
    #expect(test.send("PUT", path, group([100, 100])).code == "SecurityRuleConflict")
    #expect(test.send("PUT", path, group([5])).code == "SecurityRuleInvalidPriority")
    let made = test.send("PUT", path, group([100, 110]))
    #expect(made.status == 201)
    #expect(made.body?.values("properties.defaultSecurityRules.*.name").count == 6)
  }
}
