import Testing

@testable import Pools

@Suite("Extensions that others have added")
struct ForeignExtensionTests {
  private static func scaleSet(_ names: String...) throws -> ResourceDocument {
    let list = names.map { JSONValue.object(["name": .string($0)]) }
    return try Fixture.scaleSet([
      "properties": ["virtualMachineProfile": ["extensionProfile": ["extensions": .array(list)]]]
    ])
  }

  @Test("are those that the pool neither wants nor had, in its scale set's body or apart")
  func others() throws {
    let apart = Fixture.document(
      try Fixture.id("Microsoft.Compute/virtualMachineScaleSets/extensions", "vision", "Apart"), [:])
    let pool = try Fixture.pool([try Self.scaleSet("Files"), apart])
    let baseline = Baseline(
      applying: try Fixture.pool([try Self.scaleSet("files", "old")]), secretDigests: [:])
    let live = Fixture.live(try Self.scaleSet("files", "apart", "old", "policy", "agent"))
    let found = pool.foreignExtensions(in: live, baseline: baseline)
    #expect(found.map(\.names) == [["agent", "policy"]])
    #expect(found.map(\.scaleSet) == [try Fixture.scaleSetID()])
    #expect(pool.foreignExtensions(in: LiveState(), baseline: baseline).isEmpty)
    #expect(pool.foreignExtensions(in: Fixture.live(try Self.scaleSet("FILES")), baseline: nil).isEmpty)
  }
}
