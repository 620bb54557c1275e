import Pools
import Templates
import Testing

@Suite("laws over generated documents")
struct GeneratedTests {
  /// Values by chance, the same at every run.
  struct Chance {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func text() -> String {
      let pieces = ["[", "]", "[[", "'", "\"", "a", "Ä", "parameters('key')", " ", "\n", "\\", "{0}", "/", "😀"]
      return (0..<next(6)).map { _ in pieces[next(pieces.count)] }.joined()
    }

    mutating func value(_ depth: Int) -> JSONValue {
      switch next(depth > 3 ? 5 : 7) {
      case 0: return .null
      case 1: return .bool(next(2) == 0)
      case 2: return .integer(Int64(next(1_000_000)) - 500_000)
      case 3: return .number(Double(next(1000)) / 8 + 0.0625)
      case 4: return .string(text())
      case 5: return .array((0..<next(4)).map { _ in value(depth + 1) })
      default:
        return .object(Dictionary((0..<next(4)).map { _ in (text(), value(depth + 1)) }, uniquingKeysWith: { $1 }))
      }
    }
  }

  static func documents(_ seed: UInt64) throws -> [ResourceDocument] {
    var chance = Chance(state: seed)
    let scope = try Sample.scope()
    let type = try #require(ResourceType("Microsoft.Test/things"))
    var documents: [ResourceDocument] = []
    for index in 0..<(1 + chance.next(4)) {
      let id = try #require(
        ResourceID(
          subscription: scope.subscription, resourceGroup: scope.resourceGroup, type: type, names: ["thing-\(index)"]))
      var body: [String: JSONValue] = ["properties": chance.value(0), "location": .string(chance.text())]
      var expressions: [JSONPath: Set<String>] = [:]
      if chance.next(2) == 0 {
        body["secret"] = "[concat('it''s', parameters('key'))]"
        expressions[JSONPath("secret")] = ["key"]
      }
      documents.append(
        ResourceDocument(
          id: id, apiVersion: "2024-01-01", body: .object(body), dependsOn: documents.map(\.id),
          expressions: expressions))
    }
    return documents
  }

  @Test("a document that is rendered and evaluated is itself again", arguments: UInt64(1)...60)
  func rendered(_ seed: UInt64) throws {
    let documents = try Self.documents(seed)
    let text = DeploymentTemplate.render(documents, secrets: ["key"]).text()
    let template = try Template(parsing: Array(text.utf8), file: "r.json")
    let key = ParameterValue.secret(.environment("KEY"), origin: Sample.manifest)
    let evaluated = try template.evaluate(parameters: ["key": key], scope: try Sample.scope())
    #expect(evaluated.resources == documents)
    #expect(evaluated.secrets == ["key": .environment("KEY")])
  }

  @Test("rendering is the same to the byte whatever order the resources come in", arguments: UInt64(1)...20)
  func stable(_ seed: UInt64) throws {
    let documents = try Self.documents(seed)
    let forward = DeploymentTemplate.render(documents, secrets: ["key"]).text()
    #expect(DeploymentTemplate.render(documents.reversed(), secrets: ["key"]).text() == forward)
  }
}
