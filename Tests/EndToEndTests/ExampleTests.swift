import Foundation
import Pools
import Simulator
import Testing

@Suite("The example repository, with the real az", .serialized)
struct ExampleTests {
  /// Where the examples' scale sets come to be: group and name.
  private static let pools = [
    ("ds-genomics", "genome"), ("ds-language", "corpus"), ("ds-language", "nlp"), ("ds-office", "desk"),
    ("ds-vision", "vision"), ("ds-vision", "vision-gpu"),
  ]

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "manifests")

  /// The files of `manifests/`, by their paths in it.
  private func files() throws -> [String: String?] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path())
    return try paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.reduce(into: [:]) { files, path in
      files[path] = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
    }
  }

  /// A value for each variable that the manifests keep a secret in.
  private func secrets(_ files: [String: String?]) -> [String: String] {
    let names = files.values.compactMap { $0 }.flatMap { $0.matches(of: #/environment: *(\w+)/#).map { String($0.1) } }
    return Dictionary(names.map { ($0, Site.password) }, uniquingKeysWith: { first, _ in first })
  }

  /// The network that one of the pools is in, and that is others' as far as Weir goes.
  private func makeCampus(_ site: Site) async throws {
    let subnet: JSONValue = ["name": "pools", "properties": ["addressPrefix": "10.1.16.0/20"]]
    let body: JSONValue = [
      "location": "westeurope",
      "properties": ["addressSpace": ["addressPrefixes": ["10.1.0.0/16"]], "subnets": [subnet]],
    ]
    let network =
      "/subscriptions/\(Site.subscription)/resourceGroups/campus/providers/Microsoft.Network/virtualNetworks/campus"
    try await site.run(site.az, ["group", "create", "--name", "campus", "--location", "westeurope"]).succeeded()
    try await site.run(
      site.az,
      ["rest", "--method", "put", "--url", "\(network)?api-version=2024-05-01", "--body", body.text()]
    ).succeeded()
  }

  private func plan(
    _ site: Site, _ settings: String, _ secrets: [String: String]
  ) async throws -> [String: [JSONValue]] {
    let plan = try await site.run(Site.weir, ["plan", "--config", settings, "-o", "json"], adding: secrets)
    #expect(plan.code == 0 || plan.code == 2, "\(plan.output) \(plan.errors)")
    return try (plan.json["pools"]?.array ?? []).reduce(into: [:]) { changes, pool in
      changes[pool["name"]?.string ?? ""] = pool["changes"]?.array ?? []
    }
  }

  @Test("every pool is made, plans empty afterwards, and its import plans empty too")
  func everything() async throws {
    try await Site.with { site in
      let files = try files()
      let secrets = secrets(files)
      try await makeCampus(site)
      try await site.push(files)
      try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      for (group, name) in Self.pools {
        #expect(site.live(group, "Microsoft.Compute/virtualMachineScaleSets", name) != nil, "\(name)")
      }
      let writes = site.writes
      let second = try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      #expect(second.output.contains("6 unchanged"), "\(second.output)")
      #expect(site.writes == writes)

      // A log that knows nothing of what was applied finds nothing to do either, but for secrets, which nobody can read.
      let settings = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
      try site.write(settings.replacing("/weir.db", with: "/fresh.db"), to: "fresh.yaml")
      for (name, changes) in try await plan(site, "fresh.yaml", secrets) {
        #expect(changes.filter { $0["after"] != "(secret)" } == [], "\(name)")
      }

      var imported: [String: String?] = files.mapValues { _ in nil }
      for (group, name) in Self.pools {
        let words = ["import", name, "--resource-group", group, "--output-directory", "work/imported/\(name)"]
        try await site.run(Site.weir, words, adding: secrets).succeeded()
        for file in try FileManager.default.contentsOfDirectory(
          atPath: site.work.appending(path: "imported/\(name)").path())
        {
          let path = "imported/\(name)/\(file)"
          imported[path] = try String(contentsOf: site.work.appending(path: path), encoding: .utf8)
        }
      }
      try await site.push(imported)
      let planned = try await plan(site, "fresh.yaml", self.secrets(imported))
      #expect(planned.keys.sorted() == Self.pools.map(\.1).sorted())
      for (name, changes) in planned {
        #expect(changes.filter { $0["after"] != "(secret)" } == [], "\(name)")
      }
    }
  }

  @Test("a count that the autoscaler moves while something else is changed is not put back")
  func movedCount() async throws {
    try await Site.with { site in
      let files = try files().filter { $0.key == "pools/defaults.yaml" || $0.key.hasPrefix("pools/language/") }
      let secrets = secrets(files)
      try await site.push(files)
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
      let manifest = try #require(files[path] ?? nil)
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
