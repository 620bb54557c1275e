import Pools

@testable import Simulator

/// Templates and requests that the suites of deployments share.
enum Deployments {
  static let path = TestCloud.id("Microsoft.Resources/deployments/d")
  static let version = "2024-03-01"

  static func request(
    _ resources: [JSONValue], parameters: JSONValue = [:], values: JSONValue = [:], outputs: JSONValue = [:],
    mode: JSONValue = "Incremental"
  ) -> JSONValue {
    [
      "properties": [
        "mode": mode, "parameters": values,
        "template": [
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0", "parameters": parameters, "resources": .array(resources), "outputs": outputs,
        ],
      ]
    ]
  }

  static func address(_ name: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
    let base: JSONValue = [
      "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": name,
      "location": "[resourceGroup().location]", "sku": ["name": "Standard"],
      "properties": ["publicIPAllocationMethod": "Static"],
    ]
    return base.merging(more)
  }

  static let chain = request([
    address("a"), address("b", ["dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'a')]"]]),
    address("c", ["dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'b')]"]]),
  ])
}

extension TestCloud {
  mutating func deploy(_ body: JSONValue, to path: String = Deployments.path) -> ARMReply {
    send("PUT", path, body, version: Deployments.version)
  }

  mutating func state(_ path: String = Deployments.path) -> String? {
    send("GET", path, version: Deployments.version).value("properties.provisioningState")?.string
  }

  mutating func operations() -> [JSONValue] {
    send("GET", Deployments.path + "/operations", version: Deployments.version).list
  }
}
