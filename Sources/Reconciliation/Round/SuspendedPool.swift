import Foundation
import Pools

extension PoolState.Suspension {
  /// `since 2026-11-21T21:17:00Z by ana: exam week`
  var origin: String { "since \(since.formatted(.iso8601))\(cause)" }

  /// What is said of the pool where nothing is known of what waits.
  func text(of pool: PoolName) -> String {
    let end = until.map { " until \($0.formatted(.iso8601))" } ?? ""
    return "suspended\(end) \(origin); `weir resume \(pool)` ends it"
  }
}

extension PoolEntry {
  /// The entry of a suspended pool: what was planned for it waits, and what the log remembers of it stays.
  ///
  /// - Parameters:
  ///   - before: what the log remembers.
  ///   - commit: the revision of the plan.
  func waiting(with suspension: PoolState.Suspension, before: PoolState, at commit: CommitID) -> PoolEntry {
    var entry = self
    entry.state = before
    (entry.told, entry.isForgotten) = ([], false)
    entry.report.outcome = .suspended
    entry.report.deployment = nil
    let text = suspension.text(of: report.name)
    var waiting = Waiting(suspension: suspension, changedBy: nil)
    switch report.outcome {
    case .failed, .unknown, .blocked, .applying, .orphaned:
      entry.report.changes = []
      entry.report.message = "\(text); what waits is not known: \(report.message ?? report.outcome.rawValue)"
      waiting.changedBy = before.last?.waiting?.changedBy
    case .refused:
      entry.report.message = "\(text); its manifest would be refused: \(report.message ?? "")"
    default:
      entry.report.message = report.changes.isEmpty ? text : "waits: \(text)"
    }
    if entry.report.changes.contains(where: { $0.cause == .manifest }) {
      let earlier = before.last?.outcome == .suspended ? before.last?.waiting : nil
      waiting.changedBy = earlier?.suspension.since == suspension.since ? earlier?.changedBy ?? commit : commit
    }
    entry.report.waiting = waiting
    return entry
  }
}
