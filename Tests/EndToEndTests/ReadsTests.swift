import Foundation
import InstalledAzureCLI
import Pools
import Simulator
import Testing

@Suite("An Azure that is slow to answer, or does not", .serialized, .timeLimit(.minutes(10)))
struct ReadsTests {
  /// A pool of one resource.
  private static func files(_ pool: String, type: String, properties: String) -> [String: String] {
    [
      "\(pool).yaml": """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata: {name: \(pool)}
      spec:
        resourceGroup: ds-\(pool)
        location: westus2
        template: {file: \(pool).json}
      """,
      "\(pool).json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0",
       "resources": [{"type": "\(type)", "apiVersion": "2024-05-01", "name": "\(pool)",
         "location": "[resourceGroup().location]", \(properties)}]}
      """,
    ]
  }

  private static let rules = files(
    "rules", type: "Microsoft.Network/networkSecurityGroups", properties: #""properties": {"securityRules": []}"#)
  private static let address = files(
    "address", type: "Microsoft.Network/publicIPAddresses",
    properties: #""sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}"#)

  private func outcomes(_ ended: Ended) throws -> [String: String] {
    let pools = try ended.json["pools"]?.array ?? []
    return Dictionary(pools.map { ($0["name"]?.string ?? "", $0["outcome"]?.string ?? "") }) { first, _ in first }
  }

  @Test(
    "throttles a deployment: it was sent once, until when is told, and it is not sent before", arguments: [false, true])
  func throttled(isDebian: Bool) async throws {
    try await Site.with(az: isDebian ? try InstalledAzureCLI.debian() : nil) { site in
      try await site.push(Self.rules)
      // Azure/azure-service-operator#2643.
      site.simulation.inject(
        Fault(
          .status(
            429, code: "SubscriptionRequestsThrottled", message: "… try again after '5' minutes.", retryAfter: 300),
          match: .init(method: "PUT", path: "/providers/microsoft.resources/deployments/"), times: 9))
      let first = try await site.weir("reconcile", "--now", "--output", "json")
      #expect(first.code == 3)
      #expect(try outcomes(first) == ["rules": "failed"])
      let message = try first.json["pools"]?.array?.first?["message"]?.string ?? ""
      #expect(message.contains("Azure asks to wait until"), "\(message)")
      let second = try await site.weir("reconcile", "--output", "json")
      #expect(try outcomes(second) == ["rules": "blocked"])
      #expect(site.deploymentsSent.count == 1)
    }
  }

  @Test("holds up the pools that need the list that hangs, and no others")
  func hanging() async throws {
    try await Site.with { site in
      let door = try AzDoor(site)
      try site.settings(cli: door.path)
      try await site.push(Self.rules.merging(Self.address) { $1 })
      let addresses = "*providers/Microsoft.Network/publicIPAddresses*"
      try door.order("each", #"case "$url" in \#(addresses)) exec sleep 1000 ;; esac"#)
      let ended = try await site.run(
        Site.weir, ["reconcile", "--now", "--output", "json"], adding: ["WEIR_AZURE_TIMEOUT": "30s"])
      #expect(try outcomes(ended) == ["address": "unknown", "rules": "created"])
    }
  }

  @Test("leaves resources out of its lists: nothing is made again, and a pool that is pruned is deleted whole")
  func omitted() async throws {
    try await Site.with { site in
      try await site.push(Self.rules.merging(Self.address) { $1 })
      #expect(try await site.weir("reconcile", "--now").code == 0)
      let sent = site.deploymentsSent.count
      let omission = Fault(
        .omit("/ds-address/"), match: .init(method: "GET", path: "providers/Microsoft.Network/publicIPAddresses"),
        times: 100)
      site.simulation.inject(omission)
      #expect(try await site.weir("plan").code == 0)
      #expect(try await site.weir("reconcile", "--now").code == 0)
      #expect(site.deploymentsSent.count == sent)
      try await site.push(["address.yaml": nil, "address.json": nil])
      let pruned = try await site.run(
        Site.weir, ["reconcile", "--now", "--output", "json"], adding: ["WEIR_RECONCILE_PRUNE_ENABLED": "true"])
      #expect(try outcomes(pruned)["address"] == "deleted", "\(pruned.output)")
      #expect(site.live("ds-address", "Microsoft.Network/publicIPAddresses", "address") == nil)
    }
  }
}
