import Manifests
import Pools

/// What a revision means for the pools that the log knows and no manifest describes.
struct Taking: Sendable {
  /// All that are orphaned, without those that are handed over to a new name.
  var orphans: [PoolName: OrphanedPool] = [:]
  /// Those that this revision orphans.
  var new: Set<PoolName> = []
  /// Of a plan whose state knows none of them: the pools as the manifests described them before.
  var former: [PoolName: PoolDefinition] = [:]
  var notes: [String] = []
}

extension LoadedRevision {
  /// True where a manifest that is missing may be taken for one that was removed: this is the newest revision, or the one
  /// that was asked for, and nothing is wrong with it.
  var mayRemovePools: Bool { error == nil && fault?.revision?.commit != revision.commit }
}

extension Controller {
  /// Decides which pools a revision of the configured ref orphans, and which are orphans no more.
  ///
  /// - Parameter recording: true where the log is told; false for a plan.
  func take(_ loaded: LoadedRevision, recording: Bool) async throws -> Taking {
    let present = Set(loaded.pools.map(\.name))
    let all = try await log.orphans()
    let applied = try await poolsWithResources()
    var forgotten = Set(all.keys).intersection(present)
    var taking = Taking(orphans: all.filter { !present.contains($0.key) })
    let handedOver = loaded.pools.handedOver(applied)
    for name in handedOver { taking.orphans[name] = nil }
    guard loaded.mayRemovePools else {
      if recording, !forgotten.isEmpty { try await log.keepOrphans([], forgetting: forgotten, taking: nil) }
      return taking
    }
    for name in all.keys where !present.contains(name) && !applied.contains(name) {
      forgotten.insert(name)
      taking.orphans[name] = nil
    }
    let last = try await log.takenRevision()
    let next = TakenRevision(source: settings.sourceIdentity, commit: loaded.revision.commit)
    let removed = applied.subtracting(present).subtracting(all.keys).subtracting(handedOver)
    var kept = try await decide(removed, last, next, in: loaded).orphans(at: clock.now())
    taking.new = Set(kept.map(\.name))
    if !settings.pruneEnabled {
      for var orphan in taking.orphans.values where orphan.state == .due {
        orphan.state = .held(.pruningDisabled)
        kept.append(orphan)
      }
    }
    kept += try await endedClaims(on: Array(taking.orphans.values), in: loaded)
    for orphan in kept { taking.orphans[orphan.name] = orphan }
    if recording, last != next || !kept.isEmpty || !forgotten.isEmpty {
      try await log.keepOrphans(kept, forgetting: forgotten, taking: next)
    }
    return taking
  }

  /// Decides what merging another ref into the configured one would orphan. It writes nothing.
  func foresee(_ loaded: LoadedRevision) async throws -> Taking {
    guard loaded.mayRemovePools else { return Taking() }
    let (configured, planned) = (try await source.revision(of: nil), loaded.revision)
    let base = try await source.mergeBase(configured.commit, planned.commit)
    var taking = Taking()
    if let base, base != configured.commit {
      taking.notes.append(
        "\(planned.ref)@\(planned.commit.short) does not have \(configured.ref)@\(configured.commit.short): what "
          + "\(configured.ref) has changed since \(base.short) is shown as undone; merge it first for an exact plan")
    }
    let earlier = Revision(ref: configured.ref, commit: base ?? configured.commit)
    // Where its manifests are wrong, what the log knows has to do.
    let before = try? await manifests.pools(at: earlier)
    let present = Set(loaded.pools.map(\.name))
    let applied = try await poolsWithResources()
    var removed = applied.subtracting(present)
    let isFresh = try await log.takenRevision() == nil && applied.isEmpty
    if let before {
      let names = Set(before.map(\.name)).subtracting(present)
      removed = isFresh ? names : removed.intersection(names)
      if isFresh { for pool in before where names.contains(pool.name) { taking.former[pool.name] = pool } }
    }
    removed.subtract(loaded.pools.handedOver(isFresh ? removed : applied))
    removed.subtract(try await log.orphans().keys)
    let source = settings.sourceIdentity
    var decision = try await decide(
      removed, TakenRevision(source: source, commit: configured.commit),
      TakenRevision(source: source, commit: planned.commit), in: loaded)
    // A merge leaves the history as it is.
    decision.isDescendant = base != nil
    for orphan in decision.orphans(at: clock.now()) {
      taking.orphans[orphan.name] = orphan
      taking.new.insert(orphan.name)
    }
    return taking
  }

  private func decide(
    _ removed: Set<PoolName>, _ last: TakenRevision?, _ next: TakenRevision, in loaded: LoadedRevision
  ) async throws -> PruneDecision {
    var decision = PruneDecision(
      last: last, next: next, isDescendant: true, present: Set(loaded.pools.map(\.name)), removed: removed, wanted: [:],
      isEnabled: settings.pruneEnabled, limit: settings.pruneLimit)
    guard !removed.isEmpty else { return decision }
    if let last, last.commit != next.commit {
      decision.isDescendant = try await source.isAncestor(last.commit, of: next.commit)
    }
    let claims = ResourceClaims(loaded.pools)
    for name in removed {
      decision.wanted[name] = try await log.baseline(of: name).flatMap {
        try claims.pool(describing: $0, besides: name)
      }
    }
    return decision
  }

  /// The orphans that were held since a pool described resources of theirs, and of which none does any more.
  private func endedClaims(on orphans: [OrphanedPool], in loaded: LoadedRevision) async throws -> [OrphanedPool] {
    let held = orphans.filter { if case .held(.wanted) = $0.state { true } else { false } }
    guard !held.isEmpty else { return [] }
    let claims = ResourceClaims(loaded.pools)
    var ended: [OrphanedPool] = []
    for var orphan in held {
      guard case .held(.wanted(let other)) = orphan.state, let baseline = try await log.baseline(of: orphan.name),
        try claims.pool(describing: baseline, besides: orphan.name) == nil
      else { continue }
      orphan.state = .held(.claimEnded(of: other))
      ended.append(orphan)
    }
    return ended
  }

  /// The pools of which something was applied, or is on its way.
  private func poolsWithResources() async throws -> Set<PoolName> {
    let applied = try await log.appliedTypes().filter { !$0.value.isEmpty }.keys
    return Set(applied).union(try await log.openWrites().map(\.intent.pool))
  }
}

extension [PoolDefinition] {
  /// The pools with resources that others of these take over by their former names.
  fileprivate func handedOver(_ withResources: Set<PoolName>) -> Set<PoolName> {
    Set(
      compactMap { pool in
        guard !pool.formerNames.isEmpty else { return nil }
        let handOver = HandOver(
          of: pool.name, formerNames: pool.formerNames, hasResources: withResources.contains,
          isKnown: withResources.contains)
        if case .everything(let former) = handOver { return former }
        return nil
      })
  }
}

extension ResourceClaims {
  /// A pool that describes resources of a baseline which is another's; nil where none does. A right of an identity is
  /// shared, and is no sign of a renamed pool.
  func pool(describing baseline: Baseline, besides pool: PoolName) throws -> PoolName? {
    let ids = baseline.resources.map(\.id).filter { !$0.isRoleAssignment }
    return try claims(on: ids, besides: pool).values.min()
  }
}
