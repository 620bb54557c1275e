import Pools

/// The parameters of a template under way: what each is declared as, what it is given, and where that stands.
struct TemplateParameters {
  let places: [String: SourceLocation]
  let manifest: SourceLocation
  private(set) var definitions: [String: JSONValue] = [:]
  private(set) var values: [String: ParameterValue] = [:]

  init(places: [String: SourceLocation], manifest: SourceLocation) {
    self.places = places
    self.manifest = manifest
  }

  /// A parameter with the value of a field; the expression that stands for it.
  mutating func value(_ name: String, _ value: JSONValue, at field: String) -> JSONValue {
    let type =
      switch value {
      case .integer: "int"
      case .bool: "bool"
      case .array: "array"
      case .object: "object"
      default: "string"
      }
    definitions[name] = ["type": .string(type)]
    values[name] = .value(value, origin: place(of: field))
    return .string("[parameters('\(name)')]")
  }

  /// A secure parameter; the expression that stands for it, which is to stand in protected places only.
  mutating func secret(_ name: String, _ reference: SecretReference, at field: String) -> JSONValue {
    definitions[name] = ["type": "securestring"]
    values[name] = .secret(reference, origin: place(of: field))
    return .string("[parameters('\(name)')]")
  }

  /// Where a field stands; for a default, where what is around it stands, and the whole pool at last.
  func place(of field: String) -> SourceLocation {
    var path = Substring(field)
    while !path.isEmpty {
      if let found = places[String(path)] { return found }
      guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      path = path[..<end]
    }
    return manifest
  }
}
