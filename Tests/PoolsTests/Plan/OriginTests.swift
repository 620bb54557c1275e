import Testing

@testable import Pools

@Suite("Who created a resource")
struct OriginTests {
  private func document(
    _ tags: JSONValue = ["weir-pool": "vision", "weir-managed-by": "weir/3f9a0c12"]
  ) throws
    -> ResourceDocument
  {
    try Fixture.scaleSet(["tags": tags, "sku": ["capacity": 1]])
  }

  private func origin(
    before: Baseline?, live: ResourceDocument?, absent: Bool = false
  ) throws -> Baseline.Origin? {
    let id = try Fixture.scaleSetID()
    return Baseline.origins(
      of: try Fixture.pool([document()]), before: before, live: Fixture.live(live.map { [$0] } ?? []),
      absent: absent ? [id] : [], managedBy: "weir/3f9a0c12")[id]
  }

  private func baseline(_ origin: Baseline.Origin?, attempted: Bool = false) throws -> Baseline {
    let id = try Fixture.scaleSetID()
    var baseline = Baseline(
      applying: try Fixture.pool([document()]), secretDigests: [:], origins: origin.map { [id: $0] } ?? [:])
    if attempted { baseline = Baseline(attempted: [id]) }
    return baseline
  }

  @Test("what was proved absent is created, what was there is adopted, and what is recorded stays")
  func rule() throws {
    #expect(try origin(before: nil, live: nil, absent: true) == .created)
    #expect(try origin(before: baseline(.adopted), live: nil, absent: true) == .created)
    #expect(try origin(before: nil, live: document([:])) == .adopted)
    #expect(try origin(before: nil, live: document()) == .adopted)
    #expect(try origin(before: baseline(.created), live: document()) == .created)
    #expect(try origin(before: baseline(.adopted), live: document()) == .adopted)
    #expect(try origin(before: baseline(nil), live: document()) == nil)
  }

  @Test("what no longer carries the pool's tags was given up or replaced, and is adopted")
  func replaced() throws {
    #expect(try origin(before: baseline(.created), live: document([:])) == .adopted)
    #expect(
      try origin(
        before: baseline(.created), live: document(["weir-pool": "vision", "weir-managed-by": "weir/00000000"]))
        == .adopted)
    // The name alone is this controller's, of a version without identities.
    #expect(
      try origin(before: baseline(.created), live: document(["weir-pool": "vision", "weir-managed-by": "weir"]))
        == .created)
  }

  @Test("what a deployment that failed has made is known for created by its tags")
  func attempted() throws {
    let sent = Baseline(
      applying: try Fixture.pool([document()]), secretDigests: [:], origins: [try Fixture.scaleSetID(): .created])
    let after = try #require(Baseline.afterFailure(of: sent, before: nil))
    #expect(after.resources.isEmpty)
    #expect(try origin(before: after, live: document()) == .created)
    #expect(try origin(before: after, live: document([:])) == .adopted)
    #expect(Baseline.afterFailure(of: try baseline(.adopted), before: nil) == nil)
    #expect(Baseline.afterFailure(of: sent, before: sent) == sent)
  }

  @Test("a subnet that was a part of its network's body has the network's origin")
  func part() throws {
    let network = try Fixture.id("Microsoft.Network/virtualNetworks", "net")
    let subnet = try Fixture.id("Microsoft.Network/virtualNetworks/subnets", "net", "s")
    let whole = Fixture.document(
      network, Fixture.owned(["properties": ["subnets": [["name": "s", "properties": ["addressPrefix": "x"]]]]]))
    let before = Baseline(
      applying: try Fixture.pool([whole]), secretDigests: [:], origins: [network: .created])
    let apart = try Fixture.pool([
      Fixture.document(network, Fixture.owned([:])), Fixture.document(subnet, ["properties": ["addressPrefix": "x"]]),
    ])
    let origins = Baseline.origins(
      of: apart, before: before, live: Fixture.live(whole), absent: [], managedBy: "weir")
    #expect(origins == [network: .created, subnet: .created])
  }

  @Test("a baseline without origins learns them from reports, the newest word first")
  func learned() throws {
    let id = try Fixture.scaleSetID()
    let create = Change(resource: id, path: .root, before: nil, after: [:], kind: .create, cause: .manifest)
    let adopt = Change(
      resource: id, path: JSONPath("tags", "weir-pool"), before: nil, after: "vision", kind: .inPlace, cause: .manifest)
    let resized = Change(
      resource: id, path: JSONPath("sku", "capacity"), before: 1, after: 2, kind: .inPlace, cause: .manifest)
    for (changes, expected) in [
      ([resized, create], Baseline.Origin.created), ([resized, adopt, create], .adopted), ([resized], nil),
    ] as [([Change], Baseline.Origin?)] {
      var baseline = try baseline(nil)
      let hasLearned = baseline.learnOrigins(fromNewest: changes)
      #expect(hasLearned == (expected != nil))
      #expect(baseline[id]?.origin == expected)
    }
    var known = try baseline(.adopted)
    let hasLearned = known.learnOrigins(fromNewest: [create])
    #expect(!hasLearned)
    #expect(known[id]?.origin == .adopted)
  }
}
