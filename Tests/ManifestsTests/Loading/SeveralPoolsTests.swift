import Manifests
import Pools
import Testing

@Suite("Pools beside each other")
struct SeveralPoolsTests {
  @Test("pools come sorted by name, whatever their files are called")
  func sorted() async throws {
    var repository = repository(samplePool("zeta") + "---\n" + samplePool("beta"))
    repository["a/alpha.yml"] = samplePool("gamma", template: "/templates/pool.json")
    let set = try await repository.load()
    #expect(set.diagnostics.isEmpty)
    #expect(set.pools.map(\.name.description) == ["beta", "gamma", "zeta"])
    #expect(set.pools.map(\.manifest.description) == ["pool.yaml:14:1", "a/alpha.yml:1:1", "pool.yaml:1:1"])
  }

  @Test("a name that stands twice is a fault at both places, and nothing more")
  func twins() async throws {
    var repository = repository(samplePool("vision"))
    repository["other.yaml"] = "\n" + samplePool("vision")
    #expect(
      try await repository.lines() == [
        "other.yaml:5:9: metadata.name: \"vision\" is the name of another pool too, at pool.yaml:4:9; "
          + "rename one of them",
        "pool.yaml:4:9: metadata.name: \"vision\" is the name of another pool too, at other.yaml:5:9; "
          + "rename one of them",
      ])
  }

  @Test("a resource that two pools want is a fault at both, in any capitals")
  func rivals() async throws {
    var repository = repository(samplePool("vision"))
    repository["other.yaml"] = samplePool("nlp").replacing("ds-nlp", with: "DS-Vision")
      .replacing("vmssName: nlp", with: "vmssName: Vision")
    let lines = try await repository.lines()
    #expect(lines.count == 2)
    #expect(
      lines.first?.hasPrefix("other.yaml:4:9: Microsoft.Compute/virtualMachineScaleSets/Vision in DS-Vision") == true)
    #expect(lines.last?.contains("is wanted by pool \"nlp\" too (other.yaml:4:9)") == true)
  }

  @Test("pools with one identity may read one vault together")
  func sharedRight() async throws {
    let team = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers"
    let pools = ["vision", "nlp"].map { name in
      """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata:
        name: \(name)
      spec:
        subscription: 11111111-2222-3333-4444-555555555555
        resourceGroup: ds-\(name)
        location: westus2
        size: Standard_D4s_v5
        instances: 2
        admin: {username: dsvmadmin, sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg"]}
        access: {allowFrom: [203.0.113.0/24]}
        identity:
          userAssigned: [\(team)/Microsoft.ManagedIdentity/userAssignedIdentities/pools]
          keyVault: \(team)/Microsoft.KeyVault/vaults/team

      """
    }
    let set = try await Repository(["a.yaml": pools[0], "b.yaml": pools[1]]).load()
    #expect(set.diagnostics == [])
    let rights = try set.pools.map { pool in
      try pool.desired().resources.filter { $0.id.isExtension }.map(\.id)
    }
    #expect(rights.count == 2 && rights[0].count == 1 && rights[0] == rights[1])
  }

  @Test("only the folder is read, and templates may stand outside it")
  func folder() async throws {
    var repository = Repository(["templates/pool.json": sampleTemplate, "broken.yaml": "weir.dev/ ["])
    repository["pools/a/vision.yaml"] = samplePool("vision", template: "../../templates/pool.json")
    repository["poolside/b.yaml"] = samplePool("Bad!")
    for folder in ["pools", "/pools/", "./pools"] {
      #expect(try await repository.load(folder: folder).pools.map(\.name.description) == ["vision"])
    }
    #expect(try await repository.lines().count == 2)
  }

  @Test("a pool needs a subscription, by itself or by the configuration")
  func subscription() async throws {
    let repository = repository(samplePool("vision"))
    let without = ManifestLoader(defaults: ManifestDefaults())
    let lines = try await repository.load(with: without).diagnostics.map(\.description)
    #expect(
      lines == [
        "pool.yaml:5:1: spec.subscription is missing; write a subscription's id, or name one under "
          + "azure.subscriptions in weir.yaml"
      ])
  }

  @Test("what is too large is told where it stands or is named")
  func sizes() async throws {
    let limits = ManifestLimits(manifest: 600, template: 200)
    let loader = ManifestLoader(
      defaults: ManifestDefaults(subscription: SubscriptionID(ManifestLoader.subscription)), limits: limits)
    var repository = repository(samplePool("vision"))
    repository["long.yaml"] = samplePool("nlp") + String(repeating: "#", count: 600)
    #expect(
      try await repository.load(with: loader).diagnostics.map(\.description) == [
        "long.yaml:1:1: the file is larger than 600 bytes; split it, or take out what is not needed",
        "pool.yaml:9:11: spec.template.file: the file is larger than 200 bytes; split it, or take out "
          + "what is not needed",
      ])
  }

  @Test("an error of the source that is no fault of a file ends the loading")
  func source() async throws {
    struct Gone: Error {}
    await #expect(throws: Gone.self) {
      try await ManifestLoader.testing.load(files: repository(samplePool("vision")).files) { _, _ in throw Gone() }
    }
  }

  @Test("a warning about a shared template is told once for all its pools")
  func sharedWarnings() async throws {
    let exposed = sampleTemplate.replacing(
      #""properties": {"#, with: #""properties": {"settings": {"key": "[parameters('adminPassword')]"},"#)
    var repository = Repository(["templates/pool.json": exposed])
    for name in ["vision", "nlp", "audio"] { repository["\(name).yaml"] = samplePool(name) }
    let loader = ManifestLoader.testing
    let warnings = try await repository.load(with: loader).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.location.file == "templates/pool.json")
    #expect(warnings.first?.message.contains("virtualMachineScaleSets/audio") == true)
    #expect(warnings.first?.message.hasSuffix("(2 other pools are on this template)") == true)
    // Whichever pool has spoken for the others before, the answer is that of a loader that knows nothing.
    repository.contents["audio.yaml"] = nil
    let next = try await repository.load(with: loader).warnings
    #expect(next.first?.message.contains("virtualMachineScaleSets/nlp") == true)
    #expect(try await repository.load().warnings == next)
  }

  @Test("a secret in the open is a warning that does not show it")
  func openSecret() async throws {
    var manifest = samplePool("vision").replacing("instanceCount: 3", with: "adminPassword: hunter2")
    manifest = manifest.replacing("    secrets:\n      adminPassword: {environment: PASSWORD}\n", with: "")
    let set = try await repository(manifest).load()
    #expect(set.diagnostics.isEmpty)
    #expect(set.warnings.map(\.location.description) == ["pool.yaml:10:51"])
    let desired = try #require(try set.pools.first?.desired())
    #expect(!"\(set.warnings) \(desired)".contains("hunter2"))
    #expect(desired.secrets.keys.sorted() == ["adminPassword"])
  }
}
