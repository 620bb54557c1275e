import Foundation
import Pools

/// One pool's work as it goes on: what is known, and what was done.
struct PoolAttempt: Sendable {
  let pool: Subject
  var live: SubscriptionState
  /// The tags of resources that are not the pool's own and that something of it is put on.
  var bystanders = LiveState()
  var baseline: Baseline?
  var state: PoolState
  var secrets = PoolSecrets()
  var changes: [Change] = []
  var deployment: String?
  var correlationID: String?
  /// The writes of this run that have ended, of which its report tells.
  var ended: [Int64] = []
  /// The writes of earlier runs that have succeeded, and that none of their reports has told of.
  var taken: [OpenWrite] = []
  /// True where an earlier run has begun to write something of it, whatever became of that.
  var wasSent = false
  /// The resources that were proved absent in this run, before a write of it.
  var absent: Set<ResourceID> = []
  /// How the resources came to be managed, as it was right before this run's first write; nil before that.
  var origins: [ResourceID: Baseline.Origin]?
  /// Drift in fields that are left as they are.
  var held: [Change] = []
  /// Until when another state keeps the pool awake, as ISO 8601; nil where none does.
  var otherWake: String?

  init(pool: Subject, live: SubscriptionState, baseline: Baseline?, state: PoolState) {
    self.pool = pool
    self.live = live
    self.baseline = baseline
    self.state = state
  }

  /// Takes writes of earlier runs that have succeeded, so that this run reports them.
  mutating func take(_ writes: [OpenWrite]) {
    taken += writes
    for write in writes { state.corrections.record(write.intent.effect?.changes ?? [], at: write.intent.at) }
  }

  /// True where the log knows of nothing that was ever sent of the pool: it was made by somebody else, or the log is new.
  var isFirstContact: Bool { baseline == nil && !wasSent && state.failures == 0 && state.last?.deployment == nil }

  /// What is worth saying of a pool that is met for the first time; nil where it has no secrets.
  var firstContactMessage: String? {
    guard isFirstContact, !secrets.isEmpty else { return nil }
    return "met for the first time: Azure never tells its secrets, so they are taken for what the manifest says"
  }

  /// The report and the state of a pool that did not fail.
  func entry(_ outcome: Outcome, message: String? = nil, deployment: String? = nil) -> PoolEntry {
    var state = state
    // What is refused waits for a person and not for a time; of what is only sent nobody knows yet.
    if outcome == .refused || !(outcome.isTrouble || outcome == .applying) {
      state.failures = 0
      state.notBefore = nil
    }
    let wake = outcome.isTrouble ? nil : otherWake.map { "woken until \($0) by another controller or state" }
    let texts = [message, wake].compactMap { $0 }
    var report = pool.report(
      outcome, message: texts.isEmpty ? nil : texts.joined(separator: "; "), deployment: deployment ?? self.deployment,
      correlationID: correlationID, changes: changes)
    report.secrets = secrets.standings
    let entry = PoolEntry(report: report, state: state, told: ended)
    return [.unchanged, .created, .updated, .deleted, .detached].contains(outcome) ? telling(of: taken, entry) : entry
  }

  /// The entry with what earlier runs had begun and could not report any more.
  private func telling(of writes: [OpenWrite], _ entry: PoolEntry) -> PoolEntry {
    let effects = writes.compactMap(\.intent.effect)
    guard let last = effects.last, let write = writes.last?.intent else { return entry }
    var entry = entry
    if effects.contains(where: { $0.outcome == .created }), entry.report.outcome != .deleted {
      entry.report.outcome = .created
    } else if entry.report.outcome == .unchanged {
      entry.report.outcome = last.outcome
    }
    let known = Set(entry.report.changes.map(FieldPlace.init))
    let earlier = effects.flatMap(\.changes).filter { !known.contains(FieldPlace($0)) }
    entry.report.changes = (earlier + entry.report.changes).sorted { $0.precedes($1) }
    entry.report.message = entry.report.message ?? "begun by run \(write.run)"
    if entry.report.deployment == nil, write.action == .deploy { entry.report.deployment = write.target }
    entry.told += writes.map(\.id)
    return entry
  }
}
