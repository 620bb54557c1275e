import Pools

/// A field of a pool with the defaults filled in: its value where there is a good one, and where it stands.
///
/// What was found wrong where it is written reads as absent, and is known to be wrong, so that nobody is told about it
/// twice.
struct FieldNode: Sendable {
  /// From the document's root: `spec.autoscale.minimum`.
  let path: String
  /// Nil where nothing is said, and where what is said is wrong.
  let value: PlacedValue?
  /// The value's place; where there is none, that of what is around it.
  let place: SourceLocation
  /// The key's place; for elements of lists, and where there is no key, as `place`.
  let keyPlace: SourceLocation
  /// True where it, or what is around it, was found wrong.
  let isWrong: Bool
  private let wrong: Set<String>

  init(spec: PlacedValue, place: SourceLocation, wrong: Set<String>) {
    self.init(
      path: "spec", value: spec, place: place, keyPlace: place, isWrong: wrong.contains("spec"), wrong: wrong)
  }

  private init(
    path: String, value: PlacedValue?, place: SourceLocation, keyPlace: SourceLocation, isWrong: Bool,
    wrong: Set<String>
  ) {
    self.path = path
    self.value = value
    self.place = place
    self.keyPlace = keyPlace
    self.isWrong = isWrong
    self.wrong = wrong
  }

  subscript(_ name: String) -> FieldNode {
    let here = SchemaCheck.join(path, name)
    let isWrong = isWrong || !wrong.isEmpty && wrong.contains(here)
    guard let member = value?.member(name) else {
      return FieldNode(path: here, value: nil, place: place, keyPlace: keyPlace, isWrong: isWrong, wrong: wrong)
    }
    return node(of: member)
  }

  private func node(of member: PlacedMember) -> FieldNode {
    let here = SchemaCheck.join(path, member.key)
    let isWrong = isWrong || !wrong.isEmpty && wrong.contains(here)
    return FieldNode(
      path: here, value: isWrong || member.value.isNull ? nil : member.value, place: member.value.place,
      keyPlace: member.place, isWrong: isWrong, wrong: wrong)
  }

  /// True where there is a good value.
  var isSaid: Bool { value != nil }
  /// True where nobody has tried to say it.
  var isUnsaid: Bool { value == nil && !isWrong }

  var text: String? { value?.text }

  var integer: Int? {
    guard case .scalar(let scalar)? = value?.content else { return nil }
    return scalar.integer.flatMap { Int(exactly: $0) }
  }

  var bool: Bool? {
    guard case .scalar(.bool(let flag))? = value?.content else { return nil }
    return flag
  }

  /// A duration of whole minutes.
  var minutes: Int? { text.flatMap(TextRule.minutes) }

  var secret: SecretReference? { value.flatMap { SecretReference($0) } }

  var id: ResourceID? { text.flatMap { ResourceID($0) } }

  /// A map's members, each key once: of a key that stands twice the first.
  var members: [FieldNode] {
    var seen: Set<String> = []
    return (value?.members ?? []).filter { seen.insert($0.key).inserted }.map(node)
  }

  /// A list's elements, those that were found wrong without a value; nil where there is no list.
  var elements: [FieldNode]? {
    guard case .list(let elements)? = value?.content else { return nil }
    return elements.enumerated().map { position, element in
      let here = "\(path)[\(position)]"
      let isWrong = !wrong.isEmpty && wrong.contains(here)
      return FieldNode(
        path: here, value: isWrong || element.isNull ? nil : element, place: element.place, keyPlace: element.place,
        isWrong: isWrong, wrong: wrong)
    }
  }
}
