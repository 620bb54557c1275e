package import Pools

/// A place in a body, `*` standing for every element of a list: `properties.subnets.*.properties.addressPrefix`.
package struct JSONPattern: Hashable, Sendable, ExpressibleByStringLiteral {
  let steps: [String]

  package init(_ text: String) { steps = text.split(separator: ".").map(String.init) }
  package init(stringLiteral value: String) { self.init(value) }
}

extension JSONValue {
  /// All values at `pattern`; nulls count as values.
  package func values(_ pattern: JSONPattern) -> [JSONValue] { values(pattern.steps[...]) }

  private func values(_ steps: ArraySlice<String>) -> [JSONValue] {
    guard let step = steps.first else { return [self] }
    let rest = steps.dropFirst()
    if step == "*" { return (array ?? []).flatMap { $0.values(rest) } }
    return member(step)?.values(rest) ?? []
  }

  /// The first value at `pattern`.
  package func first(_ pattern: JSONPattern) -> JSONValue? { values(pattern).first }

  /// This value with what `change` makes of each value at `pattern`.
  ///
  /// The last step may lead to nothing: then `change` is handed nil, and what it returns is added. A missing step before
  /// the last leads nowhere. Nil takes the value away.
  package func changing(_ pattern: JSONPattern, _ change: (JSONValue?) -> JSONValue?) -> JSONValue {
    changing(pattern.steps[...], change)
  }

  private func changing(_ steps: ArraySlice<String>, _ change: (JSONValue?) -> JSONValue?) -> JSONValue {
    guard let step = steps.first else { return change(self) ?? .null }
    let rest = steps.dropFirst()
    if step == "*" {
      guard let elements = array else { return self }
      if rest.isEmpty { return .array(elements.compactMap { change($0) }) }
      return .array(elements.map { $0.changing(rest, change) })
    }
    guard var members = object else { return self }
    let key = members.key(of: step)
    if rest.isEmpty {
      members[key] = change(members[key])
    } else if let here = members[key] {
      members[key] = here.changing(rest, change)
    }
    return .object(members)
  }

  /// JSON merge patch (RFC 7396): objects merge, null takes away, all else replaces.
  package func merging(_ patch: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var members = object ?? [:]
    for (name, value) in changes {
      let key = members.key(of: name)
      if case .null = value {
        members[key] = nil
      } else {
        members[key] = (members[key] ?? .null).merging(value)
      }
    }
    return .object(members)
  }

  /// True where both say the same; names and strings in any capitals, as ARM compares.
  package func saysTheSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.string(let left), .string(let right)): return left.lowercased() == right.lowercased()
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.saysTheSame(as: $1) }
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && left.allSatisfy { name, value in other.member(name).map { value.saysTheSame(as: $0) } ?? false }
    default: return self == other
    }
  }
}

extension [String: JSONValue] {
  /// The spelling of `name` that this object uses; `name` itself where it has none.
  package func key(of name: String) -> String {
    if self[name] != nil { return name }
    let folded = name.lowercased()
    return keys.filter { $0.lowercased() == folded }.min() ?? name
  }
}
