package import Pools

/// A parameter as a template declares it.
package struct ParameterDefinition: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case string
    case int
    case bool
    case object
    case array
  }

  /// As declared; ARM takes it in any capitals.
  package var name: String
  package var kind: Kind
  /// True for `securestring` and `secureObject`: the value is never read, and passes through as an expression.
  package var isSecure: Bool
  /// Null is a value too, and the one that it has when none is given.
  package var isNullable: Bool
  package var hasDefault: Bool { defaultValue != nil }
  package var allowedValues: [JSONValue]?
  package var length: ClosedRange<Int64>
  package var bounds: ClosedRange<Int64>
  package var description: String?
  var defaultValue: TemplateNode?
  /// Where it is declared.
  var path: JSONPath
  /// Where its default stands; nil where it has none.
  var defaultOrigin: SourceLocation?

  /// The type as ARM spells it.
  package var type: String {
    switch (kind, isSecure) {
    case (.string, true): "securestring"
    case (.object, true): "secureObject"
    default: kind.rawValue
    }
  }
}

extension ParameterDefinition.Kind {
  /// The kind that a declared type means, in any capitals; nil where ARM has no such type.
  static func named(_ type: String) -> (kind: Self, secure: Bool)? {
    switch type.lowercased() {
    case "securestring": (.string, true)
    case "secureobject": (.object, true)
    case let plain: Self(rawValue: plain).map { ($0, false) }
    }
  }

  func takes(_ value: JSONValue) -> Bool {
    switch self {
    case .string: value.string != nil
    case .int: value.integer != nil
    case .bool: value.bool != nil
    case .object: value.object != nil
    case .array: value.array != nil
    }
  }
}
