import Foundation
import Pools
import Reconciliation

/// The last known state of pools, from the log alone.
struct StatusView {
  /// Of every pool that the log has heard of, a fresh one of those that no run has worked on yet.
  var states: [PoolState] = []
  /// The revision that is kept to.
  var revision: Revision?
  /// Why it is not the newest; nil where it is.
  var fault: SourceFault?
  /// The pools of the revision that is kept to; nil where the log does not know them.
  var known: Set<PoolName>?
  /// The pools of which something was applied, and not deleted since.
  var applied: Set<PoolName> = []
  /// What was sent to Azure and has not ended, as far as the log knows.
  var openWrites: [PoolName: [OpenWrite]] = [:]
  /// True where a controller runs with this state.
  var isControllerRunning: Bool
  /// The pools that no manifest describes any more.
  var orphans: [PoolName: OrphanedPool] = [:]
  var now: Date
  /// All faults of the newest manifests, and not only the first.
  var showsAllFaults = false
  /// What Azure answers in other words, of the pools whose baselines were read.
  var echoes: [PoolName: EchoView] = [:]
  /// The revision whose manifests were taken last, wholly or but for the pools that its errors concern.
  var taken: Revision?
  /// The pools that go by an earlier definition.
  var held: [PoolName: HeldDefinition] = [:]
  /// The pools that somebody has woken.
  var awakenings: [PoolName: Awakening] = [:]

  /// True where something needs a person.
  var hasTrouble: Bool { fault != nil || states.contains(where: needsPerson) }

  private func needsPerson(_ state: PoolState) -> Bool {
    switch standing(of: state) {
    case .orphaned(let orphan): orphan.map { $0.holdText != nil } ?? applied.contains(state.name)
    case .reported(let outcome): outcome.isTrouble
    case .applying, .suspended, .resumed, .new: false
    }
  }

  func standing(of state: PoolState) -> PoolStanding {
    let orphan = orphans[state.name]
    if let orphan, orphan.holdText != nil { return .orphaned(orphan) }
    if let writes = openWrites[state.name], !writes.isEmpty { return .applying(writes.map(\.intent)) }
    if let suspension = activeSuspension(of: state) { return .suspended(suspension) }
    if let orphan {
      // A deletion that went wrong is news; what went wrong while there was a manifest is not any more.
      let isTried = state.lastAt.map { $0 > orphan.since } ?? false
      if isTried, let last = state.last, last.outcome.isTrouble { return .reported(last.outcome) }
      return .orphaned(orphan)
    }
    guard let last = state.last else { return .new }
    if isGone(state.name), ![.deleted, .detached].contains(last.outcome) { return .orphaned(nil) }
    // The last run found it suspended, and it is no more.
    return last.outcome == .suspended ? .resumed : .reported(last.outcome)
  }

  /// True where no manifest describes the pool any more.
  private func isGone(_ pool: PoolName) -> Bool { known.map { !$0.contains(pool) } ?? false }

  /// True where nothing of the pool was ever applied, as far as anybody knows.
  private func neverSucceeded(_ state: PoolState) -> Bool {
    !applied.contains(state.name) && state.last.map { $0.outcome.isTrouble || $0.outcome == .suspended } ?? true
  }

  /// True for a pool of which there is nothing to tell: its manifest is gone, and it never came to be in Azure.
  func isForgotten(_ state: PoolState) -> Bool {
    isGone(state.name) && neverSucceeded(state) && openWrites[state.name] == nil && state.suspension == nil
      && state.last?.correlationID == nil
  }

  func activeSuspension(of state: PoolState) -> PoolState.Suspension? {
    state.suspension.flatMap { $0.until.map { $0 > now } ?? true ? $0 : nil }
  }

  func lines(palette: Palette) -> [String] {
    let controller = isControllerRunning ? "a controller runs" : "no controller runs"
    let header =
      ["► \(palette.bold((taken ?? revision).map(place) ?? "no revision yet"))  \(controller)"]
      + faultLines.map { "\(palette.red("✗")) \($0)" }
    guard !states.isEmpty else { return header + ["no pool has been reconciled yet; weir reconcile --now does it"] }
    let rows = Columns.lines(states.map(row))
    return header + zip(states, rows).map { state, row in "\(standing(of: state).sign(palette)) \(row)" }
  }

  /// `main@4f1c2ab6 cannot be taken: …; keeping to main@1234abcd`
  private var faultLines: [String] {
    guard let fault else { return [] }
    let isTaken = fault.revision != nil && fault.revision == taken
    let what =
      fault.revision.map { isTaken ? "\(place($0)) has errors" : "\(place($0)) cannot be taken" }
      ?? "the source cannot be read"
    let rest =
      isTaken
      ? heldText
      : (taken ?? revision).map { "keeping to \(place($0))" }
        ?? "there is no revision to keep to yet"
    let all = ErrorText.faults(of: fault).map(\.shown)
    let others = all.count - 1
    let more = others > 0 && !showsAllFaults ? " and \(others) more (weir status --verbose shows them)" : ""
    let first = "\(what): \(all.first ?? "")\(more); \(rest) (found \(TimeText.relative(fault.since, to: now)))"
    return [first] + (showsAllFaults ? all.dropFirst().map { "  \($0)" } : [])
  }

  private var heldText: String {
    switch held.count {
    case 0: "no pool that exists is concerned"
    case 1: "1 pool keeps its last good definition"
    case let count: "\(count) pools keep their last good definitions"
    }
  }

  private func place(_ revision: Revision) -> String { "\(revision.ref)@\(revision.commit.short)" }

  private func row(_ state: PoolState) -> [String] {
    [
      state.name.description, standing(of: state).word, time(of: state),
      [awakenings[state.name]?.during(now)?.text, detail(of: state), fights(of: state)].compactMap { $0 }
        .filter { !$0.isEmpty }.joined(separator: "; "),
    ]
  }

  /// Since when it is so: of a pool that is suspended, or is so no more, when that was; else when it was looked at last.
  private func time(of state: PoolState) -> String {
    switch standing(of: state) {
    case .suspended(let suspension): TimeText.relative(suspension.since, to: now)
    // Of one that somebody has resumed, the log has the moment.
    case .orphaned(let orphan?): TimeText.relative(orphan.since, to: now)
    case .resumed: state.suspension?.until.map { TimeText.relative($0, to: now) } ?? ""
    default: state.lastAt.map { TimeText.relative($0, to: now) } ?? "never"
    }
  }

  /// The fields that somebody else keeps changing, where the last report does not say so.
  private func fights(of state: PoolState) -> String? {
    guard let line = FightText.line(state.corrections.fights(at: now)), state.last?.message != line else { return nil }
    return LineText.single(line)
  }

  private func detail(of orphan: OrphanedPool) -> String {
    let origin = "since \(TimeText.absolute(orphan.since))" + (orphan.commit.map { " by \($0.short)" } ?? "")
    switch orphan.state {
    case .due: return "\(origin); the next run deletes it"
    case .approved(let user): return "\(origin); the next run deletes it, as \(LineText.single(user)) has asked"
    case .held: return "\(origin): \(orphan.holdText ?? ""); \(orphan.advice)"
    }
  }

  /// What waits for a suspended pool, as the last run found it; nil where nothing does, as far as the log knows.
  func waiting(_ state: PoolState, _ suspension: PoolState.Suspension) -> String? {
    guard let last = state.last, last.outcome == .suspended, !last.changes.isEmpty,
      let waiting = last.waiting, waiting.suspension.since == suspension.since
    else { return nil }
    let count = last.changes.count
    let changes = "\(count) change\(count == 1 ? " waits" : "s wait")"
    return waiting.changedBy.map { "the manifest has changed, by \($0.short): \(changes)" } ?? changes
  }

  private func detail(of state: PoolState) -> String {
    let message = state.last?.message.map(LineText.single) ?? ""
    switch standing(of: state) {
    case .applying(let intents):
      let follower = isControllerRunning ? "" : "; the next run follows it"
      return intents.map { "\($0.words), sent \(TimeText.relative($0.at, to: now))" }.joined(separator: ", ") + follower
    case .suspended(let suspension):
      let end = suspension.until.map { "until \(TimeText.absolute($0))" } ?? "until weir resume \(state.name)"
      return LineText.single(end + suspension.cause) + (waiting(state, suspension).map { "; \($0)" } ?? "")
    case .orphaned(let orphan?): return detail(of: orphan)
    case .orphaned where neverSucceeded(state):
      let group = state.last.map { " in \($0.resourceGroup)" } ?? ""
      return "no manifest any more, and its deployment never succeeded; what that left\(group) is left alone"
    case .orphaned: return "no manifest any more; the next run keeps a record of it"
    case .reported(.failed), .reported(.unknown):
      guard let next = state.retryTime(at: now) else { return message }
      let again =
        next == .distantFuture
        ? "tried again when the manifest changes" : "next try \(TimeText.relative(next, to: now))"
      let end = "\(again), failed \(RetryText.times(state.failures))"
      return message.isEmpty ? end : "\(RetryText.without(message)); \(end)"
    case .resumed:
      return state.suspension == nil
        ? "the next round looks at it" : "its suspension is over; the next round looks at it"
    case .reported, .new: return message
    }
  }
}

/// What a pool is now, which says more than its last report.
enum PoolStanding {
  /// Something of it was sent, and its end is not in the log.
  case applying([WriteIntent])
  case suspended(PoolState.Suspension)
  /// No manifest describes it any more, and it was not deleted; nil where the log has no record of since when.
  case orphaned(OrphanedPool?)
  /// No longer suspended, and no run has looked at it since.
  case resumed
  case reported(Outcome)
  /// Nothing was done for it yet.
  case new

  var word: String {
    switch self {
    case .applying: Outcome.applying.rawValue
    case .suspended: Outcome.suspended.rawValue
    case .orphaned: "orphaned"
    case .resumed: "resumed"
    case .reported(let outcome): outcome.rawValue
    case .new: "new"
    }
  }

  func sign(_ palette: Palette) -> String {
    switch self {
    case .applying: palette.sign(of: .applying)
    case .suspended: palette.sign(of: .suspended)
    case .orphaned: palette.yellow("!")
    case .resumed: " "
    case .reported(let outcome): palette.sign(of: outcome)
    case .new: " "
    }
  }
}

extension WriteIntent {
  /// `deploying weir-nlp-3f9a0c12d4e5`
  fileprivate var words: String {
    switch action {
    case .makeResourceGroup: "making the resource group \(target)"
    case .deploy: "deploying \(target)"
    case .delete: "deleting \(ResourceID(target)?.short ?? target)"
    case .adopt: "taking over \(ResourceID(target)?.short ?? target)"
    case .detach: "detaching \(ResourceID(target)?.short ?? target)"
    }
  }
}
