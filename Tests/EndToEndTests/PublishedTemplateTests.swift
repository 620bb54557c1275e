import Foundation
import Pools
import Simulator
import Testing

@Suite("The published template", .serialized)
struct PublishedTemplateTests {
  private let scaleSets = "Microsoft.Compute/virtualMachineScaleSets"

  @Test("becomes a pool, stays one, comes back from drift and follows a commit; its secrets stay secret")
  func mainJob() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      let secrets = [Site.password, Site.storageKey]
      var said = ""

      let (first, seen, looks) = try await ProcessList.watching(for: secrets) {
        try await site.weir("reconcile", "--now", "--output", "json").succeeded()
      }
      said += first.output + first.errors
      #expect(looks > 20 && seen.isEmpty)
      #expect(try first.json["summary"] == ["created": 1])
      for (type, name) in [
        ("Microsoft.Network/virtualNetworks", "vision-vnet"), ("Microsoft.Network/publicIPAddresses", "visionpip"),
        ("Microsoft.Network/loadBalancers", "visionlb"), (scaleSets, "vision"),
      ] {
        let live = try #require(site.live("ds-vision", type, name))
        #expect(live["tags"]?["weir-pool"] == "vision")
        #expect(live["tags"]?["weir-managed-by"] == "weir")
      }
      #expect(site.count(of: "vision") == 2)

      let writes = site.writes
      let second = try await site.weir("reconcile", "--now").succeeded()
      said += second.output + second.errors
      #expect(second.output.contains("unchanged"))
      #expect(site.writes == writes)

      try site.simulation.change(
        "/subscriptions/\(Site.subscription)/resourcegroups/ds-vision/providers/\(scaleSets)/vision".lowercased(),
        ["sku": ["capacity": 5]])
      let third = try await site.weir("reconcile", "--now").succeeded()
      said += third.output + third.errors
      #expect(third.output.contains("sku.capacity 5 → 2"))
      #expect(site.count(of: "vision") == 2)

      try await site.push(["templates/vision.parameters.json": PublishedPool.parameters(count: 4)])
      let plan = try await site.weir("plan")
      said += plan.output + plan.errors
      #expect(plan.code == 2)
      let fourth = try await site.weir("reconcile", "--now").succeeded()
      said += fourth.output + fourth.errors
      #expect(fourth.output.contains("sku.capacity 2 → 4"))
      #expect(site.count(of: "vision") == 4)

      for arguments in [["log", "--verbose"], ["status", "--verbose"], ["render", "vision"]] {
        let shown = try await site.run(Site.weir, arguments).succeeded()
        said += shown.output + shown.errors
      }
      for secret in secrets {
        #expect(!said.contains(secret))
        #expect(try filesHolding(secret, in: site.state).isEmpty)
      }
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

  /// Every file below a folder that holds the text, SQLite's own among them.
  private func filesHolding(_ text: String, in folder: URL) throws -> [String] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
    return files.filter { file in
      FileManager.default.contents(atPath: folder.appending(path: file).path())?.range(of: Data(text.utf8)) != nil
    }
  }
}
