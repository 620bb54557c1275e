package import Pools

/// The manifests' format for editors, generated from the tables that manifests are checked by.
package enum ManifestSchema {
  /// What every manifest of this version says first.
  package static let apiVersion = PoolSchema.apiVersion
  /// What the schema calls itself; editors only compare it.
  package static let id = "https://weir.dev/schemas/v1/manifest.json"

  /// A JSON Schema of draft 2020-12.
  ///
  /// What a pool must say stays open in it where defaults may say it for the pool, and so does what only holds between
  /// two fields of one pool; what it refuses, Weir refuses too.
  package static func jsonSchema() -> JSONValue {
    var definitions: [String: JSONValue] = ["secret": PoolSchema.secret.body]
    for kind in PoolSchema.kinds { definitions[kind] = PoolSchema.root(of: kind).schema }
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": .string(id),
      "$defs": .object(definitions),
      "title": "Weir manifest",
      "description": "A pool of virtual machines that Weir keeps as it is described, or what pools leave unsaid.",
      "type": "object",
      "required": ["apiVersion", "kind"],
      "properties": [
        "apiVersion": ["const": .string(PoolSchema.apiVersion)],
        "kind": ["enum": .array(PoolSchema.kinds.map(JSONValue.string))],
      ],
      "allOf": .array(
        PoolSchema.kinds.map { kind in
          [
            "if": ["properties": ["kind": ["const": .string(kind)]], "required": ["kind"]],
            "then": ["$ref": .string("#/$defs/\(kind)")],
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
      range.upperBound == .max
        ? ["type": "integer", "minimum": .integer(range.lowerBound)]
        : ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .boolean: ["type": "boolean"]
    case .choice(let known): ["enum": .array(known.map(JSONValue.string))]
    // A list or a map without a value says nothing, where nothing has to be in it.
    case .list(of: .choice(let known)):
      ["type": ["array", "null"], "items": Shape.choice(known).schema, "uniqueItems": true]
    case .list(let element): ["type": ["array", "null"], "items": element.schema]
    case .map(let keys, let values):
      ["type": ["object", "null"], "propertyNames": keys.schema, "additionalProperties": values.schema]
    case .object(let object): object.schema
    case .anything: [:]
    case .either(let short, let long): ["anyOf": [short.schema, long.schema]]
    }
  }
}

extension ObjectShape {
  /// A reference, for what stands in many places.
  fileprivate var schema: JSONValue { insteadOfMap == nil ? body : ["$ref": "#/$defs/secret"] }

  fileprivate var body: JSONValue {
    var schema: [String: JSONValue] = [
      "type": isWhole ? "object" : ["object", "null"], "additionalProperties": false,
      "properties": .object(
        Dictionary(fields.map { ($0.name, $0.schema) }, uniquingKeysWith: { first, _ in first })),
    ]
    let required = fields.filter { $0.required != nil }.map(\.name)
    if isWhole, !required.isEmpty { schema["required"] = .array(required.map(JSONValue.string)) }
    if !oneOf.isEmpty { schema["oneOf"] = .array(oneOf.map { ["required": [.string($0)]] }) }
    let exclusions = alternatives.flatMap(\.exclusions)
    if !exclusions.isEmpty { schema["allOf"] = .array(exclusions) }
    return .object(schema)
  }
}

extension Alternatives {
  /// That no key of one group stands beside a key of another.
  fileprivate var exclusions: [JSONValue] {
    groups.indices.flatMap { first in
      groups.indices.filter { $0 > first }.map { second in
        ["not": ["allOf": [Self.any(of: groups[first]), Self.any(of: groups[second])]]]
      }
    }
  }

  private static func any(of keys: Set<String>) -> JSONValue {
    ["anyOf": .array(keys.sorted().map { ["required": [.string($0)]] })]
  }
}

extension Field {
  fileprivate var schema: JSONValue {
    var members = shape.schema.object ?? [:]
    members["description"] = .string(summary)
    return .object(members)
  }
}

extension TextRule {
  fileprivate var schema: JSONValue {
    var members: [String: JSONValue] = ["type": "string"]
    if let pattern { members["pattern"] = .string(pattern) }
    if let known { members["enum"] = .array(known.map(JSONValue.string)) }
    return .object(members)
  }
}
