import Foundation
import Pools

extension PruneHold {
  /// The reason in words, for a pool that a commit removed together with others.
  func text(removedTogether count: Int) -> String {
    switch self {
    case .unknownRevision: "no record says which commit removed its manifest"
    case .sourceChanged: "source.url, source.path or source.ref changed with it"
    case .historyRewritten(let commit): "\(commit.short), taken before, is not in that commit's history"
    case .noPoolLeft: "that commit has no pool at all; check source.path"
    case .pruningDisabled: "reconcile.prune.enabled is false"
    case .limit(let limit): "that commit removed \(count) pools, more than reconcile.prune.limit \(limit)"
    case .wanted(let pool): Self.wantedText(by: pool)
    case .claimEnded(let pool): "pool \(pool) described resources of it when its manifest went"
    }
  }

  static func wantedText(by pool: PoolName) -> String { "pool \(pool) describes resources of it" }
}

extension OrphanedPool {
  /// `since 2026-11-21T21:17:00Z by 4f1c2ab6`
  package var origin: String {
    "since \(since.formatted(.iso8601))" + (commit.map { " by \($0.short)" } ?? "")
  }

  /// Why it stays; nil where it is to be deleted.
  package var holdText: String? {
    guard case .held(let hold) = state else { return nil }
    return hold.text(removedTogether: removedTogether)
  }

  /// What a person can do about it.
  package var advice: String {
    if case .held(.wanted(let pool)) = state { return Self.advice(name, wantedBy: pool) }
    return "`weir prune \(name)` shows what it left"
  }

  static func advice(_ name: PoolName, wantedBy pool: PoolName) -> String {
    "write metadata.renamedFrom: \(name) in \(pool) to hand them over, or take them out of \(pool)"
  }

  /// The report's line of a pool that stays for this reason.
  func message(_ hold: String) -> String { "\(origin): \(hold); \(advice)" }
}
