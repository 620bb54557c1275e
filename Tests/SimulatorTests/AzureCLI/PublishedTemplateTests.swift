import Foundation
import Pools
import Testing

@testable import Simulator

/// Microsoft's published template for shared pools of Data Science VMs, as it is.
@Suite("The published template", .serialized)
struct PublishedTemplateTests {
  private static let template = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/dsvm-vmss-cluster.json").path(percentEncoded: false)

  @Test("deploys to its end through the real az, and a second time without a new model")
  func deploys() async throws {
    try await withSimulation { endpoints, directory in
      try await deployPublishedTemplate(
        SignedInAzure(endpoints, directory: directory), template: Self.template, in: directory)
    }
  }
}

/// Deploys the published template twice and looks at what it made.
func deployPublishedTemplate(_ az: SignedInAzure, template: String, in directory: String) async throws {
  _ = try expectSuccess(try await az("group", "create", "--name", "vision", "--location", "westus2"))
  let parameters: JSONValue = [
    "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
    "contentVersion": "1.0.0.0",
    "parameters": [
      "adminUsername": ["value": "dsvmuser"], "adminPassword": ["value": "Sesame-open-1"],
      "vmssName": ["value": "vision"], "storageAccountKey": ["value": "key-4711"],
      "storageAccountName": ["value": "teamfiles"], "instanceCount": ["value": 2],
    ],
  ]
  let file = directory + "/parameters.json"
  try Data(parameters.text().utf8).write(to: URL(filePath: file))
  for run in 1...2 {
    let started = try await az(
      "deployment", "group", "create", "--resource-group", "vision", "--name", "pool", "--template-file", template,
      "--parameters", "@" + file, "--no-wait")
    try #require(started.succeeded, "\(started.errors)")
    az.endpoints.simulation.advance(by: .seconds(60))
    let shown = try expectSuccess(
      try await az("deployment", "group", "show", "--resource-group", "vision", "--name", "pool"))
    #expect(shown.first("properties.provisioningState") == "Succeeded", "run \(run): \(shown.text())")
    #expect(!shown.text().contains("Sesame-open-1"))
  }
  let list = TestCloud.group + "/resources?api-version=2021-04-01"
  let types = try expectSuccess(try await az.rest("get", list)).values("value.*.type").compactMap(\.string)
  #expect(
    types.sorted() == [
      "Microsoft.Compute/virtualMachineScaleSets", "Microsoft.Network/loadBalancers",
      "Microsoft.Network/publicIPAddresses", "Microsoft.Network/virtualNetworks",
    ])
  let machines = try expectSuccess(
    try await az.rest("get", Bodies.scaleSetID + "/virtualMachines?api-version=2024-07-01"))
  #expect(machines.values("value.*.properties.latestModelApplied") == [true, true])
}
