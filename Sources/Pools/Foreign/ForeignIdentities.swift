/// A resource's identity as it is sent: the pool's, and those that others have given to it.
///
/// An identity that is left out is taken away, and a system's own with all rights that it was given.
struct ForeignIdentities {
  private let sides: ForeignFields.Sides
  private let isLeaving: (String) -> Bool

  private static let system = "SystemAssigned"
  private static let user = "UserAssigned"
  private static let list = "userAssignedIdentities"

  /// - Parameter isLeaving: true for the id of what was the pool's and is to go.
  init(_ sides: ForeignFields.Sides, isLeaving: @escaping (String) -> Bool) {
    self.sides = sides
    self.isLeaving = isLeaving
  }

  /// What is sent; nil where there is none at all.
  var value: JSONValue? {
    let said = sides.desired?.value
    // Who says that there is none means the others' too; and of what only ARM can tell nothing is known.
    guard sides.isObject, let wanted = words(sides.desired), let ours = words(sides.ours), !wanted.contains("none"),
      let own = ids(sides.desired), let earlier = ids(sides.ours)
    else { return said }
    let live = words(ExpressedValue(sides.live)) ?? []
    let known = own.union(earlier)
    let added = (sides.live.member(Self.list)?.object ?? [:]).keys.sorted()
      .filter { $0.isID && !known.contains($0.foldedID) && !isLeaving($0.foldedID) }
    var types = wanted
    if live.contains(Self.system.lowercased()), !ours.contains(Self.system.lowercased()) {
      types.insert(Self.system.lowercased())
    }
    if !added.isEmpty { types.insert(Self.user.lowercased()) }
    guard !added.isEmpty || types != wanted else { return said }
    var result = said ?? [:]
    if types != wanted {
      let text = [Self.system, Self.user].filter { types.contains($0.lowercased()) }.joined(separator: ", ")
      result = result.setting(.string(text), at: JSONPath("type"))
    }
    if !added.isEmpty {
      var all = result.member(Self.list)?.object ?? [:]
      for id in added { all[id] = [:] }
      result = result.setting(.object(all), at: JSONPath(Self.list))
    }
    return result
  }

  /// The kinds of identity in small letters; nil for an expression.
  private func words(_ identity: ExpressedValue?) -> Set<String>? {
    guard let type = identity?.member("type") else { return [] }
    return type.expression == nil ? Comparison.words.parts(of: type.value) : nil
  }

  /// The ids in small letters; nil for an expression.
  private func ids(_ identity: ExpressedValue?) -> Set<String>? {
    guard let list = identity?.member(Self.list), list.value != .null else { return [] }
    return Comparison.idSet.parts(of: list.value)
  }
}
