import Pools

/// A value of a manifest and the place that it comes from; after merging, each part may be of another file.
struct PlacedValue: Sendable {
  indirect enum Content: Sendable {
    case scalar(JSONValue)
    case list([PlacedValue])
    case map([PlacedMember])
  }

  var place: SourceLocation
  var content: Content

  init(place: SourceLocation, content: Content) {
    self.place = place
    self.content = content
  }

  init(_ node: YAMLNode, file: String) {
    place = SourceLocation(node.place, file: file)
    if node.isMapping {
      content = .map(
        node.members.map { member in
          PlacedMember(
            key: member.key, place: SourceLocation(member.keyPlace, file: file),
            value: PlacedValue(member.value, file: file))
        })
    } else if node.isSequence {
      content = .list(node.elements.map { PlacedValue($0, file: file) })
    } else {
      content = .scalar(node.value ?? .null)
    }
  }

  var members: [PlacedMember] { if case .map(let members) = content { members } else { [] } }

  /// The value of a text.
  var text: String? { if case .scalar(.string(let text)) = content { text } else { nil } }

  var isNull: Bool { if case .scalar(.null) = content { true } else { false } }

  func member(_ name: String) -> PlacedMember? { members.first { $0.key == name } }

  subscript(_ name: String) -> PlacedValue? { member(name)?.value }

  var json: JSONValue {
    switch content {
    case .scalar(let value): value
    case .list(let elements): .array(elements.map(\.json))
    case .map(let members):
      .object(Dictionary(members.map { ($0.key, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
    }
  }
}

/// A key, its place, and its value.
struct PlacedMember: Sendable {
  var key: String
  var place: SourceLocation
  var value: PlacedValue
}

extension SourceLocation {
  init(_ place: YAMLPlace, file: String) { self.init(file: file, line: place.line, column: place.column) }
}
