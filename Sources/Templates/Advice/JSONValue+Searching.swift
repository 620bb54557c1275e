import Pools

extension JSONValue {
  /// Calls `body` with every value inside this one and its path, the outer before the inner, members by name.
  func visit(_ path: JSONPath = .root, _ body: (JSONPath, JSONValue) -> Void) {
    body(path, self)
    switch self {
    case .array(let elements):
      for (index, element) in elements.enumerated() { element.visit(path.appending(.index(index)), body) }
    case .object(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) { member.visit(path.member(name), body) }
    default: break
    }
  }

  /// All values of members with the name, which is written in small letters, at any depth.
  func all(named name: String) -> [JSONValue] {
    switch self {
    case .array(let elements): return elements.flatMap { $0.all(named: name) }
    case .object(let members):
      return members.flatMap { key, value in
        (key.utf8.count == name.utf8.count && key.lowercased() == name ? [value] : []) + value.all(named: name)
      }
    default: return []
    }
  }

  /// True where a text inside contains the bytes of `part`. No path is made, so it is cheap for what rarely is there.
  func mentions(_ part: String) -> Bool {
    switch self {
    case .string(let text): return text.firstBytes(of: part) != nil
    case .array(let elements): return elements.contains { $0.mentions(part) }
    case .object(let members): return members.values.contains { $0.mentions(part) }
    default: return false
    }
  }
}
