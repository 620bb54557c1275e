import Testing

@testable import Pools

@Suite("Packed bodies")
struct PackedBodyTests {
  func site(_ type: String = "Microsoft.Example/things") throws -> FieldSite {
    FieldSite(FieldRules.rules(for: try #require(ResourceType(type))))
  }

  @Test("what is packed is unpacked", arguments: 0..<200)
  func roundTrip(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var names = PackedBody.Names()
    let id = try Fixture.scaleSetID()
    let values = (0..<4).map { _ in JSONValue.generated(depth: 4, using: &random) }
    let packed = try values.map { PackedBody.pack($0, of: id, at: try site(), names: &names) }
    #expect(packed.map { PackedBody.unpack($0, of: id, names: names) } == values)
  }

  @Test("ids of the same group are short, its own parts' the shortest, and all come back as they were")
  func ids() throws {
    var names = PackedBody.Names()
    let id = try Fixture.scaleSetID()
    let near = try Fixture.id("A.B/c", "d").description
    let texts = [
      id.description, "\(id)/extensions/setup", "\(id)2", near, id.description.uppercased(),
      try Fixture.id("A.B/c", "d", group: "other").description, "/", "", "/subscriptions/x",
    ]
    let body = JSONValue.array(texts.map { .string($0) })
    let packed = PackedBody.pack(body, of: id, at: try site(), names: &names)
    #expect(PackedBody.unpack(packed, of: id, names: names) == body)
    for (text, size) in [(texts[0], 3), (texts[1], 20), (near, 30)] {
      #expect(PackedBody.pack(.string(text), of: id, at: try site(), names: &names).count < size, "\(text)")
    }
  }

  @Test("more names than the table holds are written out")
  func manyNames() throws {
    var names = PackedBody.Names()
    let id = try Fixture.scaleSetID()
    let body = JSONValue.object(
      Dictionary(uniqueKeysWithValues: (0..<PackedBody.Names.limit + 10).map { ("n\($0)", .integer(Int64($0))) }))
    #expect(
      PackedBody.unpack(PackedBody.pack(body, of: id, at: try site(), names: &names), of: id, names: names) == body)
  }

  @Test("other bytes are nothing or something, and never a crash", arguments: 0..<100)
  func rubbish(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var names = PackedBody.Names()
    let id = try Fixture.scaleSetID()
    let packed = PackedBody.pack(.generated(depth: 4, using: &random), of: id, at: try site(), names: &names)
    for end in packed.indices { #expect(PackedBody.unpack(Array(packed[..<end]), of: id, names: names) == nil) }
    for _ in 0..<50 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt8.random(in: 0...12, using: &random) }
      _ = PackedBody.unpack(bytes, of: id, names: names)
    }
  }
}
