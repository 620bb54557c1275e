import Manifests
import Pools
import Templates
import Testing

@Suite("A secret in a field that Azure answers is an error of its pool")
struct SecretExposureTests {
  /// The sample template with one member more in its scale set, on line 14.
  private static func template(_ member: String) -> String {
    sampleTemplate.replacing(
      #""name": "[parameters('vmssName')]","#, with: "\"name\": \"[parameters('vmssName')]\", \(member),")
  }

  @Test(
    "with the line of the template, whatever keeps the secret",
    arguments: [
      "{environment: PASSWORD}", "{file: /etc/weir/secrets/password}",
      "{keyVault: {id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v, secret: s}}",
    ])
  func tag(_ reference: String) async throws {
    var repository = repository(samplePool("vision").replacing("{environment: PASSWORD}", with: reference))
    repository["templates/pool.json"] = Self.template(#""tags": {"x": "[parameters('adminPassword')]"}"#)
    let set = try await repository.load()
    #expect(set.diagnostics.map { "\($0.location.file):\($0.location.line)" } == ["templates/pool.json:14"])
    #expect(set.diagnostics.first?.pool?.description == "vision")
    #expect(set.diagnostics.first?.message.contains("the secure parameter adminPassword can be read in tags.x") == true)
    #expect(set.pools.isEmpty)
  }

  @Test("a value that stands in the repository counts the same", arguments: [true, false])
  func literal(_ isInline: Bool) async throws {
    var manifest = samplePool("vision").replacing("secrets:\n      adminPassword: {environment: PASSWORD}\n", with: "")
    manifest = manifest.replacing(
      "instanceCount: 3", with: isInline ? "instanceCount: 3, adminPassword: x" : "instanceCount: 3")
    if !isInline {
      manifest = manifest.replacing("    parameters:", with: "    parametersFile: p.json\n    parameters:")
    }
    var repository = repository(manifest)
    repository["p.json"] = #"{"parameters": {"adminPassword": {"value": "x"}}}"#
    repository["templates/pool.json"] = Self.template(#""kind": "[concat('a', parameters('adminPassword'))]""#)
    let set = try await repository.load()
    #expect(set.diagnostics.count == 1, "\(set.diagnostics)")
    #expect(set.diagnostics.first?.message.contains("can be read in kind") == true, "\(set.diagnostics)")
  }

  @Test("in the settings of an extension it stays advice")
  func settings() async throws {
    var repository = repository(samplePool("vision"))
    repository["templates/pool.json"] = sampleTemplate.replacing(
      "\"virtualMachineProfile\": {",
      with: """
        "virtualMachineProfile": {
        "extensionProfile": {"extensions": [{"name": "e", "properties": {
          "settings": {"commandToExecute": "[parameters('adminPassword')]"}}}]},
        """)
    let set = try await repository.load()
    #expect(set.diagnostics == [])
    #expect(set.warnings.map(\.advice).contains(.secretInSettings))
  }
}
