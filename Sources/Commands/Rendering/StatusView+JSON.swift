import Foundation
import Pools
import Reconciliation

extension StatusView {
  var json: JSONValue {
    [
      "controller": ["running": .bool(isControllerRunning)], "revision": revision?.json ?? .null,
      "taken": taken?.json ?? .null, "source": fault?.json ?? .null, "pools": .array(states.map(json)),
    ]
  }

  private func json(_ state: PoolState) -> JSONValue {
    let last = state.last
    let standing = standing(of: state)
    let next = state.notBefore.flatMap { $0 == .distantFuture ? nil : $0 }
    var isOrphaned = false
    if case .orphaned = standing { isOrphaned = true }
    var outcome: String? = standing.word
    if case .new = standing { outcome = nil }
    var members: [String: JSONValue] = [
      "name": .string(state.name.description), "outcome": .optional(outcome),
      "lastOutcome": .optional(last?.outcome.rawValue), "message": .optional(last?.message),
      "subscription": .optional(last?.subscription.description),
      "resourceGroup": .optional(last?.resourceGroup.description), "manifest": .optional(last?.manifest),
      "deployment": .optional(last?.deployment), "failures": .integer(Int64(state.failures)),
      "notBefore": .optional(next.map(TimeText.iso)), "lastRun": .optional(state.lastRun?.description),
      "lastAt": .optional(state.lastAt.map(TimeText.iso)), "orphaned": .bool(isOrphaned),
      "open": .array((openWrites[state.name] ?? []).map(\.intent.json)),
      "suspension": state.suspension.map { suspension in
        [
          "by": .optional(suspension.by), "reason": .string(suspension.reason),
          "since": .string(TimeText.iso(suspension.since)),
          "until": .optional(suspension.until.map(TimeText.iso)), "active": .bool(activeSuspension(of: state) != nil),
          "changedBy": .optional(
            waiting(state, suspension) == nil ? nil : last?.waiting?.changedBy?.description),
          "changes": .integer(Int64(waiting(state, suspension) == nil ? 0 : last?.changes.count ?? 0)),
        ]
      } ?? .null,
    ]
    if let held = held[state.name] {
      members["held"] = [
        "revision": held.revision.json, "since": .string(TimeText.iso(held.since)), "reason": .string(held.reason),
      ]
    }
    if let awakening = awakenings[state.name]?.during(now) { members["awake"] = awakening.json }
    let fights = state.corrections.fights(at: now)
    if !fights.isEmpty { members["fights"] = .array(fights.map(\.json)) }
    if let orphan = orphans[state.name] { members["orphan"] = orphan.json }
    if let echo = echoes[state.name] { members["echo"] = echo.json }
    return .object(members)
  }
}

extension SourceFault {
  /// Why the newest manifests are not taken: the contract's errors, the commit where it is known, and since when.
  var json: JSONValue {
    [
      "errors": ErrorText.faults(of: self).json["errors"] ?? [], "revision": revision?.json ?? .null,
      "since": .string(TimeText.iso(since)),
    ]
  }
}

extension WriteIntent {
  fileprivate var json: JSONValue {
    [
      "action": .string(action.rawValue), "target": .string(target), "run": .string(run.description),
      "since": .string(TimeText.iso(at)),
    ]
  }
}

extension CorrectionHistory.Field {
  fileprivate var json: JSONValue {
    [
      "resource": .string(place.resource.short), "id": .string(place.resource.description),
      "path": .string(place.path.description), "found": .string(found), "wanted": .string(wanted),
      "count": .integer(Int64(count)), "until": .optional(until.map(TimeText.iso)),
    ]
  }
}
