import Pools
import Reconciliation

extension Waiting {
  var json: JSONValue {
    [
      "by": .optional(suspension.by), "reason": .string(suspension.reason),
      "since": .string(TimeText.iso(suspension.since)), "until": .optional(suspension.until.map(TimeText.iso)),
      "changedBy": .optional(changedBy?.description),
    ]
  }

  /// Reads what `json` writes.
  init(json: JSONValue) throws(UnreadableMessage) {
    self.init(
      suspension: PoolState.Suspension(
        reason: try json.field("reason") { $0 }, since: try json.field("since", TimeText.date),
        until: json["until"]?.string.flatMap(TimeText.date), by: json["by"]?.string),
      changedBy: json["changedBy"]?.string.flatMap { CommitID($0) })
  }
}

extension OrphanedPool {
  /// `state` is `due`, `held` or `approved`; `reason` says in words why it is held, `by` who has asked for its deletion.
  var json: JSONValue {
    var members = state.json.object ?? [:]
    members["since"] = .string(TimeText.iso(since))
    members["commit"] = .optional(commit?.description)
    members["removedTogether"] = .integer(Int64(removedTogether))
    members["reason"] = .optional(holdText)
    return .object(members)
  }

  /// Reads what `json` writes.
  init(json: JSONValue, name: PoolName) throws(UnreadableMessage) {
    guard let state = State(json: json) else { throw UnreadableMessage(field: "orphan.state") }
    self.init(
      name: name, since: try json.field("since", TimeText.date),
      commit: json["commit"]?.string.flatMap { CommitID($0) },
      removedTogether: Int(json["removedTogether"]?.integer ?? 1), state: state)
  }
}
