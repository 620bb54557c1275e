import Manifests
import Pools

/// The pools that a run is about.
struct Selection: Sendable {
  var pools: [Subject]
  /// All of the revision's, for claims.
  var all: [PoolDefinition]
  var notes: [String]
  /// Those that no manifest describes any more.
  var orphans: Set<PoolName>
}

extension Round {
  /// Picks the pools that were asked for, and with all of them those whose manifests are gone, and claims what is free.
  ///
  /// Throws `ReconcileError`.
  func select(from loaded: LoadedRevision, claiming held: HeldPools) async throws -> Selection {
    let taking =
      request.ref == nil
      ? try await controller.take(loaded, recording: !request.dryRun) : try await controller.foresee(loaded)
    var notes = taking.notes
    var orphans = try await subjects(of: taking, in: loaded)
    if !request.dryRun {
      for orphan in orphans where taking.new.contains(orphan.name) { notes.append(orphan.orphaningNote) }
    }
    let described = request.prune == nil ? loaded.pools.map { Subject($0, held: loaded.held[$0.name]) } : []
    let isEverything = request.pools.isEmpty
    let known = Set((described + orphans).map(\.name))
    let unknown = request.pools.subtracting(known)
    guard unknown.isEmpty else { throw unknownPools(unknown, known: known, in: loaded) }
    if let prune = request.prune, !request.dryRun {
      try await approve(&orphans, of: taking, by: prune.by)
      notes += orphans.filter { request.pools.contains($0.name) }.map { "\($0.name): to be pruned, says \(prune.by)" }
    }
    let subjects = described + orphans
    var chosen = isEverything ? subjects : subjects.filter { request.pools.contains($0.name) }
    if !request.dryRun {
      for position in chosen.indices where chosen[position].hold == nil {
        chosen[position].heldBy = held.claim(chosen[position].name)
      }
    }
    return Selection(pools: chosen, all: loaded.pools, notes: notes, orphans: Set(taking.orphans.keys))
  }

  private func unknownPools(
    _ unknown: Set<PoolName>, known: Set<PoolName>, in loaded: LoadedRevision
  ) -> ReconcileError {
    let described = loaded.pools.filter { request.prune != nil && unknown.contains($0.name) }
    guard described.isEmpty else {
      return .notOrphaned(described.map(\.name), manifests: described.map(\.manifest))
    }
    return .unknownPools(unknown.sorted(), known: known.sorted(), beside: loaded.fault)
  }

  /// Puts down that a person wants these orphans deleted, before anything is: a run that is killed is then taken up by the
  /// next.
  private func approve(_ orphans: inout [Subject], of taking: Taking, by user: String) async throws {
    var approved: [OrphanedPool] = []
    for position in orphans.indices where request.pools.contains(orphans[position].name) {
      guard orphans[position].hold == nil, var orphan = taking.orphans[orphans[position].name] else { continue }
      orphan.state = .approved(by: user)
      orphans[position].orphan = orphan
      approved.append(orphan)
    }
    if !approved.isEmpty { try await controller.log.keepOrphans(approved, forgetting: [], taking: nil) }
  }

  /// The orphans as pools to work on, by name; those that stay say why.
  private func subjects(of taking: Taking, in loaded: LoadedRevision) async throws -> [Subject] {
    let states = taking.orphans.isEmpty ? [:] : try await controller.log.states()
    var subjects: [Subject] = []
    for orphan in taking.orphans.values.sorted(by: { $0.name < $1.name }) {
      let former = taking.former[orphan.name]
      let assumed = try former.flatMap { pool in
        pool.unknown == nil ? Baseline(createdBy: try pool.desired()) : nil
      }
      let baseline = try await controller.log.baseline(of: orphan.name) ?? assumed
      guard var subject = Subject(orphan, baseline: baseline, last: states[orphan.name]?.last, former) else { continue }
      subject.assumed = assumed
      subject.hold = hold(of: orphan, in: loaded)
      if request.prune != nil { subject.remark = orphan.origin + (orphan.holdText.map { ": \($0)" } ?? "") }
      if former != nil {
        subject.remark = "would be deleted or orphaned, as the controller's state says, which this one does not know"
      }
      subjects.append(subject)
    }
    return subjects
  }

  /// Why an orphan is left alone by this run; nil where it is worked on.
  private func hold(of orphan: OrphanedPool, in loaded: LoadedRevision) -> String? {
    if !loaded.mayRemovePools { return "nothing is deleted while the newest revision has errors" }
    if request.prune != nil {
      if case .held(.wanted) = orphan.state { return orphan.holdText }
      return nil
    }
    if orphan.state == .due, !controller.settings.pruneEnabled {
      return PruneHold.pruningDisabled.text(removedTogether: orphan.removedTogether)
    }
    return orphan.holdText
  }
}

extension Subject {
  /// An orphan; nil where nobody knows where it stands.
  fileprivate init?(
    _ orphan: OrphanedPool, baseline: Baseline?, last: PoolReport?, _ former: PoolDefinition?
  ) {
    // What has a location stands in the pool's own group; where it has rights does not.
    let resources = baseline?.resources ?? []
    let inGroups = resources.filter { $0.id.resourceGroup != nil }
    let home = inGroups.first { $0.location != nil } ?? inGroups.first
    guard let subscription = home?.id.subscription ?? last?.subscription ?? former?.subscription,
      let group = home?.id.resourceGroup ?? last?.resourceGroup ?? former?.resourceGroup,
      let location = home?.location ?? former?.location ?? Location("unknown")
    else { return nil }
    self.init(
      name: orphan.name, subscription: subscription, resourceGroup: group, location: location,
      manifest: SourceLocation(file: last?.manifest ?? former?.manifest.file ?? "", line: 1), definition: nil)
    self.orphan = orphan
  }

  /// What the log tells when the pool is orphaned.
  fileprivate var orphaningNote: String {
    let place = orphan?.commit.map { " by \($0.short)" } ?? ""
    return "\(name): orphaned\(place)" + (hold.map { ": \($0)" } ?? ", and to be deleted")
  }
}

extension Baseline.Resource {
  fileprivate var location: Location? { desired.member("location")?.string.flatMap(Location.init) }
}
