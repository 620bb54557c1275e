extension Baseline {
  /// The baseline of a pool that is taken to have created all of its resources, for a plan without the state that knows.
  package init(createdBy pool: DesiredPool) {
    let origins = pool.resources.map { ($0.id, Origin.created) }
    self.init(
      applying: pool, secretDigests: [:], origins: Dictionary(origins, uniquingKeysWith: { first, _ in first }))
  }

  /// How each resource of a pool came to be managed, as it is recorded with a write of the pool, or with the first run
  /// that finds nothing to write.
  ///
  /// What is recorded stays, but for a resource that no longer carries the pool's tags: somebody gave it up or replaced it,
  /// so that the pool adopts it anew.
  ///
  /// - Parameters:
  ///   - before: the baseline so far.
  ///   - absent: the resources that were proved absent right before the write.
  package static func origins(
    of pool: DesiredPool, before: Baseline?, live: LiveState, absent: Set<ResourceID>, managedBy: String
  ) -> [ResourceID: Origin] {
    var lookup = LiveLookup(live)
    let known = Dictionary(
      (before?.resources ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var origins: [ResourceID: Origin] = [:]
    for document in pool.resources {
      let id = document.id
      if absent.contains(id) {
        origins[id] = .created
        continue
      }
      let bearer = id.ancestors.last ?? id
      let carriesTags = lookup[bearer].map { $0.isOwned(by: pool, managedBy: managedBy) } ?? true
      let isTagged = FieldRules.rules(for: bearer.type).takesTags || bearer.type.folded == FieldRules.roleAssignmentType
      if isTagged && !carriesTags {
        origins[id] = .adopted
      } else if before?.attempted.contains(id) == true {
        origins[id] = .created
      } else if let resource = known[id] {
        origins[id] = resource.origin
      } else if pool.shares(document), carriesTags {
        // Another pool of this controller's has made it, and the last one takes it away.
        origins[id] = .created
      } else if let parent = id.parent.flatMap({ known[$0] }), parent.part(id) != nil {
        origins[id] = parent.origin
      } else {
        origins[id] = .adopted
      }
    }
    return origins
  }

  /// The baseline after a deployment that did not succeed: what was applied last, and what the deployment may have created.
  ///
  /// - Parameter sent: what the baseline would have become.
  package static func afterFailure(of sent: Baseline, before: Baseline?) -> Baseline? {
    let created = sent.resources.filter { $0.origin == .created && before?[$0.id]?.origin != .created }.map(\.id)
    guard !created.isEmpty else { return before }
    var baseline = before ?? Baseline()
    baseline.attempted.formUnion(created)
    return baseline
  }

  /// Fills in origins that are not recorded from what reports of earlier runs say they did.
  ///
  /// - Parameter changes: what was done to the pool, the newest first.
  /// - Returns: true where it learned one.
  package mutating func learnOrigins(fromNewest changes: some Sequence<Change>) -> Bool {
    var missing = Set(resources.filter { $0.origin == nil }.map(\.id))
    guard !missing.isEmpty else { return false }
    var found: [ResourceID: Origin] = [:]
    for change in changes where missing.contains(change.resource) {
      guard let origin = change.origin else { continue }
      found[change.resource] = origin
      missing.remove(change.resource)
    }
    for position in resources.indices where resources[position].origin == nil {
      resources[position].origin = found[resources[position].id]
    }
    return !found.isEmpty
  }
}

extension Change {
  /// What the change, once done, says about how its resource came to be managed; nil where it says nothing.
  fileprivate var origin: Baseline.Origin? {
    switch kind {
    case .create where path == .root: .created
    case .adopt: .adopted
    // So an adoption was reported before it was a change of its own.
    case .inPlace where before == nil && path.isOwnershipTag: .adopted
    default: nil
    }
  }
}

extension JSONPath {
  /// True for the place of one of Weir's two tags.
  var isOwnershipTag: Bool {
    guard steps.count == 2, case .member(let first) = steps[0], case .member(let name) = steps[1] else { return false }
    return first.lowercased() == "tags" && OwnershipTag.isOne(name)
  }
}
