/// What becomes of the resources that leave a pool.
struct Departures {
  /// In the order in which Azure lets them go.
  var deletions: [Deletion] = []
  /// Sorted by id.
  var detachments: [Detachment] = []
  /// Why each detached resource is not deleted.
  var reasons: [ResourceID: DetachReason] = [:]
  /// What stays managed for now, since the pool still uses it. Sorted.
  var kept: [ResourceID] = []
}

/// Why a resource that leaves its pool is detached and not deleted.
enum DetachReason: Hashable {
  case retained
  case adopted
  case originUnknown
  case mayHoldData
  /// The resource that stays and uses it.
  case used(by: ResourceID)
  /// The resource that stays and is a part of it.
  case contains(ResourceID)

  var text: String {
    switch self {
    case .retained: "its deletionPolicy is retain"
    case .adopted: "it existed before the pool managed it"
    case .originUnknown: "who created it is not recorded"
    case .mayHoldData: "it may hold data"
    case .used(let other): "\(FieldRules.rules(for: other.type).noun) \(Quoted.line(other.name)) stays and uses it"
    case .contains(let part): "\(FieldRules.rules(for: part.type).noun) \(Quoted.line(part.name)) in it stays"
    }
  }
}

extension Planner {
  /// What was the pool's, is desired no more, still stands, and carries its tags: what Weir created and holds no data is
  /// deleted, unless the manifest says otherwise, and all else is detached.
  func departures(live: inout LiveLookup) -> Departures {
    var (gone, kept) = leaving(live: &live)
    var reasons: [ResourceID: DetachReason] = [:]
    for id in gone { reasons[id] = input.pool.reason(notToDelete: id, after: input.baseline) }
    spread(&reasons, over: gone)
    let deleted = Set(gone.filter { reasons[$0] == nil })
    // A child goes with its parent, and is given up with it.
    gone.removeAll { id in
      id.ancestors.contains { deleted.contains($0) || (reasons[id] != nil && reasons[$0] != nil) }
    }
    return Departures(
      deletions: ordered(gone.filter(deleted.contains)).map { Deletion(id: $0, apiVersion: version(of: $0)) },
      detachments: gone.filter { reasons[$0] != nil }.map { id in
        Detachment(id: id, apiVersion: version(of: id), isTagged: live[id]?.tag(OwnershipTag.managedBy) != nil)
      },
      reasons: reasons, kept: kept)
  }

  fileprivate func staying(of ids: [ResourceID]) -> Set<ResourceID> {
    var reasons: [ResourceID: DetachReason] = [:]
    for id in ids { reasons[id] = input.pool.reason(notToDelete: id, after: input.baseline) }
    spread(&reasons, over: ids)
    return Set(reasons.keys)
  }

  private func version(of id: ResourceID) -> String {
    FieldRules.rules(for: id.type).apiVersion ?? baseline[id]?.apiVersion ?? ""
  }

  /// The resources of the baseline that leave the pool, sorted; and those that would, if the pool did not use them.
  private func leaving(live: inout LiveLookup) -> (gone: [ResourceID], kept: [ResourceID]) {
    let desired = Dictionary(input.pool.resources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var gone: [ResourceID] = []
    for id in baseline.keys.sorted() where desired[id] == nil {
      if let other = input.claimedBy[id], other != input.pool.name { continue }
      if let parent = id.parent, desired[parent]?.names(child: id) == true { continue }
      if live[id] != nil && isOurs(id, live: &live) { gone.append(id) }
    }
    guard !gone.isEmpty else { return ([], []) }
    // What the pool still names it still needs, as a subnet of the network that was its own.
    let named = input.pool.resources.reduce(into: Set<String>()) { $0.formUnion($1.body.idTexts) }
    let kept = gone.filter { id in named.contains { $0.isAtOrBelow(id) } }
    return (gone.filter { !kept.contains($0) }, kept)
  }

  /// What stays keeps what it uses, and what it is a part of.
  private func spread(_ reasons: inout [ResourceID: DetachReason], over gone: [ResourceID]) {
    let uses = Dictionary(
      gone.map { ($0, baseline[$0]?.desired.idTexts ?? []) }, uniquingKeysWith: { first, _ in first })
    var isSettled = reasons.isEmpty
    while !isSettled {
      isSettled = true
      for id in gone where reasons[id] == nil {
        if let part = gone.first(where: { reasons[$0] != nil && $0.ancestors.contains(id) }) {
          reasons[id] = .contains(part)
        } else if let user = gone.first(where: { user in
          user != id && reasons[user] != nil && uses[user]?.contains { $0.isAtOrBelow(id) } == true
        }) {
          reasons[id] = .used(by: user)
        } else {
          continue
        }
        isSettled = false
      }
    }
  }

  /// True where the resource, or for a child the resource around it, carries this pool's and this controller's tags.
  func isOurs(_ id: ResourceID, live: inout LiveLookup) -> Bool {
    guard live[id] != nil, let bearer = live[id.ancestors.last ?? id] else { return false }
    return bearer.isOwned(by: input.pool, managedBy: input.managedBy)
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

extension PlanInput {
  /// Of resources that leave the pool, those that stay in Azure: once they carry no tags of Weir, the pool is done with them.
  package func staying(of ids: [ResourceID]) -> Set<ResourceID> { Planner(self).staying(of: ids) }
}

extension DesiredPool {
  /// Why a resource that leaves the pool is not deleted, the others aside; nil where it is.
  func reason(notToDelete id: ResourceID, after baseline: Baseline?) -> DetachReason? {
    let applied = baseline?.deletion
    var policy = deletion?.policy(of: id)
    // An entry that goes in the same commit as its resource was the last word on it, but deletes nothing of a pool that
    // retains.
    if policy == nil, let last = applied?.policy(of: id), last == .retain || deletion?.pool != .retain { policy = last }
    switch policy {
    case .delete: return nil
    case .retain: return .retained
    case nil: break
    }
    if (deletion?.pool ?? applied?.pool) == .retain { return .retained }
    if FieldRules.rules(for: id.type).mayHoldData { return .mayHoldData }
    switch baseline?[id]?.origin {
    case .created: return nil
    case .adopted: return .adopted
    case nil: return .originUnknown
    }
  }
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
