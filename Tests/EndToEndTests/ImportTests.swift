import Foundation
import Pools
import Testing

@Suite("Importing what the real az shows", .serialized)
struct ImportTests {
  private static let manifest = """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: vision}
    spec:
      resourceGroup: ds-vision
      location: westus2
      size: Standard_D4s_v5
      zones: ["1", "2"]
      autoscale:
        minimum: 0
        maximum: 8
        default: 1
        scaleOut: {above: 75}
        scaleIn: {below: 20, for: 30m}
        schedules:
          - {name: nights, days: [Mon, Tue], from: "20:00", to: "07:00", timeZone: W. Europe Standard Time, maximum: 0, minimum: 0}
      admin:
        username: dsvmadmin
        sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example]
      access: {dnsLabel: vision-pool, allowFrom: [203.0.113.0/24]}
      identity: {entraLogin: true}
      tags: {costCentre: "4711"}
    """

  /// What a plan of a log that knows nothing still has to say.
  private func planned(_ site: Site) async throws -> [JSONValue] {
    let plan = try await site.run(Site.weir, ["adopt", "vision", "--config", "fresh.yaml", "--output", "json"])
    let pools = try plan.json["pools"]?.array ?? []
    #expect(pools.count == 1 && pools.first?["outcome"] != "refused", "\(plan.output) \(plan.errors)")
    return pools.flatMap { $0["changes"]?.array ?? [] }.filter { $0["kind"] != "adopt" }
  }

  /// Settings of a controller that has never seen the pool.
  private func forget(_ site: Site) throws {
    let settings = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
    try site.write(settings.replacing("/weir.db", with: "/fresh.db"), to: "fresh.yaml")
  }

  @Test("a pool by its own fields comes back as its own fields, and plans empty")
  func fields() async throws {
    try await Site.with { site in
      try await site.push(["vision.yaml": Self.manifest])
      try await site.weir("reconcile", "--now").succeeded()
      let writes = site.writes
      let imported = try await site.weir("import", "--output-directory", "work/imported").succeeded()
      #expect(imported.errors.contains("proved: a plan has no changes"))
      #expect(site.writes == writes)
      let text = try String(contentsOf: site.work.appending(path: "imported/vision.yaml"), encoding: .utf8)
      #expect(!text.contains("template"), "\(text)")
      try forget(site)
      try await site.push(["vision.yaml": nil])
      #expect(try await planned(site) == [])
    }
  }

  @Test("what only an extended answer shows of a scale set is not lost: the keys of Windows machines")
  func userData() async throws {
    try await Site.with { site in
      let windows = Self.manifest.replacing("  size:", with: "  os: windows\n  size:")
        .replacing("username: dsvmadmin", with: "username: dsvmadmin\n    password: {environment: VISION_ADMIN}")
      try await site.push(["vision.yaml": windows])
      try await site.run(Site.weir, ["reconcile", "--now"], adding: ["VISION_ADMIN": Site.password]).succeeded()
      let imported = try await site.weir("import", "-o", "json").succeeded()
      let template = try imported.json["template"]?["text"]?.string ?? ""
      #expect(template.contains(#""userData": "[parameters('userData')]""#), "\(imported.output)")
      #expect(try imported.json["proof"]?["proved"] == true)
    }
  }

  @Test("the published pool comes as a template whose secrets are parameters, and plans empty")
  func template() async throws {
    try await Site.with { site in
      try await site.push(try PublishedPool.files(site))
      try await site.weir("reconcile", "--now").succeeded()
      let imported = try await site.weir("import", "vision", "--output-directory", "work/imported", "-o", "json")
        .succeeded()
      #expect(try imported.json["proof"]?["proved"] == true)
      #expect(try imported.json["because"] != .null)
      for secret in [Site.password, Site.storageKey.trimmingCharacters(in: .newlines)] {
        #expect(!imported.output.contains(secret) && !imported.errors.contains(secret))
      }
      let again = try await site.weir("import", "--output-directory", "work/imported")
      #expect(again.code == 1 && again.errors.contains("is there already and is not overwritten"))
      try forget(site)
      // Secrets are said by a person; here all of them by one file.
      let manifest = site.work.appending(path: "imported/vision.yaml")
      let text = try String(contentsOf: manifest, encoding: .utf8)
        .replacing(#/environment: \w+/#, with: "file: \(site.folder.path())/admin-password")
      try await site.push([
        "imported/vision.yaml": text, "vision.yaml": nil, "templates/dsvm-vmss-cluster.json": nil,
        "templates/vision.parameters.json": nil,
      ])
      #expect(try await planned(site) == [])
    }
  }
}
