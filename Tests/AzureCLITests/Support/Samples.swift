import Pools
import Reconciliation
import Testing

enum Sample {
  static func subscription() throws -> SubscriptionID {
    try #require(SubscriptionID("11111111-2222-3333-4444-555555555555"))
  }

  static func scope() throws -> DeploymentScope {
    DeploymentScope(subscription: try subscription(), resourceGroup: try #require(ResourceGroupName("pools")))
  }

  static func scaleSets() throws -> ResourceQuery {
    ResourceQuery(
      type: try #require(ResourceType("Microsoft.Compute/virtualMachineScaleSets")), apiVersion: "2024-07-01")
  }

  static func scaleSet(_ name: String = "vision") throws -> ResourceID {
    try #require(
      ResourceID(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/pools/providers/"
          + "Microsoft.Compute/virtualMachineScaleSets/\(name)"))
  }

  /// A deployment of nothing, with secrets.
  static func deployment(secrets: [String: SecretValue] = [:]) throws -> DeploymentRequest {
    DeploymentRequest(
      name: "weir-vision-3f9a0c12d4e5", scope: try scope(),
      template: ["contentVersion": "1.0.0.0", "resources": []], secrets: secrets)
  }

  /// A deployment of one virtual network, `net`.
  static func network() throws -> DeploymentRequest {
    var request = try deployment()
    request.template = [
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "resources": [
        [
          "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "net", "location": "westus2",
          "properties": ["addressSpace": ["addressPrefixes": ["10.1.0.0/16"]]],
        ]
      ],
    ]
    return request
  }

  /// The documents of a list, collected.
  static func list(_ azure: some Azure) async throws -> [ResourceDocument] {
    let kept = Kept()
    try await azure.resources(scaleSets(), in: subscription()) { await kept.add($0) }
    return await kept.documents
  }

  private actor Kept {
    var documents: [ResourceDocument] = []
    func add(_ more: [ResourceDocument]) { documents += more }
  }
}
