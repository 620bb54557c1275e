import Foundation
import Pools
import Testing

@testable import Simulator

@Suite("Deployments: vaults, lists, upkeep and previews")
struct DeploymentUpkeepTests {
  @Test("a vault's secret is read by ARM alone, where the vault lets it")
  func vault() throws {
    var test = try TestCloud()
    let vault = TestCloud.id("Microsoft.KeyVault/vaults/team")
    let parameters: JSONValue = ["key": ["type": "securestring"]]
    let values: JSONValue = ["key": ["reference": ["keyVault": ["id": .string(vault)], "secretName": "files"]]]
    let body = Deployments.request(
      [Deployments.address("a", ["tags": ["length": "[string(length(parameters('key')))]"]])], parameters: parameters,
      values: values)
    #expect(test.deploy(body).code == "KeyVaultParameterReferenceNotFound")
    _ = test.send("PUT", vault, ["location": "westus2"], version: "2023-07-01")
    #expect(test.deploy(body).code == "KeyVaultParameterReferenceAuthorizationFailed")
    let open: JSONValue = ["location": "westus2", "properties": ["enabledForTemplateDeployment": true]]
    _ = test.send("PUT", vault, open, version: "2023-07-01")
    #expect(test.deploy(body).code == "KeyVaultParameterReferenceSecretRetrieveFailed")
    let secret = test.send("PUT", vault + "/secrets/files", ["properties": ["value": "12345"]], version: "2023-07-01")
    #expect(secret.status == 201)
    #expect(secret.value("properties.value") == nil)
    #expect(test.deploy(body).status == 201)
    test.wait(.seconds(6))
    #expect(
      test.send("GET", TestCloud.id("Microsoft.Network/publicIPAddresses/a")).value("tags.length") == "5")
  }

  @Test("a group keeps so many deployments: the oldest goes, unless a lock forbids it")
  func grooming() throws {
    var test = try TestCloud { settings in
      settings.deploymentLimit = 3
      settings.latency = .zero
    }
    let body = Deployments.request([])
    func path(_ number: Int) -> String { TestCloud.id("Microsoft.Resources/deployments/d\(number)") }
    for number in 1...4 {
      #expect(test.deploy(body, to: path(number)).status == 201)
      test.wait(.seconds(1))
    }
    let list = test.send("GET", TestCloud.id("Microsoft.Resources/deployments"), version: Deployments.version).list
    #expect(list.compactMap { $0.member("name")?.string } == ["d4", "d3", "d2"])
    let lock = TestCloud.id("Microsoft.Authorization/locks/keep")
    _ = test.send("PUT", lock, ["properties": ["level": "CanNotDelete"]], version: "2020-05-01")
    #expect(test.deploy(body, to: path(5)).code == "DeploymentQuotaExceeded")
    #expect(test.deploy(body, to: path(4)).status == 200)
  }

  @Test("a list is filtered by state, and cut")
  func lists() throws {
    var test = try TestCloud()
    let list = TestCloud.id("Microsoft.Resources/deployments")
    _ = test.deploy(Deployments.chain)
    test.wait(.seconds(7))
    _ = test.deploy(Deployments.chain, to: list + "/e")
    test.wait(.seconds(1))
    let filter = ["$filter": "provisioningState eq 'Running'"]
    let running = test.send("GET", list, version: Deployments.version, query: filter).list
    #expect(running.compactMap { $0.member("name")?.string } == ["e"])
    let one = test.send("GET", list, version: Deployments.version, query: ["$top": "1"])
    #expect(one.list.count == 1)
    #expect(one.value("nextLink") != nil)
  }

  @Test("a cancelled one goes no further")
  func cancel() throws {
    var test = try TestCloud()
    _ = test.deploy(Deployments.chain)
    test.wait(.seconds(3))
    #expect(test.send("POST", Deployments.path + "/cancel", version: Deployments.version).status == 204)
    test.wait(.seconds(9))
    #expect(test.state() == "Canceled")
    #expect(test.send("GET", TestCloud.group + "/resources").list.count == 1)
  }

  @Test("what-if says what would change, and changes nothing")
  func whatIf() throws {
    var test = try TestCloud { $0.latency = .zero }
    func ask(_ body: JSONValue) throws -> [JSONValue] {
      let reply = test.send("POST", Deployments.path + "/whatIf", body, version: Deployments.version)
      #expect(reply.status == 202)
      let path = try #require(reply.headers["Location"].flatMap { URL(string: $0)?.path })
      return test.send("GET", path).value("properties.changes")?.array ?? []
    }
    let body = Deployments.request([Deployments.address("a")])
    #expect(try ask(body).map { $0["changeType"] } == ["Create"])
    #expect(test.send("GET", TestCloud.group + "/resources").list.isEmpty)
    _ = test.deploy(body)
    #expect(try ask(body).map { $0["changeType"] } == ["NoChange"])
    let longer = Deployments.request([
      Deployments.address("a", ["properties": ["idleTimeoutInMinutes": 9]])
    ])
    let change = try #require(try ask(longer).first)
    #expect(change["changeType"] == "Modify")
    #expect(change.values("delta.*.path") == ["properties.idleTimeoutInMinutes"])
  }

  @Test("mode Complete takes away what the template does not name")
  func complete() throws {
    var test = try TestCloud { $0.latency = .zero }
    _ = test.deploy(Deployments.request([Deployments.address("a"), Deployments.address("b")]))
    _ = test.deploy(Deployments.request([Deployments.address("b")], mode: "Complete"))
    let names = test.send("GET", TestCloud.group + "/resources").list.compactMap { $0.member("name")?.string }
    #expect(names == ["b"])
  }
}
