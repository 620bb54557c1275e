package import Pools

/// The manifests' format for editors, generated from the tables that manifests are checked by.
package enum ManifestSchema {
  /// A JSON Schema of draft 7, the newest that the editors' YAML extensions read whole.
  ///
  /// What a pool must say stays open in it, since defaults may say it for the pool.
  package static func jsonSchema() -> JSONValue {
    [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "Weir manifest",
      "type": "object",
      "required": ["apiVersion", "kind"],
      "properties": ["kind": ["enum": .array(PoolSchema.kinds.map(JSONValue.string))]],
      "allOf": .array(
        PoolSchema.kinds.map { kind in
          [
            "if": ["properties": ["kind": ["const": .string(kind)]]],
            "then": Shape.object(PoolSchema.root(of: kind)).schema,
          ]
        }),
    ]
  }
}

extension Shape {
  fileprivate var schema: JSONValue {
    switch self {
    case .text(let rule): rule.schema
    case .integer(let range):
      ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .boolean: ["type": "boolean"]
    case .choice(let known): ["enum": .array(known.map(JSONValue.string))]
    case .list(let element): ["type": "array", "items": element.schema]
    case .map(let keys, let values):
      ["type": "object", "propertyNames": keys.schema, "additionalProperties": values.schema]
    case .object(let object): object.schema
    case .anything: [:]
    case .either(let short, let long): ["anyOf": [short.schema, long.schema]]
    }
  }
}

extension ObjectShape {
  fileprivate var schema: JSONValue {
    var schema: [String: JSONValue] = [
      "type": "object", "additionalProperties": false,
      "properties": .object(
        Dictionary(fields.map { ($0.name, $0.schema) }, uniquingKeysWith: { first, _ in first })),
    ]
    let required = fields.filter { $0.required != nil }.map(\.name)
    if isWhole, !required.isEmpty { schema["required"] = .array(required.map(JSONValue.string)) }
    if !oneOf.isEmpty { schema["oneOf"] = .array(oneOf.map { ["required": [.string($0)]] }) }
    return .object(schema)
  }
}

extension Field {
  fileprivate var schema: JSONValue {
    var members = shape.schema.object ?? [:]
    members["description"] = .string(later == nil ? summary : "\(summary) (Not supported yet.)")
    return .object(members)
  }
}

extension TextRule {
  fileprivate var schema: JSONValue {
    var members: [String: JSONValue] = ["type": "string"]
    if let pattern { members["pattern"] = .string(pattern) }
    return .object(members)
  }
}
