import Testing

@testable import Pools

@Suite("Counts that belong to an autoscaler")
struct AutoscaleTests {
  func setting(
    enabled: JSONValue? = true, target: String? = nil, apiVersion: String = "2022-10-01"
  ) throws
    -> ResourceDocument
  {
    var properties: [String: JSONValue] = [
      "targetResourceUri": .string(try target ?? Fixture.scaleSetID().description.uppercased())
    ]
    properties["enabled"] = enabled
    return ResourceDocument(
      id: try Fixture.id("Microsoft.Insights/autoscaleSettings", "vision"), apiVersion: apiVersion,
      body: Fixture.owned(["properties": .object(properties)]))
  }

  func scaleSet(_ count: Int64) throws -> ResourceDocument {
    try Fixture.scaleSet(Fixture.owned(["sku": ["capacity": .integer(count), "name": "Standard_D2s_v5"]]))
  }

  func lines(
    _ desired: [ResourceDocument], live: [ResourceDocument], was: [ResourceDocument]? = nil, isCreated: Bool = false
  ) throws -> [String] {
    let applied = try was.map { Baseline(applying: try Fixture.pool($0), secretDigests: [:]) }
    let baseline = isCreated ? applied?.created : applied
    return Pools.plan(try Fixture.input(Fixture.pool(desired), live: Fixture.live(live), baseline: baseline)).lines
  }

  @Test("a count differs without a change, whichever side has the setting")
  func owned() throws {
    #expect(try lines([scaleSet(2), setting()], live: [scaleSet(7), setting()]).isEmpty)
    #expect(try lines([scaleSet(2)], live: [scaleSet(7), setting()]).isEmpty)
    #expect(try lines([scaleSet(2), setting()], live: [scaleSet(7)]).count == 1)
  }

  @Test("a setting that is off or targets another leaves the count to the manifest")
  func notOwned() throws {
    let change = ["sku.capacity 7 → 2 inPlace manifest"]
    #expect(try lines([scaleSet(2)], live: [scaleSet(7), setting(enabled: false)]) == change)
    #expect(try lines([scaleSet(2)], live: [scaleSet(7), setting(target: "/subscriptions/x")]) == change)
    #expect(try lines([scaleSet(2)], live: [scaleSet(7), setting(enabled: nil)]) == change)
    #expect(try lines([scaleSet(2)], live: [scaleSet(7), setting(enabled: nil, apiVersion: "2015-04-01")]).isEmpty)
  }

  @Test("the manifest's word on a setting goes before what is live")
  func desiredFirst() throws {
    let found = try lines([scaleSet(2), setting(enabled: false)], live: [scaleSet(7), setting()])
    #expect(found.contains("sku.capacity 7 → 2 inPlace manifest"))
  }

  @Test("a setting that goes takes its ownership with it")
  func removed() throws {
    let found = try lines(
      [scaleSet(2)], live: [scaleSet(7), setting()], was: [scaleSet(7), setting()], isCreated: true)
    #expect(found.last == "sku.capacity 7 → 2 inPlace manifest")
    #expect(found.count == 2)
    // One that is detached goes on scaling.
    let detached = try lines([scaleSet(2)], live: [scaleSet(7), setting()], was: [scaleSet(7), setting()])
    #expect(detached.count == 1 && detached.first?.hasSuffix("detach manifest") == true)
  }

  @Test("a deployment writes the count that is there")
  func adopting() throws {
    let pool = try Fixture.pool([scaleSet(2), setting()])
    let live = Fixture.live(try scaleSet(7), try setting())
    let capacity = JSONPath("sku", "capacity")
    func count(_ pool: DesiredPool) -> JSONValue? {
      pool.resources.first { $0.type.folded == FieldRules.scaleSetType }?.body.value(at: capacity)
    }
    #expect(count(pool.adoptingLiveCounts(from: live)) == 7)
    #expect(count(pool.adoptingLiveCounts(from: LiveState())) == 2)
    let plain = try Fixture.pool([scaleSet(2)])
    #expect(count(plain.adoptingLiveCounts(from: Fixture.live(try scaleSet(7)))) == 2)
    let baseline = Baseline(applying: pool, secretDigests: [:]).created
    #expect(count(plain.adoptingLiveCounts(from: live, baseline: baseline)) == 2)
  }
}
