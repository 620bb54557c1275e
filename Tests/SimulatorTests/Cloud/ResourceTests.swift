import Pools
import Testing

@testable import Simulator

@Suite("Resources")
struct ResourceTests {
  @Test("Azure adds its defaults, spells the location its own way and settles after a while")
  func defaults() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    let body = Bodies.scaleSet(["location": "West US 2"])
    let made = test.send("PUT", Bodies.scaleSetID, body, version: "2024-07-01")
    #expect(made.status == 201)
    #expect(made.headers["Azure-AsyncOperation"] != nil)
    #expect(made.value("location") == "westus2")
    #expect(made.value("properties.provisioningState") == "Creating")
    #expect(made.value("properties.singlePlacementGroup") == true)
    #expect(made.value("properties.overprovision") == true)
    #expect(made.value("properties.uniqueId")?.string?.count == 36)
    #expect(made.value("properties.virtualMachineProfile.storageProfile.osDisk.diskSizeGB") == 150)
    #expect(made.value("etag") == "\"1\"")
    test.wait(.seconds(6))
    let read = test.send("GET", Bodies.scaleSetID, version: "2024-07-01")
    #expect(read.value("properties.provisioningState") == "Succeeded")
  }

  @Test("secrets are never answered")
  func writeOnly() throws {
    var test = try TestCloud.withScaleSet()
    for path in [Bodies.scaleSetID, Bodies.scaleSetID + "/virtualMachines", Bodies.scaleSetID + "/extensions"] {
      let text = test.send("GET", path, version: "2024-07-01").body?.text() ?? ""
      #expect(!text.contains("Sesame-open-1"))
      #expect(!text.contains("key-4711"))
    }
  }

  @Test("Compute's lists write the group in capitals, and a subscription's list has what its groups have")
  func lists() throws {
    var test = try TestCloud.withScaleSet()
    let tail = "/providers/Microsoft.Compute/virtualMachineScaleSets"
    let all = test.send("GET", TestCloud.subscription + tail, version: "2024-07-01").list
    #expect(all.first?.member("id")?.string?.contains("/resourceGroups/VISION/") == true)
    #expect(test.send("GET", TestCloud.group + tail, version: "2024-07-01").list == all)
    let generic = test.send("GET", TestCloud.subscription + "/resources")
    #expect(generic.list.count == 2)
    #expect(generic.list.allSatisfy { $0.member("properties") == nil })
    let filter = ["$filter": "resourceType eq 'Microsoft.Network/virtualNetworks'"]
    #expect(test.send("GET", TestCloud.group + "/resources", query: filter).list.count == 1)
  }

  @Test("an etag that is no longer true stops a write, and the true one lets it through")
  func preconditions() throws {
    var test = try TestCloud.withScaleSet()
    let patch: JSONValue = ["sku": ["capacity": 3]]
    let path = Bodies.scaleSetID
    func with(_ etag: String) -> [String: String] { ["If-Match": etag] }
    #expect(test.send("PATCH", path, patch, version: "2024-07-01", headers: with("\"7\"")).code == "PreconditionFailed")
    #expect(test.send("PATCH", path, patch, version: "2024-07-01", headers: with("\"1\"")).status == 200)
    #expect(test.send("PATCH", path, patch, version: "2024-07-01", headers: with("\"1\"")).status == 412)
    #expect(
      test.send("PUT", path, Bodies.scaleSet([:]), version: "2024-07-01", headers: ["If-None-Match": "*"]).status == 412
    )
  }

  @Test("a patch merges, replaces the tags whole and leaves the rest")
  func patch() throws {
    var test = try TestCloud.withScaleSet(["tags": ["a": "1"]])
    let reply = test.send(
      "PATCH", Bodies.scaleSetID, ["sku": ["capacity": 5], "tags": ["b": "2"]], version: "2024-07-01")
    #expect(reply.value("sku") == ["name": "Standard_D2s_v3", "tier": "Standard", "capacity": 5])
    #expect(reply.value("tags") == ["b": "2"])
    #expect(reply.value("properties.virtualMachineProfile.osProfile.adminUsername") == "dsvmuser")
    let refused = test.send("PATCH", Bodies.networkID, ["properties": ["enableDdosProtection": true]])
    #expect(refused.code == "InvalidRequestFormat")
  }

  @Test("a deletion takes its time, and what is not there is no error")
  func deletion() throws {
    var test = try TestCloud.withScaleSet()
    #expect(test.send("DELETE", Bodies.scaleSetID, version: "2024-07-01").status == 202)
    let reply = test.send("GET", Bodies.scaleSetID, version: "2024-07-01")
    #expect(reply.value("properties.provisioningState") == "Deleting")
    test.wait(.seconds(6))
    #expect(test.send("GET", Bodies.scaleSetID, version: "2024-07-01").status == 404)
    #expect(test.send("DELETE", Bodies.scaleSetID, version: "2024-07-01").status == 204)
  }

  @Test("what another resource names cannot be deleted")
  func inUse() throws {
    var test = try TestCloud.withScaleSet()
    #expect(test.send("DELETE", Bodies.networkID).code == "InUseSubnetCannotBeDeleted")
    #expect(test.send("DELETE", Bodies.networkID + "/subnets/pools").code == "InUseSubnetCannotBeDeleted")
  }

  @Test("a child is part of its parent, by both of their ids")
  func children() throws {
    var test = try TestCloud()
    _ = test.send("PUT", Bodies.networkID, Bodies.network)
    let path = Bodies.networkID + "/subnets/more"
    #expect(test.send("PUT", path, ["properties": ["addressPrefix": "10.0.1.0/24"]]).status == 201)
    #expect(test.send("GET", path).value("properties.provisioningState") == "Succeeded")
    #expect(test.send("GET", Bodies.networkID).body?.values("properties.subnets.*.name") == ["pools", "more"])
    #expect(test.send("GET", Bodies.networkID + "/subnets").list.count == 2)
    #expect(test.send("DELETE", path).status == 200)
    #expect(test.send("GET", path).code == "NotFound")
    #expect(test.send("PUT", Bodies.networkID + "x/subnets/s", [:]).code == "ParentResourceNotFound")
  }

  @Test("types without rules are kept as they come, and unknown ones are refused")
  func generic() throws {
    var test = try TestCloud()
    let table = TestCloud.id("Microsoft.Network/routeTables/r")
    #expect(test.send("PUT", table, ["location": "westus2", "properties": ["x": 1]]).status == 201)
    #expect(test.send("GET", table).value("properties.x") == 1)
    #expect(test.send("PUT", TestCloud.id("Microsoft.Network/kettles/k"), [:]).code == "InvalidResourceType")
    #expect(test.send("PUT", TestCloud.id("Contoso.Tea/kettles/k"), [:]).code == "InvalidResourceNamespace")
    #expect(
      test.send("GET", Bodies.scaleSetID, version: "2011-01-01").code == "NoRegisteredProviderFound")
  }

  @Test("a lock stops deletion of what is below it")
  func locks() throws {
    var test = try TestCloud.withScaleSet()
    let lock = TestCloud.id("Microsoft.Authorization/locks/keep")
    let version = "2020-05-01"
    #expect(test.send("PUT", lock, ["properties": ["level": "CanNotDelete"]], version: version).status == 201)
    #expect(test.send("DELETE", Bodies.scaleSetID, version: "2024-07-01").code == "ScopeLocked")
    #expect(test.send("DELETE", TestCloud.group).code == "ScopeLocked")
    #expect(test.send("DELETE", lock, version: version).status == 200)
    #expect(test.send("DELETE", Bodies.scaleSetID, version: "2024-07-01").status == 202)
  }
}
