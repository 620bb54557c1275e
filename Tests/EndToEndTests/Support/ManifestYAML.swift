import Pools
import Testing
import Yams

/// Manifests as JSON, which is YAML too.
enum ManifestYAML {
  static func read(_ text: String) throws -> JSONValue { try value(of: Yams.load(yaml: text)) }

  private static func value(of any: Any?) throws -> JSONValue {
    switch any {
    case nil: .null
    case let flag as Bool: .bool(flag)
    case let number as Int: .integer(Int64(number))
    case let number as Double: .number(number)
    case let text as String: .string(text)
    case let elements as [Any]: .array(try elements.map(value))
    case let members as [String: Any]: .object(try members.mapValues(value))
    default: try #require(nil as JSONValue?, "\(String(describing: any)) is not for manifests")
    }
  }

  /// A path as rows write it: `spec.autoscale.schedules[0].to`.
  static func path(_ text: String) throws -> JSONPath {
    var path = JSONPath.root
    for part in text.split(separator: ".") {
      let words = part.split(whereSeparator: { "[]".contains($0) })
      path = path.member(String(words[0]))
      for word in words.dropFirst() { path = path.appending(.index(try #require(Int(word), "\(text)"))) }
    }
    return path
  }

  /// The paths of all that holds no more paths, positions in lists left out: `spec.users[].name`, `spec.zones`.
  static func leaves(_ value: JSONValue, at path: String = "") -> Set<String> {
    switch value {
    case .object(let members):
      members.reduce(into: []) { $0.formUnion(leaves($1.value, at: path.isEmpty ? $1.key : "\(path).\($1.key)")) }
    case .array(let elements) where elements.contains { $0.object != nil }:
      elements.reduce(into: []) { $0.formUnion(leaves($1, at: "\(path)[]")) }
    default: [path]
    }
  }
}
