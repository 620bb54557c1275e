import Foundation
import Pools
import Simulator
import Testing

@Suite("The published template", .serialized)
struct PublishedTemplateTests {
  private let scaleSets = "Microsoft.Compute/virtualMachineScaleSets"

  @Test("becomes a pool, stays one, comes back from drift and follows a commit")
  func mainJob() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      let first = try await site.weir("reconcile", "--now", "--output", "json").succeeded()
      #expect(try first.json["summary"] == ["created": 1])
      for (type, name) in [
        ("Microsoft.Network/virtualNetworks", "vision-vnet"), ("Microsoft.Network/publicIPAddresses", "visionpip"),
        ("Microsoft.Network/loadBalancers", "visionlb"), (scaleSets, "vision"),
      ] {
        let live = try #require(site.live("ds-vision", type, name))
        #expect(live["tags"]?["weir-pool"] == "vision")
        // The controller's name, and the identity of its state.
        let manager = live["tags"]?["weir-managed-by"]?.string ?? ""
        #expect(manager.hasPrefix("weir/") && manager.count == 13)
      }
      #expect(site.count(of: "vision") == 2)

      let writes = site.writes
      let second = try await site.weir("reconcile", "--now").succeeded()
      #expect(second.output.contains("unchanged"))
      #expect(site.writes == writes)

      try site.simulation.change(
        "/subscriptions/\(Site.subscription)/resourcegroups/ds-vision/providers/\(scaleSets)/vision".lowercased(),
        ["sku": ["capacity": 5]])
      let third = try await site.weir("reconcile", "--now").succeeded()
      #expect(third.output.contains("sku.capacity 5 → 2"))
      #expect(site.count(of: "vision") == 2)

      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 4)])
      let plan = try await site.weir("plan")
      #expect(plan.code == 2)
      let fourth = try await site.weir("reconcile", "--now").succeeded()
      #expect(fourth.output.contains("sku.capacity 2 → 4"))
      #expect(site.count(of: "vision") == 4)
    }
  }

  @Test("takes secrets from a Key Vault by its parameter file and from the environment, and a new value is a change")
  func vault() async throws {
    try await Site.with { site in
      let vault = "/subscriptions/\(Site.subscription)/resourceGroups/secrets/providers/Microsoft.KeyVault/vaults/team"
      try await site.run(site.az, ["group", "create", "--name", "secrets", "--location", "westus2"]).succeeded()
      try site.simulation.setSecret("files-key", of: vault, to: Site.storageKey)
      try await site.push(try PublishedPool.vaultFiles(vault: vault))
      func weir(_ arguments: String..., password: String = Site.password) async throws -> Ended {
        try await site.run(Site.weir, arguments, adding: ["VISION_PASSWORD": password])
      }
      let missing = try await site.weir("reconcile", "--now")
      #expect(missing.code == 3 && missing.output.contains("VISION_PASSWORD"), "\(missing.output)\(missing.errors)")
      #expect(site.deploymentsSent.isEmpty)

      try await weir("reconcile", "--now").succeeded()
      // Only Azure reads the vault, and the template puts the key where it can be read.
      let live = try #require(site.live("ds-vision", scaleSets, "vision"))
      #expect(Secrets([Site.storageKey]).stand(in: live.text()))
      #expect(Secrets([Site.storageKey, Site.password]).files(below: site.state).isEmpty)
      let writes = site.writes
      try await weir("reconcile", "--now").succeeded()
      #expect(site.writes == writes)

      // That the value is another one only who reads it can know.
      try await weir("plan", password: "Sw0rdfish-renewed").succeeded()
      let changed = try await weir("plan", "--with-secrets", password: "Sw0rdfish-renewed")
      #expect(changed.code == 2 && changed.output.contains("(secret)"), "\(changed.output)")
      let renewed = try await weir("reconcile", "--now", password: "Sw0rdfish-renewed").succeeded()
      #expect(renewed.output.contains("(secret)") && !renewed.output.contains("Sw0rdfish"))
      #expect(site.writes == writes + 1)
    }
  }

  @Test("is applied by a push alone while weir run goes on")
  func loop() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      try await site.running { _ in
        try await site.until("the pool is made") {
          site.count(of: "vision") == 2
        }
        try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 3)])
        try await site.until("the commit is applied") {
          site.count(of: "vision") == 3
        }
      }
      let log = try await site.weir("log", "--output", "json").succeeded()
      let triggers = try log.json["runs"]?.array?.compactMap { $0["trigger"]?.string } ?? []
      #expect(Set(triggers).isSuperset(of: ["startup", "commit"]))
    }
  }
}
