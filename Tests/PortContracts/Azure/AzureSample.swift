import Pools
import Reconciliation

/// What the laws make in Azure: one group with virtual networks, the plainest resources that there are.
struct AzureSample {
  var subscription: SubscriptionID
  var group: ResourceGroupName
  var networks: ResourceQuery

  init(_ subject: AzureSubject) throws {
    subscription = subject.subscription
    group = try require(ResourceGroupName("contract"), "a group's name")
    let type = try require(ResourceType("Microsoft.Network/virtualNetworks"), "a type")
    networks = ResourceQuery(type: type, apiVersion: "2023-04-01")
  }

  var scope: DeploymentScope { DeploymentScope(subscription: subscription, resourceGroup: group) }

  func network(_ name: String = "net") throws -> ResourceID {
    try require(
      ResourceID(subscription: subscription, resourceGroup: group, type: networks.type, names: [name]), "an id")
  }

  func resourceGroup(tags: [String: String] = [:]) -> ResourceGroup {
    ResourceGroup(name: group, location: Location("westus2"), tags: tags)
  }

  /// A deployment of networks, one of which may have an address that ARM refuses.
  func deployment(
    _ name: String, networks names: [String] = ["net"], prefix: JSONValue = "10.1.0.0/16",
    secrets: [String: SecretValue] = [:]
  ) -> DeploymentRequest {
    let resources = names.map { name -> JSONValue in
      [
        "type": .string("\(networks.type)"), "apiVersion": .string(networks.apiVersion), "name": .string(name),
        "location": "westus2", "tags": ["weir-pool": "vision"],
        "properties": ["addressSpace": ["addressPrefixes": [prefix]]],
      ]
    }
    return DeploymentRequest(
      name: name, scope: scope,
      template: [
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": .object(secrets.mapValues { _ in ["type": "securestring"] }),
        "resources": .array(resources),
      ], secrets: secrets)
  }

  /// Waits for a deployment's end, which the laws have come about in a few steps of the implementation's time.
  func ended(_ name: String, of subject: AzureSubject) async throws -> DeploymentStatus {
    for _ in 0..<100 {
      let all = try await subject.azure.deployments(in: scope)
      let status = try require(all.first { $0.name == name }, "the deployment \(name) is not listed")
      if status.state != .running { return status }
      try await subject.settle()
    }
    throw ContractBreach(description: "the deployment \(name) never ends")
  }

  /// The networks of the subscription.
  func list(_ subject: AzureSubject) async throws -> [ResourceDocument] {
    let found = Found()
    try await subject.azure.resources(networks, in: subscription) { await found.add($0) }
    return await found.documents
  }

  private actor Found {
    var documents: [ResourceDocument] = []
    func add(_ page: [ResourceDocument]) { documents += page }
  }
}
