import Pools
import Testing

@testable import Simulator

@Suite("Deployments within deployments")
struct NestedDeploymentTests {
  static let shared = TestCloud.subscription + "/resourceGroups/shared"

  static func nested(_ name: JSONValue, _ resources: [JSONValue], _ more: JSONValue = [:]) -> JSONValue {
    let base: JSONValue = [
      "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "resourceGroup": "shared",
      "properties": [
        "mode": "Incremental",
        "template": [
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0", "resources": .array(resources),
        ],
      ],
    ]
    return base.merging(more)
  }

  private func cloud() throws -> TestCloud {
    var test = try TestCloud()
    _ = test.send("PUT", Self.shared, ["location": "westus2"])
    return test
  }

  private static func path(_ name: String) -> String { "\(shared)/providers/Microsoft.Resources/deployments/\(name)" }

  @Test("one inside is an operation of the one around, and a deployment with operations in its own group")
  func operations() throws {
    var test = try cloud()
    let inside = Self.nested("inside", [Deployments.address("b", ["location": "westus2"])], ["dependsOn": ["a"]])
    let reply = test.deploy(Deployments.request([Deployments.address("a"), inside]))
    #expect(reply.status == 201, "\(reply.message)")
    #expect(test.send("GET", Self.path("inside"), version: Deployments.version).code == "DeploymentNotFound")
    test.wait(.seconds(4))
    #expect(
      test.send("GET", Self.path("inside"), version: Deployments.version).value("properties.provisioningState")
        == "Running")
    test.wait(.seconds(3))
    #expect(test.state() == "Succeeded")
    let targets = test.operations().compactMap { $0.first("properties.targetResource.id")?.string }
    #expect(
      targets == [TestCloud.id("Microsoft.Network/publicIPAddresses/a"), Self.path("inside")])
    let record = test.send("GET", Self.path("inside"), version: Deployments.version)
    #expect(record.value("properties.provisioningState") == "Succeeded")
    let own = test.send("GET", Self.path("inside") + "/operations", version: Deployments.version).list
    let address = "\(Self.shared)/providers/Microsoft.Network/publicIPAddresses/b"
    #expect(own.first?.first("properties.targetResource.id") == .string(address))
    #expect(test.send("GET", address).status == 200)
    let list = test.send(
      "GET", "\(Self.shared)/providers/Microsoft.Resources/deployments", version: Deployments.version)
    #expect(list.list.compactMap { $0.member("name")?.string } == ["inside"])
  }

  @Test("what fails inside is told by the one inside, and the one around fails with it")
  func failure() throws {
    var test = try cloud()
    let action = Fault.Action.failOperation(code: "Busy", message: "not now")
    test.cloud.faults.add(Fault(action, match: Fault.Match(path: "publicIPAddresses/b")))
    _ = test.deploy(
      Deployments.request([
        Self.nested("inside", [Deployments.address("b", ["location": "westus2"])]),
        Deployments.address("c", ["dependsOn": ["inside"]]),
      ]))
    test.wait(.seconds(7))
    #expect(test.state() == "Failed")
    let operation = try #require(test.operations().first)
    #expect(operation.first("properties.provisioningState") == "Failed")
    #expect(operation.first("properties.statusMessage.error.code") == "DeploymentFailed")
    let own = test.send("GET", Self.path("inside") + "/operations", version: Deployments.version).list
    #expect(own.compactMap { $0.first("properties.statusMessage.error.code") } == ["Busy"])
    #expect(test.send("GET", TestCloud.id("Microsoft.Network/publicIPAddresses/c")).status == 404)
  }

  @Test("while it runs its name is taken in its group, and a group that is missing is told at once")
  func names() throws {
    var test = try cloud()
    let address = Deployments.address("b", ["location": "westus2"])
    _ = test.deploy(Deployments.request([Self.nested("inside", [address])]))
    test.wait(.seconds(1))
    #expect(test.deploy(Deployments.chain, to: Self.path("inside")).code == "DeploymentActive")
    test.wait(.seconds(6))
    let lost = Self.nested("lost", [address], ["resourceGroup": "nowhere"])
    let refused = test.deploy(Deployments.request([lost]))
    #expect(refused.code == "InvalidTemplateDeployment")
    #expect(refused.body?.values("error.details.*.code") == ["ResourceGroupNotFound"])
    let linked = Self.nested("linked", [], ["properties": ["templateLink": ["uri": "https://example.com/x.json"]]])
    #expect(test.deploy(Deployments.request([linked])).message.contains("templateLink"))
  }

  @Test("a role for an identity that the same deployment makes, and a secret from a vault")
  func principal() throws {
    var test = try TestCloud.withScaleSet()
    _ = test.send("PUT", Self.shared, ["location": "westus2"])
    let vault = "\(Self.shared)/providers/Microsoft.KeyVault/vaults/team"
    try test.cloud.setSecret("admin", of: vault, to: "Sesame-from-vault-1")
    var set =
      Bodies.scaleSet(["identity": ["type": "SystemAssigned"]])
      .changing("properties.virtualMachineProfile.osProfile.adminPassword") { _ in "[parameters('password')]" }.object
      ?? [:]
    set["type"] = "Microsoft.Compute/virtualMachineScaleSets"
    set["apiVersion"] = "2024-07-01"
    set["name"] = "vision"
    let asked = "reference(resourceId('Microsoft.Compute/virtualMachineScaleSets', 'vision'), '2024-07-01', 'Full')"
    let role: JSONValue = [
      "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
      "name": "5f0c6d5e-0000-4000-8000-000000000001", "scope": "Microsoft.KeyVault/vaults/team",
      "properties": [
        "principalId": .string("[\(asked).identity.principalId]"), "roleDefinitionId": .string(RoleTests.role),
      ],
    ]
    let reply = test.deploy(
      Deployments.request(
        [.object(set), Self.nested("rights", [role], ["dependsOn": ["vision"]])],
        parameters: ["password": ["type": "securestring"]],
        values: ["password": ["reference": ["keyVault": ["id": .string(vault)], "secretName": "admin"]]]))
    #expect(reply.status == 201, "\(reply.message)")
    test.wait(.seconds(7))
    #expect(test.state() == "Succeeded", "\(test.operations())")
    let principal = test.send("GET", Bodies.scaleSetID, version: "2024-07-01").value("identity.principalId")
    let made = test.send("GET", RoleTests.path(on: vault), version: RoleTests.version)
    #expect(principal != nil)
    #expect(made.value("properties.principalId") == principal)
    #expect(
      test.cloud.store[Bodies.scaleSetID.lowercased()]?.body.first(
        "properties.virtualMachineProfile.osProfile.adminPassword")
        == "Sesame-from-vault-1")
    let answered = test.send("GET", Deployments.path, version: Deployments.version).body?.text() ?? ""
    #expect(!answered.contains("Sesame"))
  }
}
