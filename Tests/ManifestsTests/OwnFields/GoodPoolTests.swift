import Manifests
import Pools
import Testing

@Suite("Good pools by their own fields")
struct GoodPoolTests {
  @Test("every field is taken, and comes out as resources with the places of their values")
  func good() async throws {
    let set = try await Repository(folder: Fixtures.good).load()
    #expect(set.diagnostics.map(\.description) == [])
    #expect(set.pools.map(\.name.description) == ["analysts-of-europe", "open", "small", "vision"])
    for pool in set.pools {
      let desired = try pool.desired()
      let type = ResourceType("Microsoft.Compute/virtualMachineScaleSets")
      let scaleSet = try #require(desired.resources.first { $0.type == type }, "\(pool.name)")
      let place = scaleSet.provenance.location(of: JSONPath("sku", "name"))
      #expect(place?.file.hasSuffix(".yaml") == true, "\(pool.name)")
      #expect(scaleSet.body.value(at: JSONPath("sku", "name"))?.string?.hasPrefix("Standard_") == true)
      #expect(scaleSet.tag("weir-pool") == pool.name.description)
    }
  }

  @Test("a value of the defaults has the place of the defaults")
  func places() async throws {
    let set = try await Repository(folder: Fixtures.good).load()
    let small = try #require(set.pools.first { $0.name == PoolName("small") }).desired()
    let scaleSet = try #require(small.resources.first { $0.id.name == "small" && !$0.type.isChild })
    #expect(scaleSet.provenance.location(of: JSONPath("sku", "name"))?.description == "team/defaults.yaml:8:9")
  }

  @Test("no value of a secret's reference is in a resource, and each parameter names where it is kept")
  func secrets() async throws {
    let set = try await Repository(folder: Fixtures.good).load()
    let pool = try #require(set.pools.first { $0.name == PoolName("analysts-of-europe") }).desired()
    let references = Set(pool.secrets.values)
    #expect(references.contains(.environment("ANALYSTS_ADMIN")))
    let used = pool.resources.reduce(into: Set<String>()) { names, resource in
      for secrets in resource.expressions.values { names.formUnion(secrets) }
    }
    #expect(used.isSubset(of: Set(pool.secrets.keys)) && !used.isEmpty)
  }

  @Test("of an unchanged revision no pool is evaluated anew, of a changed one only what changed")
  func cache() async throws {
    let loader = ManifestLoader.testing
    var repository = try Repository(folder: Fixtures.good)
    _ = try await repository.load(with: loader)
    repository["windows.yaml"] = repository["windows.yaml"].replacing("instances: 0", with: "instances: 5")
    let reads = ReadCounter()
    let set = try await repository.load(with: loader, counting: reads)
    #expect(reads.read == ["windows.yaml"] && set.pools.count == 4)
    let pool = try #require(set.pools.first).desired()
    let capacities = pool.resources.compactMap { $0.body.value(at: JSONPath("sku", "capacity")) }
    #expect(capacities.contains(5))
    repository["team/defaults.yaml"] = repository["team/defaults.yaml"].replacing("D8s_v5", with: "D2s_v5")
    let sizes = try await repository.load(with: loader).pools.map { pool in
      try pool.desired().resources.compactMap { $0.body.value(at: JSONPath("sku", "name"))?.string }
        .filter { $0.hasPrefix("Standard_") }
    }
    #expect(
      sizes.flatMap { $0 }.sorted() == [
        "Standard_D2s_v5", "Standard_D2s_v5", "Standard_E4-2s_v5", "Standard_NC4as_T4_v3",
      ])
  }

  @Test("defaults for both sorts of pools stand in one folder: each pool takes what is of its sort")
  func mixed() async throws {
    var repository = Repository(["templates/pool.json": sampleTemplate])
    repository["defaults.yaml"] = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: all}
      spec:
        location: westus2
        size: Standard_D4s_v5
        template: {file: templates/pool.json, secrets: {adminPassword: {environment: PASSWORD}}}
      """
    repository["own.yaml"] = OwnFieldTests.pool(
      "resourceGroup: own\ninstances: 1\nadmin: {username: boss, sshKeys: [\(OwnFieldTests.key)]}")
    repository["template.yaml"] = samplePool("other").replacing("      file: templates/pool.json\n", with: "")
    let set = try await repository.load()
    #expect(set.diagnostics.map(\.description) == [])
    #expect(set.pools.count == 2)
  }

  @Test("a folder whose defaults say nothing of either sort says what is missing once")
  func neither() async throws {
    let text =
      "apiVersion: weir.dev/v1\nkind: Pool\nmetadata: {name: bare}\nspec: {resourceGroup: g, location: westus2}\n"
    #expect(
      try await Repository(["pool.yaml": text]).lines() == [
        "pool.yaml:4:1: spec.template is missing; name the pool's ARM template by spec.template.file, or describe the "
          + "pool by its own fields (size, instances, admin, …)"
      ])
  }

  @Test("a port that nothing of the image listens on is a warning, which a manifest may silence")
  func services() async throws {
    let text = OwnFieldTests.pool(
      OwnFieldTests.smallWindows + "\naccess: {ports: [rdp, ssh, jupyterhub], allowFrom: [10.0.0.0/8]}")
    let warnings = try await Repository(["pool.yaml": text]).load().warnings.map(\.description)
    #expect(
      warnings == [
        "pool.yaml:12:25: spec.access.ports[1]: an SSH server listens on Windows machines where somebody has keys, and "
          + "here nobody has; write sshKeys, or take it out [port-without-service]",
        "pool.yaml:12:30: spec.access.ports[2]: JupyterHub is a service of the Ubuntu image, and nothing of the Windows "
          + "one listens there; take it out [port-without-service]",
      ])
    let silent = text + "\n  silence: {port-without-service: our image has one}\n"
    let set = try await Repository(["pool.yaml": silent]).load()
    #expect(set.warnings.isEmpty && set.diagnostics.isEmpty)
  }

  @Test("two pools that want one name in DNS are told so, both")
  func names() async throws {
    func pool(_ name: String, region: String) -> String {
      OwnFieldTests.pool(OwnFieldTests.small + "\naccess: {dnsLabel: team-pool}").replacing("vision-pool", with: name)
        .replacing("ds-vision", with: "ds-\(name)").replacing("West US 2", with: region)
    }
    var repository = Repository([
      "a.yaml": pool("alpha", region: "West US 2"), "b.yaml": pool("beta", region: "westus2"),
    ])
    repository["c.yaml"] = pool("gamma", region: "eastus")
    #expect(
      try await repository.lines() == [
        "a.yaml:4:9: the name team-pool.westus2.cloudapp.azure.com in DNS is wanted by pool \"beta\" too (b.yaml:4:9); "
          + "give one of them another label",
        "b.yaml:4:9: the name team-pool.westus2.cloudapp.azure.com in DNS is wanted by pool \"alpha\" too (a.yaml:4:9); "
          + "give one of them another label",
      ])
  }
}
