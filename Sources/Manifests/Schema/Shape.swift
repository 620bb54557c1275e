/// What may stand at a place of a manifest. The tables built of it are checked, merged by, and printed as JSON Schema.
indirect enum Shape: Sendable {
  case text(TextRule)
  case integer(ClosedRange<Int64>)
  case boolean
  case choice([String])
  case list(of: Shape)
  /// A map whose keys are the author's own.
  case map(keys: TextRule, values: Shape)
  case object(ObjectShape)
  /// Any JSON value: what a template's author declared, and the template checks.
  case anything
  /// Text or number in the first, a map in the second: the short form and the long one.
  case either(Shape, Shape)
}

/// A map with known keys.
struct ObjectShape: Sendable {
  var fields: [Field]
  /// Of these names exactly one must be there.
  var oneOf: [String] = []
  /// True where the map is one value: checked where it stands, and never merged with a further default.
  var isWhole = false
  /// True where its values may be secret, so that no message quotes them.
  var isSecret = false

  func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// A known key of a map.
struct Field: Sendable {
  var name: String
  var shape: Shape
  /// What it means, for editors.
  var summary: String
  /// What to write where it is missing; nil for what may be left out.
  var required: String?
  /// What a manifest that has it is told, where this version of Weir does not support it yet.
  var later: String?

  init(_ name: String, _ shape: Shape, _ summary: String, required: String? = nil, later: String? = nil) {
    self.name = name
    self.shape = shape
    self.summary = summary
    self.required = required
    self.later = later
  }
}

/// Which texts are good for a field.
struct TextRule: Sendable {
  /// With its article, for messages: `a pool name`.
  var what: String
  /// What would be right, for messages.
  var right: String
  /// The same as a regular expression of ECMA 262, for the JSON Schema; nil where there is none.
  var pattern: String?
  var accepts: @Sendable (String) -> Bool
}

extension Shape {
  /// What the shape is in words, for messages about something else in its place.
  var kind: String {
    switch self {
    case .text, .choice: "text"
    case .integer: "a whole number"
    case .boolean: "true or false"
    case .list: "a list"
    case .map, .object: "a map"
    case .anything: "a value"
    case .either(let short, let long): "\(short.kind) or \(long.kind)"
    }
  }
}
