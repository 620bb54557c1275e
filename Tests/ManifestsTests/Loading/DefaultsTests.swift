import Manifests
import Pools
import Testing

@Suite("PoolDefaults")
struct DefaultsTests {
  private static func defaults(_ spec: String, name: String = "common") -> String {
    "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: \(name)}\nspec: \(spec)\n"
  }

  /// A pool that says little itself.
  private static func bare(_ name: String, spec: String = "{}") -> String {
    "apiVersion: weir.dev/v1\nkind: Pool\nmetadata: {name: \(name)}\nspec: \(spec)\n"
  }

  private static let whole = defaults(
    "{resourceGroup: common, location: westus2, template: {file: /t.json, parameters: {vmssName: common},"
      + " secrets: {adminPassword: {environment: COMMON}}}}")

  private static func load(_ texts: [String: String]) async throws -> ManifestSet {
    var repository = Repository(texts)
    repository["t.json"] = sampleTemplate
    return try await repository.load()
  }

  @Test("defaults of the same folder and of those above fill in what a pool leaves unsaid")
  func fill() async throws {
    let set = try await Self.load([
      "defaults.yaml": Self.whole, "a/vision.yaml": Self.bare("vision", spec: "{location: eastus}"),
    ])
    #expect(set.diagnostics.map(\.description) == [])
    let pool = try #require(set.pools.first)
    #expect(pool.location == Location("eastus"))
    #expect(pool.resourceGroup == ResourceGroupName("common"))
    #expect(try pool.desired().secrets == ["adminPassword": .environment("COMMON")])
  }

  @Test("the nearer folder wins, key by key, and defaults beside a pool do not reach its neighbours")
  func nearer() async throws {
    let set = try await Self.load([
      "defaults.yaml": Self.whole,
      "a/defaults.yaml": Self.defaults("{location: eastus, template: {parameters: {instanceCount: 7}}}"),
      "a/b/defaults.yaml": Self.defaults("{location: uksouth}"),
      "a/b/one.yaml": Self.bare("one", spec: "{resourceGroup: one}"),
      "a/two.yaml": Self.bare("two", spec: "{resourceGroup: two}"),
      "three.yaml": Self.bare("three", spec: "{resourceGroup: three}"),
    ])
    #expect(set.diagnostics.map(\.description) == [])
    #expect(set.pools.map { "\($0.name) \($0.location)" } == ["one uksouth", "three westus2", "two eastus"])
    let counts = try set.pools.map { try $0.desired().resources.first?.body.value(at: JSONPath("sku", "capacity")) }
    #expect(counts == [7, 1, 7])
  }

  @Test("maps merge at every depth, lists and references to secrets replace")
  func merging() async throws {
    let spec =
      "{template: {parameters: {settings: {own: 1, list: [3], deep: {a: 1}}},"
      + " secrets: {adminPassword: {file: /run/key}}}}"
    let set = try await Self.load([
      "defaults.yaml": Self.whole,
      "a/defaults.yaml": Self.defaults(
        "{template: {parameters: {settings: {further: 2, list: [1, 2], deep: {b: 2}}}}}"),
      "a/vision.yaml": Self.bare("vision", spec: spec),
    ])
    #expect(set.diagnostics.map(\.description) == [])
    let desired = try #require(try set.pools.first?.desired())
    let settings = desired.resources.first?.body.value(at: JSONPath("properties", "virtualMachineProfile", "userData"))
    #expect(settings == ["own": 1, "further": 2, "list": [3], "deep": ["a": 1, "b": 2]])
    #expect(desired.secrets == ["adminPassword": .file("/run/key")])
  }

  @Test("a path of a default counts from the default's folder")
  func paths() async throws {
    let set = try await Self.load([
      "a/defaults.yaml": Self.whole.replacing("/t.json", with: "../t.json"), "a/b/c/vision.yaml": Self.bare("vision"),
    ])
    #expect(set.diagnostics.map(\.description) == [])
    #expect(set.pools.count == 1)
  }

  @Test("a map without a value says nothing")
  func unsaid() async throws {
    let set = try await Self.load([
      "defaults.yaml": Self.whole, "vision.yaml": Self.bare("vision", spec: "{template: {parameters: , secrets: }}"),
    ])
    #expect(set.diagnostics.map(\.description) == [])
    #expect(set.pools.count == 1)
  }

  @Test("two defaults in one folder are a fault at both, and the pools below get no line of their own")
  func two() async throws {
    let lines = try await Self.load([
      "a.yaml": Self.whole, "b.yml": "# a comment\n" + Self.defaults("{location: eastus}", name: "other"),
      "x/vision.yaml": Self.bare("vision"),
    ]).diagnostics.map(\.description)
    #expect(
      lines == [
        "a.yaml:1:1: a folder has one PoolDefaults at most, and another is at b.yml:2:1; make them one",
        "b.yml:2:1: a folder has one PoolDefaults at most, and another is at a.yaml:1:1; make them one",
      ])
  }

  @Test("a fault of a default is told once, at the default, however many pools it reaches")
  func faults() async throws {
    var texts = ["defaults.yaml": Self.whole.replacing("westus2", with: "4711")]
    for number in 0..<5 { texts["p\(number).yaml"] = Self.bare("pool-\(number)") }
    let lines = try await Self.load(texts).diagnostics.map(\.description)
    #expect(
      lines == [
        "defaults.yaml:4:41: spec.location: 4711 is a number and text should stand here; write one like westus2"
      ])
    texts["defaults.yaml"] = Self.whole.replacing("vmssName: common", with: "vmssName: common, extra: 1")
    let set = try await Self.load(texts)
    #expect(set.diagnostics.count == 1)
    #expect(set.diagnostics.first?.location == SourceLocation(file: "defaults.yaml", line: 4, column: 107))
    #expect(set.diagnostics.first?.pool == nil)
  }

  @Test("defaults without pools are no fault, and defaults need not be whole")
  func alone() async throws {
    #expect(try await Self.load(["a.yaml": Self.defaults("{location: westus2}")]).diagnostics.isEmpty)
  }
}
