package import Pools

/// What a parameter is given, and where that stands.
package struct ParameterValue: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case value(JSONValue)
    case secret(SecretReference)
  }

  package var content: Content
  package var origin: SourceLocation

  package init(_ content: Content, origin: SourceLocation) {
    self.content = content
    self.origin = origin
  }

  package static func value(_ value: JSONValue, origin: SourceLocation) -> ParameterValue {
    ParameterValue(.value(value), origin: origin)
  }

  package static func secret(_ reference: SecretReference, origin: SourceLocation) -> ParameterValue {
    ParameterValue(.secret(reference), origin: origin)
  }
}
