extension Planner {
  /// What was the pool's, is desired no more, still stands, and carries its tags: in the order in which Azure lets it go.
  func deletions(live: inout LiveLookup) -> [Deletion] {
    let desired = Dictionary(input.pool.resources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var gone: [ResourceID] = []
    for id in baseline.keys.sorted() where desired[id] == nil {
      if let other = input.claimedBy[id], other != input.pool.name { continue }
      if let parent = id.parent, desired[parent]?.names(child: id) == true { continue }
      if live[id] != nil && isOurs(id, live: &live) { gone.append(id) }
    }
    if !gone.isEmpty {
      // What the pool still names it still needs, as a subnet of the network that was its own.
      let named = input.pool.resources.reduce(into: Set<String>()) { $0.formUnion($1.body.idTexts) }
      gone.removeAll { id in named.contains { $0.isAtOrBelow(id) } }
    }
    let whole = Set(gone)
    // A child goes with its parent.
    let apart = gone.filter { id in !id.ancestors.contains(where: whole.contains) }
    return ordered(apart).map { id in
      Deletion(
        id: id, apiVersion: FieldRules.rules(for: id.type).apiVersion ?? baseline[id]?.apiVersion ?? "")
    }
  }

  /// True where the resource, or for a child the resource around it, carries this pool's and this controller's tags.
  func isOurs(_ id: ResourceID, live: inout LiveLookup) -> Bool {
    guard live[id] != nil, let bearer = live[id.ancestors.last ?? id] else { return false }
    return bearer.isOwned(by: input.pool.name, managedBy: input.managedBy)
  }

  /// What names others goes before them; where nothing names the other, and in a circle, the type and the id decide.
  private func ordered(_ ids: [ResourceID]) -> [ResourceID] {
    var left = ids.sorted { (rank($0), $0) < (rank($1), $1) }
    var references: [ResourceID: Set<ResourceID>] = [:]
    for id in left {
      let texts = baseline[id]?.desired.idTexts ?? []
      references[id] = Set(left.filter { other in other != id && texts.contains { $0.isAtOrBelow(other) } })
    }
    var result: [ResourceID] = []
    while !left.isEmpty {
      let free = left.firstIndex { id in !left.contains { $0 != id && references[$0]?.contains(id) == true } }
      result.append(left.remove(at: free ?? 0))
    }
    return result
  }

  private func rank(_ id: ResourceID) -> Int { FieldRules.rules(for: id.type).deletionRank }
}

extension ResourceID {
  /// The resources around a child, the nearest first.
  var ancestors: [ResourceID] {
    var result: [ResourceID] = []
    var next = parent
    while let found = next {
      result.append(found)
      next = found.parent
    }
    return result
  }
}

extension JSONValue {
  /// All ids that stand as text anywhere in the value, in small letters.
  var idTexts: Set<String> {
    switch self {
    case .string(let text): text.isID ? [text.foldedID] : []
    case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.idTexts) }
    case .object(let members): members.values.reduce(into: []) { $0.formUnion($1.idTexts) }
    default: []
    }
  }
}

extension String {
  func isAtOrBelow(_ id: ResourceID) -> Bool { self == id.folded || hasPrefix(id.folded + "/") }
}
