/// Who decides a field's value.
package enum FieldOwner: Hashable, Sendable {
  case manifest
  /// The autoscaler, wherever an enabled autoscale setting targets the resource; the manifest elsewhere.
  case autoscaler
}

/// Whether a field of a resource that exists can get another value.
package enum Mutability: Hashable, Sendable {
  case inPlace
  /// Only a new resource can have another value.
  case never
  /// A list that takes more elements, and gives none back.
  case growing
  /// A number that can grow, and never shrink.
  case increasing
  /// A flag that can become false and never true again.
  case neverOnceFalse
  /// The id of a part that can become another part of the same resource, and of no other; it neither comes nor goes.
  case withinParent
  /// What can become another, and neither comes nor goes.
  case standing
  /// Prefixes of a subnet: more can come, and what is there goes only while nothing stands in the subnet.
  case whileUnused

  /// True where what was ours and is said no more is taken away; where false, it stays as it was made. Of a list that
  /// gives nothing back that takes a new resource: Azure refuses a scale set whose zones are left out.
  var letsGo: Bool { [.inPlace, .withinParent, .standing, .growing].contains(self) }
}

/// How far a list with keys is the pool's own.
package enum Completeness: Hashable, Sendable {
  /// Elements that were never ours are somebody else's, and stay.
  case open
  /// Whoever writes the resource writes all of the list: an element that nobody desires is drift, and goes.
  case whole
  /// The same but for what Azure makes by itself of the elements of the list beside it that is named here: their names
  /// with a dot and a number behind.
  case wholeBut(madeOf: String)
}

/// Another name under which Azure answers a field.
package enum Counterpart: Hashable, Sendable {
  /// This field is one value, and that list with one element means the same.
  case list(String)
  /// This field is a list, and with one element that single value means the same.
  case single(String)
}

/// How what others have set in a field goes along when the pool's resource is written: a deployment writes resources whole,
/// so that what it leaves out is gone.
///
/// Of a list's element: each element that is not the pool's goes along. Of anything else: the field does as a whole, where
/// the pool says nothing of it.
package struct Keeping: Hashable, Sendable {
  /// The first API version that takes the field; a write in an older one would be refused for it.
  package var since: String
  /// What Azure sets by itself where nobody has said anything, so that it need not be said.
  package var unless: JSONValue?
  /// A flag beside the field that the pool must not say to be false.
  package var sibling: String?
}

/// What is special about a field, one row of a resource type's table.
package struct FieldRule: Hashable, Sendable {
  /// Nil: `exact`, and a list by its elements' `name` or `id` where all have one, by position elsewhere.
  package var comparison: Comparison?
  package var owner: FieldOwner = .manifest
  /// False: Azure never answers it, so it is only held against what was sent last.
  package var isReadable = true
  package var mutability: Mutability = .inPlace
  /// Instances must take the new model before the change counts for them.
  package var isRolling = false
  package var isSecret = false
  /// False: what Azure answers must be what is desired, whatever it answered before.
  package var learnsEcho = true
  /// Azure fills it by itself and nobody compares it, so a live state need not keep it.
  package var isNoise = false
  /// What Azure means where it answers nothing.
  package var absentMeans: JSONValue?
  package var counterpart: Counterpart?
  package var completeness = Completeness.open
  /// Nil: what others have set here is not carried along.
  package var keeping: Keeping?

  package init() {}

  /// True for a list that is compared as one whole.
  var isSet: Bool { comparison == .set || comparison == .networks }

  /// What holds for the parts of a field where it holds for the whole.
  struct Inherited: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let rolling = Inherited(rawValue: 1)
    static let secret = Inherited(rawValue: 2)
    static let writeOnly = Inherited(rawValue: 4)
    static let firm = Inherited(rawValue: 8)
    static let immutable = Inherited(rawValue: 16)
    static let autoscaled = Inherited(rawValue: 32)
    static let noise = Inherited(rawValue: 64)
  }

  var inherited: Inherited {
    var result: Inherited = []
    if isRolling { result.insert(.rolling) }
    if isSecret { result.insert(.secret) }
    if !isReadable { result.insert(.writeOnly) }
    if !learnsEcho { result.insert(.firm) }
    if mutability == .never { result.insert(.immutable) }
    if owner == .autoscaler { result.insert(.autoscaled) }
    if isNoise { result.insert(.noise) }
    return result
  }

  /// The rule with what it has from around it.
  func with(_ inherited: Inherited) -> FieldRule {
    var rule = self
    if inherited.contains(.rolling) { rule.isRolling = true }
    if inherited.contains(.secret) { rule.isSecret = true }
    if inherited.contains(.writeOnly) { rule.isReadable = false }
    if inherited.contains(.firm) { rule.learnsEcho = false }
    if inherited.contains(.immutable) && rule.mutability == .inPlace { rule.mutability = .never }
    if inherited.contains(.autoscaled) { rule.owner = .autoscaler }
    if inherited.contains(.noise) { rule.isNoise = true }
    return rule
  }

  /// What it takes to bring a field from `before` to `after`.
  func kind(from before: JSONValue?, to after: JSONValue?) -> Change.Kind {
    switch mutability {
    case .inPlace: break
    case .never: return .replace
    case .growing:
      let kept = Set((after?.array ?? []).compactMap { $0.string ?? $0.integer.map(String.init) })
      let had = (before?.array ?? []).compactMap { $0.string ?? $0.integer.map(String.init) }
      if !kept.isSuperset(of: had) { return .replace }
    case .increasing:
      if let had = before?.integer, let wanted = after?.integer, wanted < had { return .replace }
    case .neverOnceFalse:
      if before == false && after != false { return .replace }
    case .withinParent:
      let had = before?.string.flatMap { ResourceID($0) }?.parent
      let wanted = after?.string.flatMap { ResourceID($0) }?.parent
      if (before == nil) != (after == nil) || had != wanted { return .replace }
    case .standing:
      if (before == nil) != (after == nil) { return .replace }
    case .whileUnused:
      let kept = Set(after?.texts ?? [])
      if !kept.isSuperset(of: before?.texts ?? []) { return .replace }
    }
    return isRolling ? .rolling : .inPlace
  }
}

extension JSONValue {
  /// The text, or the texts of a list.
  fileprivate var texts: [String] { (array ?? [self]).compactMap(\.string) }
}
