import Pools

import struct Foundation.Date

/// Decides which pools a revision orphans, and whether they may be deleted. A run and a plan decide alike by it.
struct PruneDecision: Sendable {
  /// The last revision by which that was decided; nil where there is no record of one.
  var last: TakenRevision?
  /// The revision in question.
  var next: TakenRevision
  /// True where `last` is `next`, or is in its history.
  var isDescendant: Bool
  /// The pools that `next` has manifests of, and those of the log that it has none of and that are no orphans yet.
  var present: Set<PoolName>
  var removed: Set<PoolName>
  /// Of the removed pools, those whose resources a pool of `next` describes.
  var wanted: [PoolName: PoolName]
  var isEnabled: Bool
  var limit: Int

  /// The removed pools as orphans, by name.
  func orphans(at now: Date) -> [OrphanedPool] {
    removed.sorted().map { name in
      OrphanedPool(
        name: name, since: now, commit: last == nil ? nil : next.commit, removedTogether: removed.count,
        state: hold(of: name).map { .held($0) } ?? .due)
    }
  }

  private func hold(of pool: PoolName) -> PruneHold? {
    guard let last else { return .unknownRevision }
    if let other = wanted[pool] { return .wanted(by: other) }
    if last.source != next.source { return .sourceChanged }
    if !isDescendant { return .historyRewritten(last.commit) }
    // That all are gone at once is a wrong source.path or a moved folder far more often than a wish.
    if present.isEmpty { return .noPoolLeft }
    if !isEnabled { return .pruningDisabled }
    return removed.count > limit ? .limit(limit) : nil
  }
}
