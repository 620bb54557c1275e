extension PlacedValue {
  /// This value where it says something, and `further` where it does not: maps merge, lists and all else replace.
  ///
  /// A map that is one value by its shape (a reference to a secret) replaces too, since half of one and half of another
  /// is neither. A map or a list without a value (`labels:`) says nothing.
  func filled(from further: PlacedValue, shape: Shape) -> PlacedValue {
    switch shape {
    case .object(let object):
      if isNull { return further }
      return object.isWhole ? self : merged(with: further) { object.field($0)?.shape ?? .anything }
    case .map(_, let values):
      return isNull ? further : merged(with: further) { _ in values }
    case .list: return isNull ? further : self
    case .anything: return merged(with: further) { _ in .anything }
    case .text, .choice, .integer, .boolean, .either: return self
    }
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
