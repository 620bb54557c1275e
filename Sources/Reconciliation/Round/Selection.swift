import Manifests
import Pools

/// A pool to work on: one that a manifest describes, or one whose manifest is gone and that is to be deleted.
struct Subject: Sendable {
  var name: PoolName
  var subscription: SubscriptionID
  var resourceGroup: ResourceGroupName
  var location: Location
  var manifest: SourceLocation
  /// Nil where no manifest describes the pool any more.
  var definition: PoolDefinition?
  /// The run that works on the pool and has it, where this one does not.
  var heldBy: RunID?
  /// Set where somebody has woken the pool, and its time is not over.
  var awakening: Awakening?
  /// Set where the pool goes by an earlier definition, since errors of the newest manifests concern it.
  var held: HeldDefinition?
  /// Set where a person has said to take the pool over from a lost state.
  var adoption: Adoption?

  /// The desired state; for a pool without a manifest, one without resources.
  func desired() throws -> DesiredPool {
    guard let definition else {
      return DesiredPool(
        name: name, subscription: subscription, resourceGroup: resourceGroup, location: location, resources: [],
        manifest: manifest)
    }
    let desired = try definition.desired()
    return awakening.map(desired.awake(by:)) ?? desired
  }
}

extension Subject {
  init(_ pool: PoolDefinition, awakening: Awakening? = nil, held: HeldDefinition? = nil) {
    self.init(
      name: pool.name, subscription: pool.subscription, resourceGroup: pool.resourceGroup, location: pool.location,
      manifest: pool.manifest, definition: pool, awakening: awakening, held: held)
  }
}

/// The pools that a round is about.
struct Selection: Sendable {
  var pools: [Subject]
  /// All of the revision's, for claims.
  var all: [PoolDefinition]
  var notes: [String]
}

extension Round {
  /// Picks the pools that were asked for, and with all of them those whose manifest is gone, and claims what is free.
  ///
  /// Throws `ReconcileError.unknownPools`.
  func select(from loaded: LoadedRevision, claiming held: HeldPools) async throws -> Selection {
    var subjects = loaded.pools.map { Subject($0, held: loaded.held[$0.name]) }
    // While the newest manifests cannot be read, nobody knows which were deleted.
    let orphans = loaded.error == nil && request.ref == nil ? try await orphans(beside: Set(subjects.map(\.name))) : []
    let known = subjects.map(\.name).sorted()
    var notes: [String] = []
    if let reason = reasonNotToPrune(orphans.count, of: loaded) {
      let names = orphans.map(\.name.description).joined(separator: ", ")
      notes.append("no manifest any more, resources left alone: \(names) (\(reason))")
    } else {
      subjects += orphans
    }
    // A pool without a manifest is known only where it is to be deleted: there is nothing else to do for it.
    let unknown = request.pools.subtracting(subjects.map(\.name))
    guard unknown.isEmpty else {
      throw ReconcileError.unknownPools(unknown.sorted(), known: known, beside: loaded.fault)
    }
    var chosen = request.pools.isEmpty ? subjects : subjects.filter { request.pools.contains($0.name) }
    if !request.dryRun {
      for position in chosen.indices { chosen[position].heldBy = held.claim(chosen[position].name) }
    }
    return Selection(pools: chosen, all: loaded.pools, notes: notes)
  }

  /// Why pools without a manifest are not deleted; nil where they are, or there are none.
  private func reasonNotToPrune(_ count: Int, of loaded: LoadedRevision) -> String? {
    guard count > 0 else { return nil }
    guard controller.settings.pruneEnabled else { return "reconcile.prune.enabled is false" }
    // That all are gone at once is a wrong source.path or a moved folder far more often than a wish.
    guard !loaded.pools.isEmpty else {
      return "\(loaded.revision.commit.short) holds no pool at all; check source.path"
    }
    let limit = controller.settings.pruneLimit
    return count > limit ? "more than reconcile.prune.limit \(limit); raise it if that is meant" : nil
  }

  /// The pools that were applied once, and that no manifest describes any more.
  private func orphans(beside present: Set<PoolName>) async throws -> [Subject] {
    let states = try await controller.log.states()
    let applied = try await controller.log.appliedTypes().filter { !present.contains($0.key) && !$0.value.isEmpty }
    var orphans: [Subject] = []
    for name in applied.keys.sorted() {
      // What has a location stands in the pool's own group; where it has rights does not.
      let resources = try await controller.log.baseline(of: name)?.resources ?? []
      guard let first = resources.first(where: { $0.location != nil && $0.id.resourceGroup != nil }),
        let location = first.location, let group = first.id.resourceGroup
      else { continue }
      orphans.append(
        Subject(
          name: name, subscription: first.id.subscription, resourceGroup: group, location: location,
          manifest: SourceLocation(file: states[name]?.last?.manifest ?? "", line: 1), definition: nil))
    }
    return orphans
  }
}

extension Baseline.Resource {
  fileprivate var location: Location? { desired.member("location")?.string.flatMap(Location.init) }
}
