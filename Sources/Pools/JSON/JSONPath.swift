/// Where a value stands inside a resource's body: member names and list positions, from the outside in.
///
/// Elements of a list that is keyed by a member (`name`) are addressed by that key, so that a path stays the same when
/// the list's order does not. Text form: `sku.capacity`, `properties.subnets[name=pools].properties`, `zones[0]`.
package struct JSONPath: Hashable, Sendable, Comparable, CustomStringConvertible {
  package enum Step: Hashable, Sendable {
    case member(String)
    case index(Int)
    case element(key: String, value: String)
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  /// Builds a path of members only: `JSONPath("sku", "capacity")`.
  package init(_ members: String...) { steps = members.map(Step.member) }

  package static let root = JSONPath([Step]())

  /// True where the first step leads to a list's element.
  fileprivate var startsInList: Bool {
    switch steps.first {
    case .index, .element: true
    case .member, nil: false
    }
  }

  package func appending(_ step: Step) -> JSONPath { JSONPath(steps + [step]) }
  package func member(_ name: String) -> JSONPath { appending(.member(name)) }

  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .member(let name) where name.isEmpty || name.contains(where: { ".[]".contains($0) }): text += "['\(name)']"
      case .member(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let position): text += "[\(position)]"
      case .element(let key, let value): text += "[\(key)=\(value)]"
      }
    }
    return text
  }

  /// Step by step: members by name, positions by number, and what lies around a value before the value.
  package static func < (left: JSONPath, right: JSONPath) -> Bool {
    for (first, second) in zip(left.steps, right.steps) where first != second { return first < second }
    return left.steps.count < right.steps.count
  }
}

extension JSONPath.Step: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.member(let first), .member(let second)): first < second
    case (.index(let first), .index(let second)): first < second
    case (.element(let firstKey, let first), .element(let secondKey, let second)):
      (firstKey, first) < (secondKey, second)
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .member: 0
    case .index: 1
    case .element: 2
    }
  }
}

extension JSONValue {
  /// The value at `path`, or nil where the path leads nowhere. Member names match in any capitals.
  package func value(at path: JSONPath) -> JSONValue? {
    var here = self
    for step in path.steps {
      switch step {
      case .member(let name):
        guard let next = here.member(name) else { return nil }
        here = next
      case .index(let position):
        guard case .array(let elements) = here, elements.indices.contains(position) else { return nil }
        here = elements[position]
      case .element(let key, let value):
        guard case .array(let elements) = here,
          let found = elements.first(where: { $0.member(key)?.keyText == value.lowercased() })
        else { return nil }
        here = found
      }
    }
    return here
  }

  /// This value with `replacement` at `path`; a nil replacement takes the member or element away.
  ///
  /// Objects on the way are made where they are missing; a path through a list element that is not there, or taking away
  /// what is not there, changes nothing.
  package func setting(_ replacement: JSONValue?, at path: JSONPath) -> JSONValue {
    guard let first = path.steps.first else { return replacement ?? .null }
    let rest = JSONPath(Array(path.steps.dropFirst()))
    switch first {
    case .member(let name):
      if object == nil && replacement == nil { return self }
      var members = object ?? [:]
      let key =
        members[name] != nil ? name : members.keys.sorted().first { $0.lowercased() == name.lowercased() } ?? name
      if rest.steps.isEmpty {
        members[key] = replacement
      } else {
        if members[key] == nil && (replacement == nil || rest.startsInList) { return self }
        members[key] = (members[key] ?? .object([:])).setting(replacement, at: rest)
      }
      return .object(members)
    case .index(let position):
      guard var elements = array, elements.indices.contains(position) else { return self }
      elements.replace(position, with: replacement, at: rest)
      return .array(elements)
    case .element(let key, let value):
      guard var elements = array,
        let position = elements.firstIndex(where: { $0.member(key)?.keyText == value.lowercased() })
      else { return self }
      elements.replace(position, with: replacement, at: rest)
      return .array(elements)
    }
  }
}

extension [JSONValue] {
  fileprivate mutating func replace(_ position: Int, with replacement: JSONValue?, at rest: JSONPath) {
    if rest.steps.isEmpty {
      if let replacement { self[position] = replacement } else { remove(at: position) }
    } else {
      self[position] = self[position].setting(replacement, at: rest)
    }
  }
}

extension JSONValue {
  /// The text by which an element of a keyed list is known, in small letters; nil for what can be no key.
  package var keyText: String? {
    switch self {
    case .string(let text): text.lowercased()
    case .integer, .number: integer.map { String($0) }
    default: nil
    }
  }
}
