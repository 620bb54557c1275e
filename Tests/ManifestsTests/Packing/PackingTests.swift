import PoolFieldSamples
import Pools
import Templates
import Testing

@testable import Manifests

@Suite("Packed pools")
struct PackingTests {
  private static func document(_ dice: inout Dice) throws -> ResourceDocument {
    let id = "/subscriptions/\(ManifestLoader.subscription)/resourceGroups/g/providers/Microsoft.Network/loadBalancers/"
    let path = JSONPath([.member("properties"), .index(2), .element(key: "name", value: "ü"), .member("a.b")])
    return ResourceDocument(
      id: try #require(ResourceID(id + "lb\(Int.random(in: 0..<1000, using: &dice))")), apiVersion: "2024-05-01",
      body: value(&dice, depth: 4), dependsOn: [try #require(ResourceID(id + "other"))],
      expressions: [path: ["adminPassword", "key"], .root: []],
      provenance: Provenance([path: SourceLocation(file: "pool.yaml", line: 300, column: 7)]))
  }

  private static let texts =
    ["", "a", "é\n", "/a//b", String(repeating: "x", count: 600)]
    + GuestSetup.programs.flatMap { [$0, "'é" + $0 + "/behind", "/before" + $0, $0 + $0] }

  private static func value(_ dice: inout Dice, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &dice) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &dice))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &dice))
    case 3: return .integer([0, -1, 127, 128, .min, .max].randomElement(using: &dice) ?? 0)
    case 4: return .number(Double.random(in: -1e9...1e9, using: &dice))
    case 5: return .string(texts.randomElement(using: &dice) ?? "")
    case 6: return .array((0..<3).map { _ in value(&dice, depth: depth - 1) })
    default: return ["a": value(&dice, depth: depth - 1), "bb": value(&dice, depth: depth - 1)]
    }
  }

  @Test("what is packed is unpacked the same", arguments: 0..<50)
  func roundTrip(seed: UInt64) throws {
    var dice = Dice(state: seed)
    let documents = try (0..<3).map { _ in try Self.document(&dice) }
    let fields = ["spec.location": SourceLocation(file: "a.yaml", line: 1, column: 200)]
    let texts = SharedTexts()
    var packer = Packer(texts)
    packer.add(documents)
    packer.add(fields)
    var unpacker = Unpacker(packer.bytes, texts)
    let unpacked = try unpacker.resources()
    #expect(unpacked == documents)
    #expect(unpacked.map(\.provenance.locations) == documents.map(\.provenance.locations))
    let unpackedFields = try unpacker.fields()
    #expect(unpackedFields == fields)
  }

  @Test("damaged bytes are an error and never a trap", arguments: 0..<50)
  func damage(seed: UInt64) throws {
    var dice = Dice(state: seed)
    let texts = SharedTexts()
    var packer = Packer(texts)
    packer.add([try Self.document(&dice)])
    for _ in 0..<50 {
      var bytes = packer.bytes
      bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &dice))
      var unpacker = Unpacker(bytes, texts)
      do { _ = try unpacker.resources() } catch { #expect(error.offset <= bytes.count) }
    }
  }

  @Test("the programs that machines run are kept once for all pools", arguments: 1...40 as ClosedRange<UInt64>)
  func programs(seed: UInt64) throws {
    let fields = try PoolFields.random(seed)
    let resources = try evaluated(fields)
    let texts = SharedTexts()
    var packer = Packer(texts)
    packer.add(resources)
    let text = resources.map { $0.body.text() }.joined()
    #expect(text.utf8.count > 8_000 && packer.bytes.count < 8_000)
    var unpacker = Unpacker(packer.bytes, texts)
    let unpacked = try unpacker.resources()
    #expect(unpacked == resources)
  }

  private func evaluated(_ fields: PoolFields) throws -> [ResourceDocument] {
    let pool = fields.template()
    let scope = TemplateScope(
      subscription: try #require(SubscriptionID(ManifestLoader.subscription)),
      resourceGroup: try #require(ResourceGroupName("ds-vision")), location: fields.location, deployment: "weir-vision")
    return try Template(parsing: pool.template.utf8Text(), file: "pool.json")
      .evaluate(parameters: pool.parameters, scope: scope).resources
  }

  @Test("a table that is full, or a name that is long, costs room and loses nothing")
  func fullTable() throws {
    let texts = SharedTexts()
    var members: [String: JSONValue] = [String(repeating: "n", count: 100): true]
    for number in 0..<20_000 { members["name\(number)"] = .null }
    let document = ResourceDocument(
      id: try #require(ResourceID("/subscriptions/\(ManifestLoader.subscription)/providers/Microsoft.X/things/a")),
      apiVersion: "1", body: .object(members))
    var packer = Packer(texts)
    packer.add([document])
    #expect(texts.current.list.count < 20_000)
    var unpacker = Unpacker(packer.bytes, texts)
    let unpacked = try unpacker.resources()
    #expect(unpacked == [document])
  }
}
