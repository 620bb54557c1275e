import Foundation
import Manifests
import Pools
import Simulator
import Testing

@Suite("Pools by their own fields, with the real az", .serialized)
struct OwnFieldsTests {
  private static let names = ["atlas", "basin", "creek"]
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/own")
  private static let group = "/subscriptions/\(Site.subscription)/resourceGroups/ds-own/providers"

  private static func manifests() throws -> [String: String] {
    try names.reduce(into: [:]) { files, name in
      files["\(name).yaml"] = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
    }
  }

  /// What is there before the pools: their group, with vaults, an identity, a storage account and an image.
  private func prepare(_ site: Site) async throws {
    try await site.run(site.az, ["group", "create", "--name", "ds-own", "--location", "westeurope"]).succeeded()
    let vault = "\(Self.group)/Microsoft.KeyVault/vaults/team"
    try site.simulation.setSecret("atlas-admin", of: vault, to: Site.password)
    try site.simulation.setSecret("files-key", of: vault, to: Site.storageKey)
    try site.simulation.setSecret(
      "api-key", of: "\(Self.group)/Microsoft.KeyVault/vaults/everybody", to: "known to all on the machines")
    for (path, version, body) in [
      ("Microsoft.ManagedIdentity/userAssignedIdentities/pools", "2023-01-31", ["location": "westeurope"]),
      (
        "Microsoft.Storage/storageAccounts/teamatlas", "2023-05-01",
        ["location": "westeurope", "kind": "StorageV2", "sku": ["name": "Standard_LRS"]]
      ),
    ] as [(String, String, JSONValue)] {
      let url = "\(Self.group)/\(path)?api-version=\(version)"
      try await site.run(site.az, ["rest", "--method", "put", "--url", url, "--body", body.text()]).succeeded()
    }
  }

  /// What a controller that never saw the pools would change.
  private func unseen(_ site: Site, _ secrets: [String: String]) async throws -> [String: [JSONValue]] {
    let settings = try String(contentsOf: site.folder.appending(path: "weir.yaml"), encoding: .utf8)
    try site.write(settings.replacing("/weir.db", with: "/fresh.db"), to: "fresh.yaml")
    // The resources name the state that made them, and are another's to this one.
    let plan = try await site.run(
      Site.weir, ["adopt"] + Self.names + ["--config", "fresh.yaml", "-o", "json"], adding: secrets)
    let pools = try plan.json["pools"]?.array ?? []
    #expect(pools.compactMap { $0["name"]?.string } == Self.names, "\(plan.output) \(plan.errors)")
    return pools.reduce(into: [:]) { changes, pool in
      changes[pool["name"]?.string ?? ""] = (pool["changes"]?.array ?? []).filter { $0["kind"] != "adopt" }
    }
  }

  @Test("with every field there is they are made, plan empty, and are imported as what plans empty")
  func everything() async throws {
    try await Site.with { site in
      let files = try Self.manifests()
      let secrets = ExampleRepository.secrets(files.values)
      try await prepare(site)
      try await site.push(files.mapValues(Optional.some))
      let made = try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      #expect(made.output.contains("3 created"), "\(made.output)")
      let writes = site.writes
      let second = try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()
      #expect(second.output.contains("3 unchanged"), "\(second.output)")
      #expect(site.writes == writes)
      for (name, changes) in try await unseen(site, secrets) { #expect(changes == [], "\(name)") }

      var imported: [String: String?] = files.mapValues { _ in nil }
      for name in Self.names {
        let folder = "work/imported/\(name)"
        let words = ["import", name, "--resource-group", "ds-own", "--output-directory", folder, "-o", "json"]
        let answer = try await site.run(Site.weir, words, adding: secrets).succeeded()
        #expect(try answer.json["proof"]?["proved"] == true, "\(answer.output)")
        // What is done on the machines travels in protected settings, which nobody reads: so by a template.
        let because = try answer.json["because"]?.string
        #expect(because == "users, a share or a domain are set up on its machines, which Azure never tells", "\(name)")
        for secret in secrets.values { #expect(!answer.output.contains(secret)) }
        let path = "imported/\(name)/\(name).yaml"
        imported[path] = try String(contentsOf: site.work.appending(path: path), encoding: .utf8)
      }
      try await site.push(imported)
      let texts = imported.values.compactMap { $0 }
      for (name, changes) in try await unseen(site, ExampleRepository.secrets(texts)) {
        #expect(changes == [], "\(name)")
      }
    }
  }

  @Test("every field of the schema is in one that is deployed: these, the examples, or a template from elsewhere")
  func complete() throws {
    let own = try Self.manifests().values.map { try ManifestYAML.read($0) }
    let examples = try ExampleRepository()
    let whole = try ExampleRepository.pools.map { try examples.whole($0) }
    let elsewhere = try ManifestYAML.read(
      OwnFieldsElsewhereTests.manifest(uri: "https://localhost/t.json", sha256: "0"))
    let deployed = (own + whole + [elsewhere]).reduce(into: Set<String>()) { $0.formUnion(ManifestYAML.leaves($1)) }
    let missing = Self.fields(of: ManifestSchema.jsonSchema()["$defs"]?["Pool"] ?? [:]).filter { field in
      !deployed.contains { $0 == field || $0.hasPrefix("\(field).") }
    }
    // Each of these is tried by a test of its own in `OwnFieldsAdviceTests`, and the name that a pool had before in
    // `RenameTests`.
    #expect(missing.filter { !$0.hasPrefix("spec.silence.") && $0 != "metadata.renamedFrom" }.sorted() == [])
  }

  /// The paths of a schema's fields, as `ManifestYAML.leaves` writes them; a secret's reference is one.
  private static func fields(of schema: JSONValue, at path: String = "") -> Set<String> {
    var fields: Set<String> = []
    for (name, field) in schema["properties"]?.object ?? [:] {
      fields.formUnion(self.fields(of: field, at: path.isEmpty ? name : "\(path).\(name)"))
    }
    if let items = schema["items"] {
      let elements = self.fields(of: items, at: "\(path)[]")
      fields.formUnion(elements.filter { $0 != "\(path)[]" })
    }
    for part in schema["anyOf"]?.array ?? [] { fields.formUnion(self.fields(of: part, at: path).filter { $0 != path }) }
    return fields.isEmpty ? [path] : fields
  }
}
