/// How two readings of one field are held against each other.
package enum Comparison: Hashable, Sendable {
  /// As written; numbers by value, and resource ids in any capitals, since ARM answers them in any.
  case exact
  /// Text whose capitals do not count: ARM's enumerations and most of its names.
  case anyCase
  /// An Azure region: `West US 2` is `westus2`.
  case location
  /// A resource's id; capitals and a slash at its end do not count.
  case resourceID
  /// A list of plain values as one whole, its order and its elements' capitals without meaning.
  case set
  /// A set of networks and service tags, or one of them: an address alone is the network of it alone.
  case networks
  /// A list of objects that a member tells apart; elements that were never ours do not count, but where the list is whole.
  case keyed(by: String)
  /// An ISO 8601 duration: `PT10M` is `PT600S`.
  case duration
  /// A moment in ISO 8601, or a wall clock's; a missing zone is UTC's, and zeros of a second's parts do not count:
  /// `2026-11-22T07:00:00` is `2026-11-22T07:00:00.000Z`.
  case moment
  /// Words between commas, in any order and any capitals, each for itself: `SystemAssigned, UserAssigned`.
  case words
  /// An object whose member names are resource ids, each for itself, and whose values are Azure's own.
  case idSet
  /// The id of what is the same in every scope, so that its last name alone counts: a built-in role's definition.
  case lastName
  /// Text whose blanks and line breaks at both ends do not count.
  case trimmed
  /// The value of the tag `weir-managed-by`: a name without the identity of a state may be any state of that name.
  case controllerTag
  /// A description that ends with Weir's tags, compared like them.
  case ownershipNote

  /// True where both values mean the same to Azure. Absent, null and empty containers are one.
  package func matches(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    guard let left = left?.unlessEmpty, let right = right?.unlessEmpty else {
      return left?.unlessEmpty == nil && right?.unlessEmpty == nil
    }
    switch (left, right) {
    case (.string(let left), .string(let right)): return textMatches(left, right)
    case (.array(let left), .array(let right)):
      guard left.count == right.count else { return false }
      if self == .networks { return Set(left.map(\.foldedNetwork)) == Set(right.map(\.foldedNetwork)) }
      if self == .set { return left.map(\.foldedText).sorted() == right.map(\.foldedText).sorted() }
      return zip(left, right).allSatisfy { Comparison.exact.matches($0, $1) }
    case (.object(let first), .object(let second)):
      if self == .idSet { return Set(first.keys.map(\.foldedID)) == Set(second.keys.map(\.foldedID)) }
      let names = Set(first.keys.map { $0.lowercased() }).union(second.keys.map { $0.lowercased() })
      return names.allSatisfy { Comparison.exact.matches(left.member($0), right.member($0)) }
    default: return left.scalarMatches(right)
    }
  }

  /// The parts of a value that stand for themselves, so that others beside them do not count; nil for other comparisons.
  ///
  /// Azure's policies add identities to what is not theirs.
  func parts(of value: JSONValue?) -> Set<String>? {
    switch (self, value) {
    case (.words, .string(let text)?): Set(text.foldedWords)
    case (.idSet, .object(let members)?): Set(members.keys.map(\.foldedID))
    case (.words, nil), (.idSet, nil): []
    default: nil
    }
  }

  private func textMatches(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    switch self {
    case .exact, .keyed:
      return left.hasPrefix("/") && right.hasPrefix("/") && left.isID && left.foldedID == right.foldedID
    case .anyCase, .set: return left.lowercased() == right.lowercased()
    case .networks: return JSONValue.string(left).foldedNetwork == JSONValue.string(right).foldedNetwork
    case .location:
      guard let first = Location(left), let second = Location(right) else { return false }
      return first == second
    case .resourceID, .idSet: return left.foldedID == right.foldedID
    case .duration:
      guard let first = left.isoSeconds, let second = right.isoSeconds else {
        return left.lowercased() == right.lowercased()
      }
      return first == second
    case .moment: return left.plainMoment == right.plainMoment
    case .words: return left.foldedWords == right.foldedWords
    case .lastName: return left.lastName == right.lastName
    case .trimmed: return left.withoutOuterBlanks == right.withoutOuterBlanks
    case .controllerTag: return ControllerTag(left).matches(ControllerTag(right))
    case .ownershipNote: return OwnershipTag.isSameNote(left, right)
    }
  }
}

extension JSONValue {
  /// True for null, `{}` and `[]`, which ARM takes for nothing at all.
  package var isEmpty: Bool {
    switch self {
    case .null: true
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  /// The value; nil where it is empty.
  package var unlessEmpty: JSONValue? {
    // Not `isEmpty ? nil : self`: there the literal would be JSON's null.
    if isEmpty { return Optional.none }
    return self
  }

  /// Numbers by value; a number or a flag equals its text, since ARM converts between them (`"2"` for `2`).
  fileprivate func scalarMatches(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.array, _), (.object, _), (_, .array), (_, .object): false
    case (.number(let left), .number(let right)): left == right
    default: foldedText == other.foldedText
    }
  }

  /// The text of a network: `203.0.113.7` for `203.0.113.7/32`.
  fileprivate var foldedNetwork: String {
    let text = foldedText
    let whole = text.contains(":") ? "/128" : "/32"
    return text.hasSuffix(whole) ? String(text.dropLast(whole.count)) : text
  }

  /// One text for values that ARM takes for the same scalar; containers by their canonical text.
  fileprivate var foldedText: String {
    if let integer { return String(integer) }
    switch self {
    case .string(let text): return text.lowercased()
    default: return text()
    }
  }
}

extension String {
  /// True for the id of anything in Azure.
  package var isID: Bool { prefix(15).lowercased() == "/subscriptions/" }

  /// An id in small letters, without a slash at its end.
  package var foldedID: String {
    let small = lowercased()
    return small.hasSuffix("/") ? String(small.dropLast()) : small
  }

  /// The moment without its zone where that is UTC, and without parts of a second that are zero.
  var plainMoment: String {
    var text = uppercased()
    for zone in ["Z", "+00:00"] where text.hasSuffix(zone) { text.removeLast(zone.count) }
    if let point = text.lastIndex(of: "."), text[text.index(after: point)...].allSatisfy({ $0 == "0" }) {
      text = String(text[..<point])
    }
    return text
  }

  fileprivate var lastName: Substring {
    let id = foldedID
    return id.lastIndex(of: "/").map { id[id.index(after: $0)...] } ?? id[...]
  }

  fileprivate var foldedWords: [String] {
    lowercased().split(separator: ",").map { String($0).withoutOuterBlanks }.filter { !$0.isEmpty }.sorted()
  }

  fileprivate var withoutOuterBlanks: String {
    let tail = drop { $0.isWhitespace }
    guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(tail[...last])
  }

  /// The seconds of an ISO 8601 duration with days, hours, minutes and seconds (weeks too); nil for other text.
  ///
  /// Years and months are refused: they have no fixed length, and no Azure field that Weir compares uses them.
  package var isoSeconds: Double? {
    var rest = Substring(uppercased())
    guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
    var factors: [Character: Double] = ["W": 604_800, "D": 86_400]
    var total = 0.0
    while let next = rest.first {
      if next == "T" {
        factors = ["H": 3_600, "M": 60, "S": 1]
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), let unit = rest.popFirst(), let factor = factors[unit] else { return nil }
      total += number * factor
    }
    return total
  }
}
