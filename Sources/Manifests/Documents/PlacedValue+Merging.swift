extension PlacedValue {
  /// This value where it says something, and `further` where it does not: maps merge, lists and all else replace.
  ///
  /// A map that is one value by its shape (a reference to a secret) replaces too, since half of one and half of another
  /// is neither. A map or a list without a value (`labels:`) says nothing.
  func filled(from further: PlacedValue, shape: Shape) -> PlacedValue {
    switch shape {
    case .object(let object):
      if isNull { return further }
      guard !object.isWhole else { return self }
      return merged(with: further.without(ruledOutBy: self, object.alternatives)) {
        object.field($0)?.shape ?? .anything
      }
    case .map(_, let values):
      return isNull ? further : merged(with: further) { _ in values }
    case .list: return isNull ? further : self
    case .anything: return merged(with: further) { _ in .anything }
    case .either(_, let long):
      guard case (.map, .map) = (content, further.content) else { return self }
      return filled(from: further, shape: long)
    case .text, .choice, .integer, .boolean: return self
    }
  }

  /// This map without the ways of saying something that a nearer map has chosen another for.
  private func without(ruledOutBy nearer: PlacedValue, _ alternatives: [Alternatives]) -> PlacedValue {
    guard !alternatives.isEmpty, case .map(var members) = content, case .map(let said) = nearer.content else {
      return self
    }
    for ways in alternatives {
      let chosen = Set(said.compactMap { ways.group(of: $0.key) })
      guard !chosen.isEmpty else { continue }
      members.removeAll { member in ways.group(of: member.key).map { !chosen.contains($0) } ?? false }
    }
    return PlacedValue(place: place, content: .map(members))
  }

  private func merged(with further: PlacedValue, shape: (String) -> Shape) -> PlacedValue {
    guard case .map(var members) = content, case .map(let others) = further.content else { return self }
    var positions = Dictionary(
      members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    for other in others {
      if let at = positions[other.key] {
        members[at].value = members[at].value.filled(from: other.value, shape: shape(other.key))
      } else {
        positions[other.key] = members.count
        members.append(other)
      }
    }
    return PlacedValue(place: place, content: .map(members))
  }
}
