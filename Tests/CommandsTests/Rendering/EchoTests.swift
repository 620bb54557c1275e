import Pools
import Testing

@testable import Commands

@Suite("the echo")
struct EchoTests {
  @Test("what Azure answers in other words is shown; its own defaults and secrets are not")
  func entries() throws {
    let id = try Fixtures.scaleSet("nlp")
    let password = JSONPath("properties", "password")
    let baseline = Baseline(resources: [
      Baseline.Resource(
        id: id, apiVersion: "2024-07-01",
        desired: [
          "location": "West US 2", "zones": ["1", "2"], "sku": ["capacity": 2],
          "properties": ["password": "[parameters('p')]", "version": "latest"],
        ],
        expressions: [password: ["p"]],
        echo: [
          "Location": "westus2", "zones": ["1", "2"], "sku": ["capacity": 2, "tier": "Standard"],
          "properties": ["password": "(secret)", "version": "22.4.1"],
        ])
    ])
    let view = EchoView(baseline)
    #expect(
      view.lines == [
        "    scale set nlp location: West US 2 is answered as westus2",
        "    scale set nlp properties.version: latest is answered as 22.4.1",
      ])
    #expect(view.json.array?.count == 2)
  }
}
