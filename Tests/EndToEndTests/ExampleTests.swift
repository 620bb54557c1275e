import Foundation
import Pools
import Simulator
import Testing

@Suite("The example repository, with the real az", .serialized)
struct ExampleTests {
  private func plan(
    _ site: Site, _ settings: String, _ secrets: [String: String]
  ) async throws -> [String: [JSONValue]] {
    let names = ExampleRepository.pools.map(\.name)
    // The resources name the state that made them, and are another's to this one.
    let plan = try await site.run(
      Site.weir, ["adopt"] + names + ["--config", settings, "-o", "json"], adding: secrets)
    #expect(plan.code == 0 || plan.code == 2, "\(plan.output) \(plan.errors)")
    return try (plan.json["pools"]?.array ?? []).reduce(into: [:]) { changes, pool in
      changes[pool["name"]?.string ?? ""] = (pool["changes"]?.array ?? []).filter { $0["kind"] != "adopt" }
    }
  }

  @Test("every pool is made, plans empty afterwards, and its import plans empty too")
  func everything() async throws {
    try await Site.with { site in
      let examples = try ExampleRepository()
      let secrets = examples.secrets
      try await site.makeCampus()
      try await site.push(examples.files.mapValues(Optional.some))
      try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      for pool in ExampleRepository.pools {
        #expect(site.live(pool.group, "Microsoft.Compute/virtualMachineScaleSets", pool.name) != nil, "\(pool.name)")
      }
      let writes = site.writes
      let second = try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      #expect(second.output.contains("6 unchanged"), "\(second.output)")
      #expect(site.writes == writes)

      // A log that knows nothing of what was applied finds nothing to do either.
      let settings = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
      try site.write(settings.replacing("/weir.db", with: "/fresh.db"), to: "fresh.yaml")
      for (name, changes) in try await plan(site, "fresh.yaml", secrets) { #expect(changes == [], "\(name)") }

      var imported: [String: String?] = examples.files.mapValues { _ in nil }
      for pool in ExampleRepository.pools {
        let name = pool.name
        let words = ["import", name, "--resource-group", pool.group, "--output-directory", "work/imported/\(name)"]
        try await site.run(Site.weir, words, adding: secrets).succeeded()
        for file in try FileManager.default.contentsOfDirectory(
          atPath: site.work.appending(path: "imported/\(name)").path())
        {
          let path = "imported/\(name)/\(file)"
          imported[path] = try String(contentsOf: site.work.appending(path: path), encoding: .utf8)
        }
      }
      try await site.push(imported)
      let planned = try await plan(site, "fresh.yaml", ExampleRepository.secrets(imported.values.compactMap { $0 }))
      #expect(planned.keys.sorted() == ExampleRepository.pools.map(\.name))
      for (name, changes) in planned { #expect(changes == [], "\(name)") }
    }
  }

  @Test("a count that the autoscaler moves while something else is changed is not put back")
  func movedCount() async throws {
    try await Site.with { site in
      let examples = try ExampleRepository()
      let files = examples.files.filter { $0.key == "pools/defaults.yaml" || $0.key.hasPrefix("pools/language/") }
      let secrets = examples.secrets
      try await site.push(files.mapValues(Optional.some))
      try await site.run(Site.weir, ["reconcile", "--now", "corpus"], adding: secrets).succeeded()
      let id =
        "/subscriptions/\(Site.subscription)/resourceGroups/ds-language/providers/"
        + "Microsoft.Compute/virtualMachineScaleSets/corpus"
      // The count is read once more before the deployment, and that read waits until the count has moved.
      let (door, gate) = (try AzDoor(site), site.folder.appending(path: "gate"))
      try site.settings(cli: door.path)
      try door.order(
        "each", "case $* in *[sS]ets/corpus[?]*) until [ -e \(gate.path()) ]; do sleep 0.05; done ;; esac")
      let path = "pools/language/corpus.yaml"
      let manifest = try #require(files[path])
      try await site.push([path: manifest.replacing("size: Standard_E8s_v5", with: "size: Standard_E4s_v5")])
      site.simulation.forgetRequests()
      async let reconciled = site.run(Site.weir, ["reconcile", "--now", "corpus"], adding: secrets)
      // The round has read all scale sets, and has not sent its deployment yet.
      try await site.until("the scale set is read once more") {
        door.notes("arguments").contains { $0.contains { $0.contains(/[sS]ets\/corpus\?/) } }
      }
      try site.simulation.change(id, ["sku": ["capacity": 5]])
      #expect(site.deploymentsSent.isEmpty)
      try site.write("", to: "gate")
      try await reconciled.succeeded()
      let live = try #require(site.live("ds-language", "Microsoft.Compute/virtualMachineScaleSets", "corpus"))
      #expect(live["sku"]?["capacity"] == 5)
      #expect(live["sku"]?["name"] == "Standard_E4s_v5")
    }
  }
}
