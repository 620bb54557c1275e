import Manifests
import Pools
import Testing

@Suite("A secret that weir.yaml does not allow") struct AllowedSecretTests {
  private static let vault =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults"

  private static let template = """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "parameters": {"s": {"type": "securestring"}}, "resources": [
      {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "vm",
       "location": "[resourceGroup().location]",
       "properties": {"virtualMachineProfile": {"osProfile": {"adminPassword": "[parameters('s')]"}}}}]}
    """

  private static func manifest(_ rest: String) -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: language}
    spec:
      resourceGroup: ds
      location: westus2
    \(rest)
    """
  }

  private func lines(
    _ files: [String: String],
    _ policy: SecretPolicy? = SecretPolicy(rules: [
      .init(environment: ["GOOD_*"], files: ["/good"], vaults: [ResourceID("\(vault)/good")].compactMap(\.self))
    ])
  ) async throws -> [String] {
    let loader = ManifestLoader(
      defaults: ManifestDefaults(subscription: SubscriptionID(ManifestLoader.subscription), secrets: policy))
    return try await Repository(files).load(with: loader).diagnostics.map(\.description)
  }

  @Test(
    "is one error with one wording, whatever it is, at its place in the manifest",
    arguments: [
      "{environment: AZURE_CLIENT_SECRET}", "{environment: HOME}", "{environment: NOWHERE_SET}", "{file: /etc/shadow}",
      "{file: /none}", "{file: /proc/self/environ}", "{file: /good/../etc/shadow}", "{file: /goodish}",
      "{keyVault: {id: \(vault)/other, secret: s}}",
    ])
  func template(reference: String) async throws {
    let text = Self.manifest("  template: {file: t.json, secrets: {s: \(reference)}}")
    let files = ["a/pool.yaml": text.replacing("t.json", with: "/t.json"), "t.json": Self.template]
    #expect(
      try await lines(files) == ["a/pool.yaml:7:42: spec.template.secrets.s: \(SecretPolicy.refusal)"])
    #expect(try await lines(files, nil) == [])
  }

  @Test(
    "is no error where a rule allows it",
    arguments: ["{environment: GOOD_KEY}", "{file: /good/key}", "{keyVault: {id: \(vault)/GOOD, secret: s}}"])
  func allowed(reference: String) async throws {
    let text = Self.manifest("  template: {file: t.json, secrets: {s: \(reference)}}")
    #expect(try await lines(["pool.yaml": text, "t.json": Self.template]) == [])
  }

  @Test("is found in every field of a pool that may name one, and in the defaults, for the pool's own folder")
  func ownFields() async throws {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg"
    let text = Self.manifest(
      """
        size: Standard_D4s_v5
        instances: 2
        admin: {username: dsvmadmin, sshKeys: ["\(key)"], password: {environment: ONE}}
        users: [{name: ana, password: {environment: TWO}}]
        identity: {domain: {name: corp.example.com, username: joiner, password: {environment: FOUR}, groups: [g]}}
      """)
    let defaults = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: everyone}
      spec:
        storage: {azureFiles: {account: teamfiles, share: dsvmshare, key: {environment: THREE}}}
      """
    let files = ["pools/language/a.yaml": text, "pools/defaults.yaml": defaults]
    let paths = [
      "spec.storage.azureFiles.key", "spec.admin.password", "spec.users[0].password", "spec.identity.domain.password",
    ]
    let found = try await lines(files).filter { $0.contains(SecretPolicy.refusal) }
    #expect(found.count == paths.count, "\(found)")
    for path in paths { #expect(found.contains { $0.contains(": \(path): ") }, "\(path)") }
    #expect(found.contains { $0.hasPrefix("pools/defaults.yaml:5:") })
    for folder in ["pools/language", "pools", ""] {
      let policy = SecretPolicy(rules: [.init(environment: ["*"], folders: [folder])])
      #expect(try await !lines(files, policy).contains { $0.contains(SecretPolicy.refusal) })
    }
    let other = SecretPolicy(rules: [.init(environment: ["*"], folders: ["pools/lang", "pools/vision"])])
    #expect(try await lines(files, other).count { $0.contains(SecretPolicy.refusal) } == paths.count)
  }

  @Test("is found in a file of parameters, and in a deployment within a template")
  func elsewhere() async throws {
    let reference = #"{"reference": {"keyVault": {"id": "\#(Self.vault)/other"}, "secretName": "s"}}"#
    let parameters = """
      {"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
       "contentVersion": "1.0.0.0", "parameters": {"s": \(reference)}}
      """
    let byFile = try await lines([
      "pool.yaml": Self.manifest("  template: {file: t.json, parametersFile: p.json}"), "t.json": Self.template,
      "p.json": parameters,
    ])
    #expect(byFile.count == 1 && byFile[0].hasPrefix("p.json:2:"), "\(byFile)")
    #expect(byFile.first?.hasSuffix(": parameter s: \(SecretPolicy.refusal)") == true)
    let nested = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "resources": [
        {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
         "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
          "parameters": {"s": \(reference)}, "template": \(Self.template)}}]}
      """
    let files = ["pool.yaml": Self.manifest("  template: {file: t.json}"), "t.json": nested]
    let inner = try await lines(files)
    #expect(inner.count == 1 && inner[0].hasPrefix("pool.yaml:7:3: spec.template: secret "), "\(inner)")
    #expect(inner.first?.hasSuffix(SecretPolicy.refusal) == true)
    #expect(try await lines(files, nil) == [])
  }
}
