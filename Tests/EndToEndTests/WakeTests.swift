import Foundation
import Pools
import Simulator
import Testing

@Suite("A pool that sleeps at zero, with the real az", .serialized)
struct WakeTests {
  private static func manifest(_ count: String) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      size: Standard_D2s_v5
      \(count)
      admin:
        username: dsvmadmin
        sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example]
      update: {policy: manual}
    """
  }

  private func profiles(_ site: Site) -> [JSONValue] {
    site.live("ds-vision", "Microsoft.Insights/autoscaleSettings", "vision-autoscale")?["properties"]?["profiles"]?
      .array
      ?? []
  }

  @Test("is woken by a command, asleep again when the time is over, and all of it is in the log")
  func fixed() async throws {
    try await Site.with { site in
      try await site.push(["vision.yaml": Self.manifest("instances: 0")])
      try await site.weir("reconcile", "--now").succeeded()
      #expect(site.count(of: "vision") == 0)
      let woken = try await site.weir("wake", "vision", "--for", "5s", "--reason", "demo at noon", "--instances", "2")
        .succeeded()
      #expect(woken.output.contains("sku.capacity 0 → 2"))
      #expect(site.count(of: "vision") == 2)
      // Until the time is over, the pool is awake and is looked at once more.
      try await site.until("the pool sleeps again") {
        try await site.weir("reconcile", "--now").succeeded()
        return site.count(of: "vision") == 0
      }
      let log = try await site.weir("log", "--output", "json").succeeded()
      let notes = try log.json["runs"]?.array?.flatMap { $0["notes"]?.array?.compactMap(\.string) ?? [] } ?? []
      #expect(notes.contains { $0.hasPrefix("vision: woken until ") && $0.hasSuffix(": demo at noon") })
      #expect(notes.contains { $0.hasPrefix("vision: its wake is over (woken by ") })
    }
  }

  @Test(
    "with an autoscaler is woken through the running controller by a profile that Azure ends, and put to sleep early")
  func scaled() async throws {
    try await Site.with { site in
      try await site.push(["vision.yaml": Self.manifest("autoscale: {minimum: 0, maximum: 4, default: 0}")])
      try await site.running { _ in
        try await site.until("the pool is made") { site.count(of: "vision") == 0 }
        try await site.until("the first round has ended") {
          try await site.weir("status", "vision").output.contains("created")
        }
        let woken = try await site.weir("wake", "vision", "--for", "2h").succeeded()
        #expect(woken.output.contains("updated"))
        let profile = try #require(profiles(site).last)
        #expect(profile["name"] == "weir-wake")
        #expect(profile["capacity"] == ["minimum": "1", "maximum": "4", "default": "1"])
        #expect(profile["fixedDate"]?["timeZone"] == "UTC")
        #expect(try await site.weir("status", "vision").output.contains("awake until "))
        // The autoscaler wakes a machine; what the controller does next puts no count back.
        try site.simulation.change(
          "/subscriptions/\(Site.subscription)/resourcegroups/ds-vision/providers/"
            + "microsoft.compute/virtualmachinescalesets/vision", ["sku": ["capacity": 1]])
        let plan = try await site.weir("plan")
        #expect(plan.code == 0, "\(plan.output)")
        try await site.weir("wake", "vision", "--end").succeeded()
        #expect(profiles(site).count == 1)
        #expect(site.count(of: "vision") == 1)
      }
      let refused = try await site.weir("wake", "vision", "--instances", "5")
      #expect(refused.code == 1)
      #expect(refused.errors.contains("vision cannot be woken to 5: its maximum is 4"))
    }
  }
}
