import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("Deployments")
struct DeploymentTests {
  @Test("resources come one after the other, in the order of what they depend on")
  func order() throws {
    var test = try TestCloud()
    let reply = test.deploy(Deployments.chain)
    #expect(reply.status == 201)
    #expect(reply.value("properties.provisioningState") == "Accepted")
    var found: [Int] = []
    var states: [String?] = []
    for _ in 1...4 {
      found.append(test.send("GET", TestCloud.group + "/resources").list.count)
      states.append(test.state())
      test.wait(.seconds(2))
    }
    #expect(found == [0, 1, 2, 3])
    #expect(states == ["Accepted", "Running", "Running", "Succeeded"])
    #expect(test.operations().count == 4)
    #expect(test.operations().last?.first("properties.provisioningOperation") == "EvaluateDeploymentOutput")
  }

  @Test("its status is followed by the link of its answer")
  func status() throws {
    var test = try TestCloud()
    let reply = test.deploy(Deployments.chain)
    let link = try #require(reply.headers["Azure-AsyncOperation"])
    let path = try #require(URL(string: link)?.path)
    #expect(test.send("GET", path).value("status") == "Accepted")
    test.wait(.seconds(6))
    #expect(test.send("GET", path).value("status") == "Succeeded")
  }

  @Test("while it runs, its name is taken; afterwards the same name runs anew, with a new correlation id")
  func active() throws {
    var test = try TestCloud()
    let first = test.deploy(Deployments.chain).value("properties.correlationId")
    test.wait(.seconds(1))
    #expect(test.deploy(Deployments.chain).code == "DeploymentActive")
    #expect(test.send("DELETE", Deployments.path, version: Deployments.version).code == "DeploymentActive")
    test.wait(.seconds(6))
    let again = test.deploy(Deployments.chain)
    #expect(again.status == 200)
    #expect(again.value("properties.correlationId") != first)
  }

  @Test("a failure names its resource, keeps what was made and stops what depends on it")
  func failure() throws {
    var test = try TestCloud()
    let action = Fault.Action.failOperation(code: "SkuNotAvailable", message: "no such size here")
    test.cloud.faults.add(Fault(action, match: Fault.Match(path: "publicIPAddresses/b")))
    _ = test.deploy(Deployments.chain)
    test.wait(.seconds(7))
    let body = test.send("GET", Deployments.path, version: Deployments.version)
    #expect(body.value("properties.provisioningState") == "Failed")
    #expect(body.value("properties.error.code") == "DeploymentFailed")
    #expect(body.body?.values("properties.error.details.*.code") == ["SkuNotAvailable"])
    #expect(test.operations().map { $0.first("properties.provisioningState") } == ["Succeeded", "Failed"])
    #expect(test.operations().last?.first("properties.statusMessage.error.message") == "no such size here")
    let names = test.send("GET", TestCloud.group + "/resources").list.compactMap { $0.member("name")?.string }
    #expect(names == ["a"])
    _ = test.deploy(Deployments.chain)
    test.wait(.seconds(7))
    #expect(test.state() == "Succeeded")
  }

  @Test("what Azure refuses of a resource is the operation's error")
  func refused() throws {
    var test = try TestCloud()
    let lost: JSONValue = [
      "type": "Microsoft.Insights/autoscaleSettings", "apiVersion": "2022-10-01", "name": "scale",
      "location": "westus2", "properties": ["targetResourceUri": .string(Bodies.scaleSetID), "profiles": []],
    ]
    _ = test.deploy(Deployments.request([lost]))
    test.wait(.seconds(6))
    #expect(test.state() == "Failed")
    #expect(test.operations().first?.first("properties.statusMessage.error.code") == "InvalidResourceReference")
  }

  @Test("reference() and outputs are evaluated at the end of what they speak of")
  func references() throws {
    var test = try TestCloud()
    let tagged = Deployments.address(
      "b",
      [
        "tags": ["address": "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'a')).ipAddress]"],
        "dependsOn": ["a"],
      ])
    let outputs: JSONValue = [
      "address": [
        "type": "string", "value": "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'a')).ipAddress]",
      ],
      "place": ["type": "string", "value": "[resourceGroup().location]"],
    ]
    let reply = test.deploy(Deployments.request([Deployments.address("a"), tagged], outputs: outputs))
    #expect(reply.status == 201, "\(reply.message)")
    test.wait(.seconds(6))
    let done = test.send("GET", Deployments.path, version: Deployments.version)
    let address = test.send("GET", TestCloud.id("Microsoft.Network/publicIPAddresses/a"))
      .value("properties.ipAddress")
    #expect(done.value("properties.provisioningState") == "Succeeded", "\(done.body?.text() ?? "")")
    #expect(address != nil)
    #expect(done.value("properties.outputs.address.value") == address)
    #expect(done.value("properties.outputs.place.value") == "westus2")
    #expect(
      test.send("GET", TestCloud.id("Microsoft.Network/publicIPAddresses/b")).value("tags.address") == address)
  }

  @Test("a wrong template or parameter is refused at once, and nothing is begun")
  func invalid() throws {
    var test = try TestCloud()
    let parameters: JSONValue = ["count": ["type": "int", "maxValue": 3]]
    let resources = [Deployments.address("a")]
    for values in [[:], ["count": ["value": 4]], ["count": ["value": 1], "x": ["value": 1]]] as [JSONValue] {
      let body = Deployments.request(resources, parameters: parameters, values: values)
      #expect(test.deploy(body).code == "InvalidTemplate")
      #expect(
        test.send("POST", Deployments.path + "/validate", body, version: Deployments.version).code
          == "InvalidTemplate")
    }
    let old = Deployments.address("a", ["apiVersion": "1999-01-01"])
    let reply = test.deploy(Deployments.request([old]))
    #expect(reply.code == "InvalidTemplateDeployment")
    #expect(reply.body?.values("error.details.*.code") == ["NoRegisteredProviderFound"])
    #expect(test.send("GET", Deployments.path, version: Deployments.version).code == "DeploymentNotFound")
  }

  @Test("secure values stand in nothing that is answered")
  func secrets() throws {
    var test = try TestCloud.withScaleSet()
    let parameters: JSONValue = ["password": ["type": "securestring"], "name": ["type": "string"]]
    let values: JSONValue = ["password": ["value": "Sesame-2"], "name": ["value": "ana"]]
    let scaleSet = Bodies.scaleSet([:])
      .changing("properties.virtualMachineProfile.osProfile.adminPassword") { _ in "[parameters('password')]" }
      .merging([:])
    var members = scaleSet.object ?? [:]
    members["type"] = "Microsoft.Compute/virtualMachineScaleSets"
    members["apiVersion"] = "2024-07-01"
    members["name"] = "vision"
    let reply = test.deploy(
      Deployments.request([.object(members)], parameters: parameters, values: values))
    #expect(reply.status == 201, "\(reply.message)")
    test.wait(.seconds(6))
    #expect(test.state() == "Succeeded")
    let done = test.send("GET", Deployments.path, version: Deployments.version)
    #expect(done.value("properties.parameters.password") == ["type": "SecureString"])
    #expect(done.value("properties.parameters.name") == ["type": "String", "value": "ana"])
    let text = try #require(done.body).text()
    #expect(!text.contains("Sesame"))
    #expect(
      test.cloud.store[Bodies.scaleSetID.lowercased()]?.body
        .first("properties.virtualMachineProfile.osProfile.adminPassword") == "Sesame-2")
  }
}
