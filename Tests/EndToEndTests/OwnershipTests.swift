import Foundation
import Pools
import Simulator
import Testing

@Suite("Who manages a resource, with the real az", .serialized)
struct OwnershipTests {
  private static let group = "/subscriptions/\(Site.subscription)/resourceGroups/ds-vision/providers"
  private static let account = "\(group)/Microsoft.Storage/storageAccounts/visionfiles"
  private static let network = "\(group)/Microsoft.Network/virtualNetworks/vision-net"

  private static let manifest = """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      template: {file: pool.json}
    """

  private static func template(_ resources: String...) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "resources": [\(resources.joined(separator: ","))]}
    """
  }

  private static let address = """
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "vision-ip",
     "location": "[resourceGroup().location]", "sku": {"name": "Standard"},
     "properties": {"publicIPAllocationMethod": "Static"}}
    """
  private static let others = """
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "visionfiles",
     "location": "[resourceGroup().location]", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "vision-net",
     "location": "[resourceGroup().location]",
     "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
    """

  @Test("a storage account that leaves the template stays without tags, the network goes, and another state is refused")
  func leaving() async throws {
    try await Site.with { site in
      try await site.push(["vision.yaml": Self.manifest, "pool.json": Self.template(Self.address, Self.others)])
      try await site.weir("reconcile", "--now").succeeded()
      let tags = site.simulation.resource(Self.account.lowercased())?["tags"]
      let manager = tags?["weir-managed-by"]?.string ?? ""
      #expect(manager.hasPrefix("weir/") && tags?["weir-pool"] == "vision")

      try await site.push(["pool.json": Self.template(Self.address)])
      let plan = try await site.weir("plan")
      #expect(plan.code == 2)
      let deletion = try #require(plan.output.ranges(of: "delete network vision-net").first, "\(plan.output)")
      let detachment = plan.output.ranges(of: "detach storageAccounts visionfiles (it may hold data)").first
      #expect(detachment.map { deletion.upperBound < $0.lowerBound } == true, "\(plan.output)")
      let run = try await site.weir("reconcile", "--now").succeeded()
      #expect(run.output.contains("detach storageAccounts visionfiles"), "\(run.output)")
      #expect(site.simulation.resource(Self.network.lowercased()) == nil)
      let kept = try #require(site.simulation.resource(Self.account.lowercased()))
      #expect(kept["tags"]?["weir-pool"] == nil && kept["tags"]?["weir-managed-by"] == nil)
      #expect(try await site.weir("plan").succeeded().output.contains("unchanged"))

      // The state is lost: another one of the same name is refused until a person adopts the pool.
      let settings = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
      try site.write(settings.replacing("/weir.db", with: "/fresh.db"), to: "fresh.yaml")
      let writes = site.writes
      let refused = try await site.weir("reconcile", "--now", "--config", "fresh.yaml")
      #expect(refused.code == 3)
      #expect(refused.output.contains(manager) && refused.output.contains("weir adopt vision"), "\(refused.output)")
      let shown = try await site.weir("adopt", "vision", "--config", "fresh.yaml")
      #expect(shown.code == 2 && shown.output.contains("take over public address vision-ip"), "\(shown.output)")
      #expect(shown.errors.contains("nothing is taken over yet; the same with --yes does it"))
      #expect(site.writes == writes)
      let adopted = ["adopt", "vision", "--yes", "--reason", "the disk broke", "--config", "fresh.yaml"]
      try await site.run(Site.weir, adopted).succeeded()
      #expect(site.writes == writes + 1)
      #expect(try await site.weir("plan", "--config", "fresh.yaml").succeeded().output.contains("unchanged"))
      let log = try await site.weir("log", "vision", "-o", "json", "--config", "fresh.yaml").succeeded()
      #expect(log.output.contains("the disk broke"), "\(log.output)")
      #expect(try await site.weir("plan").code == 3)
    }
  }
}
