/// A JSON value as ARM reads and writes it: whole numbers stay whole, and an object has no order.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  package var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

  /// The whole number that this is; `2.0` is one, `2.5` and a number past 64 bits are not.
  package var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// What the value is in JSON's own words, for messages: `string`, `object`, …
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// The member of an object, exact in its capitals; nil where there is none or this is no object.
  package subscript(_ name: String) -> JSONValue? { object?[name] }

  /// The member of an object in any capitals (ARM's rule for property names), the exact spelling first.
  package func member(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    if let exact = members[name] { return exact }
    let folded = name.lowercased()
    let length = name.utf8.count
    // Names are ASCII, whose capitals are as long as their small letters: the length rules most others out.
    return members.keys.filter { $0.utf8.count == length && $0.lowercased() == folded }.min().flatMap { members[$0] }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
  package init(nilLiteral: ()) { self = .null }
}
