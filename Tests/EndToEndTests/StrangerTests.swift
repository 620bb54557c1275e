import Foundation
import Pools
import Simulator
import Testing

@Suite("What others have set on a pool by its own fields, with the real az", .serialized)
struct StrangerTests {
  private static func manifest(_ count: Int) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      size: Standard_D2s_v5
      instances: \(count)
      admin:
        username: dsvmadmin
        sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example]
      update: {policy: manual}
    """
  }

  private static let group = "/subscriptions/\(Site.subscription)/resourceGroups/ds-vision/providers"
  private static let scaleSet = "\(group)/Microsoft.Compute/virtualMachineScaleSets/vision"
  private static let network = "\(group)/Microsoft.Network/virtualNetworks/vision-vnet"

  private static let subnets = JSONPath("properties", "subnets")
  private static let policy = subnets.appending(.element(key: "name", value: "machines"))
    .member("properties").member("privateEndpointNetworkPolicies")

  private static let extensions =
    JSONPath("properties", "virtualMachineProfile", "extensionProfile", "extensions")

  @Test("stays through a change of something else, and the pool is in step afterwards")
  func stays() async throws {
    try await Site.with { site in
      try await site.push(["vision.yaml": Self.manifest(1)])
      try await site.weir("reconcile", "--now").succeeded()
      let before = try #require(site.simulation.resource(Self.network.lowercased()))
      let changed = before.setting("RouteTableEnabled", at: Self.policy)
      try site.simulation.change(
        Self.network,
        [
          "tags": ["cost": "[7]"],
          "properties": [
            "dhcpOptions": ["dnsServers": ["10.9.0.4"]], "subnets": changed.value(at: Self.subnets) ?? [],
          ],
        ])
      let machines = try #require(site.simulation.resource(Self.scaleSet.lowercased()))
      let guarded =
        (machines.value(at: Self.extensions)?.array ?? []) + [["name": "Guard", "properties": ["type": "x"]]]
      try site.simulation.change(
        Self.scaleSet,
        [
          "tags": ["hand": "made"],
          "properties": ["virtualMachineProfile": ["extensionProfile": ["extensions": .array(guarded)]]],
        ])
      #expect(try await site.weir("plan").succeeded().output.contains("Guard") == false)

      try await site.push(["vision.yaml": Self.manifest(2)])
      let plan = try await site.weir("plan", "--output", "json")
      #expect(
        try plan.json["notes"]?.array?.compactMap(\.string).contains { $0.contains("the extension Guard") } == true)
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.count(of: "vision") == 2)
      #expect(site.simulation.resource(Self.scaleSet.lowercased())?["tags"]?["hand"] == "made")
      let network = try #require(site.simulation.resource(Self.network.lowercased()))
      #expect(network["tags"]?["cost"] == "[7]")
      #expect(network.value(at: JSONPath("properties", "dhcpOptions", "dnsServers")) == ["10.9.0.4"])
      #expect(network.value(at: Self.policy) == "RouteTableEnabled")

      let writes = site.writes
      #expect(try await site.weir("reconcile", "--now").succeeded().output.contains("unchanged"))
      #expect(site.writes == writes)
    }
  }
}
