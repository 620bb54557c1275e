import Manifests
import Pools
import Testing

@Suite("What a loader remembers")
struct CacheTests {
  private static let loader = ManifestLoader.testing

  private static func repository() -> Repository {
    var repository = Repository(["templates/pool.json": sampleTemplate])
    for number in 10..<20 { repository["p\(number).yaml"] = samplePool("pool-\(number)") }
    return repository
  }

  @Test("an unchanged revision is not read again")
  func unchanged() async throws {
    let loader = ManifestLoader.testing
    let repository = Self.repository()
    let first = try await repository.load(with: loader)
    let reads = ReadCounter()
    let second = try await repository.load(with: loader, counting: reads)
    #expect(reads.read.isEmpty)
    #expect(second.pools.count == 10)
    #expect(try first.pools.map { try $0.desired() } == second.pools.map { try $0.desired() })
  }

  @Test("of a changed revision only what changed is read")
  func changed() async throws {
    let loader = ManifestLoader.testing
    var repository = Self.repository()
    _ = try await repository.load(with: loader)
    repository["p12.yaml"] = samplePool("other")
    repository["README.md"] = "words"
    let reads = ReadCounter()
    let set = try await repository.load(with: loader, counting: reads)
    #expect(reads.read == ["p12.yaml"])
    #expect(set.pools.count == 10 && set.pools.first?.name == PoolName("other"))
  }

  @Test("a changed template is read once, and every pool on it follows")
  func template() async throws {
    let loader = ManifestLoader.testing
    var repository = Self.repository()
    _ = try await repository.load(with: loader)
    repository["templates/pool.json"] = sampleTemplate.replacing("Standard_D4s_v5", with: "Standard_D8s_v5")
    let reads = ReadCounter()
    let set = try await repository.load(with: loader, counting: reads)
    #expect(reads.read == ["templates/pool.json"])
    let sizes = try set.pools.map { try $0.desired().resources.first?.body.value(at: JSONPath("sku", "name")) }
    #expect(Set(sizes) == ["Standard_D8s_v5"])
  }

  @Test("a template that appears or goes is noticed, and so are defaults")
  func comings() async throws {
    let loader = ManifestLoader.testing
    var repository = Self.repository()
    repository.contents["templates/pool.json"] = nil
    #expect(try await repository.load(with: loader).diagnostics.count == 10)
    repository["templates/pool.json"] = sampleTemplate
    #expect(try await repository.load(with: loader).pools.count == 10)
    repository["defaults.yaml"] = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: common}
      spec: {template: {parameters: {settings: {a: 1}}}}
      """
    let pools = try await repository.load(with: loader).pools
    let path = JSONPath("properties", "virtualMachineProfile", "userData", "a")
    #expect(try pools.allSatisfy { try $0.desired().resources.first?.body.value(at: path) == 1 })
    repository.contents["defaults.yaml"] = nil
    let without = try await repository.load(with: loader).pools
    #expect(try without.allSatisfy { try $0.desired().resources.first?.body.value(at: path) == nil })
  }

  @Test("the same content in two files is parsed once and placed twice")
  func copies() async throws {
    var repository = Repository(["templates/pool.json": sampleTemplate])
    repository["a.yaml"] = samplePool("vision").replacing("westus2", with: "4711")
    repository["b.yaml"] = repository["a.yaml"]
    let reads = ReadCounter()
    let lines = try await repository.load(counting: reads).diagnostics.map(\.description)
    #expect(reads.read.count == 2, "one manifest and the template")
    #expect(lines.filter { $0.contains("spec.location") }.count == 2)
  }

  @Test("the same files give the same answer, whatever was loaded before and however wide")
  func deterministic() async throws {
    var repository = try Repository(folder: Fixtures.broken)
    for number in 0..<40 { repository["more/\(number).yaml"] = samplePool("pool-\(number % 30)") }
    let defaults = ManifestDefaults(subscription: SubscriptionID(ManifestLoader.subscription))
    let narrow = ManifestLoader(defaults: defaults, limits: ManifestLimits(concurrency: 1))
    let lines = try await repository.load(with: narrow).diagnostics
    let wide = ManifestLoader(defaults: defaults, limits: ManifestLimits(concurrency: 16))
    _ = try await Self.repository().load(with: wide)
    #expect(try await repository.load(with: wide).diagnostics == lines)
  }
}
