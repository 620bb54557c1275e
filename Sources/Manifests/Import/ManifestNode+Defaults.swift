import Pools

extension [ManifestNode.Member] {
  /// The members without what `around` gives all the same: the inverse of merging a map with further defaults.
  func beyond(_ around: JSONValue, _ shape: Shape) -> [ManifestNode.Member] {
    compactMap { member in
      guard let given = around[member.name] else { return member }
      if given == member.value.json { return nil }
      guard case .map(let members) = member.value, let inner = shape.merging(at: member.name) else { return member }
      let left = members.beyond(given, inner)
      return left.isEmpty ? nil : ManifestNode.Member(member.name, .map(left), comment: member.comment)
    }
  }
}

extension Shape {
  /// The shape of a member that merges with a further map at its place; nil where it replaces it.
  fileprivate func merging(at name: String) -> Shape? {
    let member: Shape?
    switch self {
    case .object(let object): member = object.field(name)?.shape
    case .map(_, let values): member = values
    case .anything: member = .anything
    case .list, .text, .choice, .integer, .boolean, .either: member = nil
    }
    switch member {
    case .object(let object)?: return object.isWhole ? nil : member
    case .map?, .anything?: return member
    case .either(_, let long)?: return long
    default: return nil
    }
  }
}
