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
  /// Ways to say the same thing. The nearest map that says one rules the others of further maps out.
  var alternatives: [Alternatives] = []
  /// True where the map is one value: checked where it stands, and never merged with a further default.
  var isWhole = false
  /// True where its values may be secret, so that no message quotes them.
  var isSecret = false
  /// What somebody is told who writes anything but a map in its place; nil where there is nothing special to say.
  var insteadOfMap: String?

  func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// Groups of keys of which a map may use one.
struct Alternatives: Sendable {
  var groups: [Set<String>]
  /// What to do where a map uses several.
  var right: String?
  /// True where a map that uses several says nothing that could be told from it.
  var isWhole = false

  init(_ groups: Set<String>..., right: String? = nil, isWhole: Bool = false) {
    self.groups = groups
    self.right = right
    self.isWhole = isWhole
  }

  /// The number of the group that has the key; nil for a key that goes with all of them.
  func group(of key: String) -> Int? { groups.firstIndex { $0.contains(key) } }
}

/// A known key of a map.
struct Field: Sendable {
  var name: String
  var shape: Shape
  /// What it means, for editors.
  var summary: String
  /// What to write where it is missing; nil for what may be left out.
  var required: String?

  init(_ name: String, _ shape: Shape, _ summary: String, required: String? = nil) {
    self.name = name
    self.shape = shape
    self.summary = summary
    self.required = required
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
  /// Every text that is good, where they can be counted; for the JSON Schema.
  var known: [String]?
  /// True where no message quotes the text.
  var isHidden = false
  /// What is wrong with a text that deserves words of its own, and what would be right; nil for any other text.
  var remark: (@Sendable (String) -> String?)?
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
    case .either(.choice(let known), let long): "one of \(known.joined(separator: ", ")) or \(long.kind)"
    case .either(let short, let long): "\(short.kind) or \(long.kind)"
    }
  }
}
