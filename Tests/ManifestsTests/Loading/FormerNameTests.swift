import Manifests
import Pools
import Testing

@Suite("A pool's former names")
struct FormerNameTests {
  private func pool(_ name: String, from former: String) -> String {
    samplePool(name).replacing("  name: \(name)\n", with: "  name: \(name)\n  renamedFrom: \(former)\n")
  }

  @Test("are one or several, newest first", arguments: [("old", ["old"]), ("[mid, old]", ["mid", "old"]), ("[]", [])])
  func names(_ text: String, _ names: [String]) async throws {
    let set = try await repository(pool("vision", from: text)).load()
    #expect(set.diagnostics.isEmpty)
    #expect(set.pools.first?.formerNames.map(\.description) == names)
    #expect(try set.pools.first?.desired().formerNames.map(\.description) == names)
    #expect(try set.pools.first?.desired().nameStem == nil)
  }

  @Test(
    "are wrong where the pool has the name, a name stands twice or is no pool's name",
    arguments: [
      ("vision", "pool.yaml:5:16: metadata.renamedFrom: \"vision\" is the pool's own name; write the name that it had"),
      ("[old, old]", "pool.yaml:5:22: metadata.renamedFrom: \"old\" stands here twice; keep one of them"),
      ("Old", "pool.yaml:5:16: metadata.renamedFrom: \"Old\" is not a pool name; "),
      ("{a: b}", "pool.yaml:5:16: metadata.renamedFrom: a list should stand here, and this is a map"),
    ])
  func wrong(_ text: String, _ line: String) async throws {
    let lines = try await repository(pool("vision", from: text)).lines()
    #expect(lines.count == 1 && lines.first?.hasPrefix(line) == true, "\(lines)")
  }

  @Test("are wrong at both places where a pool with a manifest has one, and where two pools say the same")
  func rivals() async throws {
    var repository = repository(pool("vision", from: "nlp"))
    repository["nlp.yaml"] = samplePool("nlp")
    #expect(
      try await repository.lines() == [
        "nlp.yaml:4:9: metadata.name: pool \"vision\" says that it was renamed from this one (pool.yaml:5:16); remove this "
          + "document, or take metadata.renamedFrom out there",
        "pool.yaml:5:16: metadata.renamedFrom: pool \"nlp\" has a manifest (nlp.yaml:4:9); remove that, or take this name out",
      ])
    repository["nlp.yaml"] = pool("audio", from: "nlp")
    #expect(
      try await repository.lines() == [
        "nlp.yaml:5:16: metadata.renamedFrom: pool \"vision\" (pool.yaml:5:16) says that it was renamed from \"nlp\" too; "
          + "keep one of them",
        "pool.yaml:5:16: metadata.renamedFrom: pool \"audio\" (nlp.yaml:5:16) says that it was renamed from \"nlp\" too; "
          + "keep one of them",
      ])
  }

  @Test("name the resources of a pool by its own fields after the first of them", arguments: ["old", "[mid, old]", ""])
  func ownFields(_ former: String) async throws {
    let manifest = """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata:
        name: vision
        labels: {a: b}
      spec:
        subscription: 11111111-2222-3333-4444-555555555555
        resourceGroup: ds-vision
        location: westus2
        size: Standard_D4s_v5
        instances: 2
        admin: {username: dsvmadmin, sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg"]}
        access: {allowFrom: [203.0.113.0/24]}
      """
    let text = former.isEmpty ? manifest : manifest.replacing("labels: {a: b}", with: "renamedFrom: \(former)")
    let set = try await Repository(["pool.yaml": text]).load()
    #expect(set.diagnostics.isEmpty)
    let desired = try #require(try set.pools.first?.desired())
    let stem = former.isEmpty ? "vision" : "old"
    #expect(desired.nameStem?.description == stem)
    #expect(desired.resources.allSatisfy { $0.id.description.contains("/\(stem)") })
    let scaleSet = try #require(desired.resources.first { $0.id.type.description.hasSuffix("virtualMachineScaleSets") })
    #expect(
      scaleSet.body.value(at: JSONPath("properties", "virtualMachineProfile", "osProfile", "computerNamePrefix"))
        == .string(stem))
    #expect(scaleSet.tag("weir-pool") == "vision")
  }
}
