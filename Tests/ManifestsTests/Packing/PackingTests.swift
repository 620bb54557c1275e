import Pools
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

  private static func value(_ dice: inout Dice, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &dice) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &dice))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &dice))
    case 3: return .integer([0, -1, 127, 128, .min, .max].randomElement(using: &dice) ?? 0)
    case 4: return .number(Double.random(in: -1e9...1e9, using: &dice))
    case 5: return .string(["", "a", "é\n", String(repeating: "x", count: 300)].randomElement(using: &dice) ?? "")
    case 6: return .array((0..<3).map { _ in value(&dice, depth: depth - 1) })
    default: return ["a": value(&dice, depth: depth - 1), "bb": value(&dice, depth: depth - 1)]
    }
  }

  @Test("what is packed is unpacked the same", arguments: 0..<50)
  func roundTrip(seed: UInt64) throws {
    var dice = Dice(state: seed)
    let documents = try (0..<3).map { _ in try Self.document(&dice) }
    let fields = ["spec.location": SourceLocation(file: "a.yaml", line: 1, column: 200)]
    var packer = Packer()
    packer.add(documents)
    packer.add(fields)
    var unpacker = Unpacker(packer.bytes)
    let unpacked = try unpacker.resources()
    #expect(unpacked == documents)
    #expect(unpacked.map(\.provenance.locations) == documents.map(\.provenance.locations))
    let unpackedFields = try unpacker.fields()
    #expect(unpackedFields == fields)
  }

  @Test("damaged bytes are an error and never a trap", arguments: 0..<50)
  func damage(seed: UInt64) throws {
    var dice = Dice(state: seed)
    var packer = Packer()
    packer.add([try Self.document(&dice)])
    for _ in 0..<50 {
      var bytes = packer.bytes
      bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &dice))
      var unpacker = Unpacker(bytes)
      do { _ = try unpacker.resources() } catch { #expect(error.offset <= bytes.count) }
    }
  }
}
