import Pools
import Reconciliation

extension RunReport {
  /// The report as the contract's object (section 2). Keys are only ever added.
  var json: JSONValue {
    let counts = Dictionary(grouping: pools, by: \.outcome.rawValue).mapValues { JSONValue.integer(Int64($0.count)) }
    return [
      "run": .string(run.description), "trigger": .string(trigger.rawValue),
      "revision": revision?.json ?? .null, "startedAt": .string(TimeText.iso(startedAt)),
      "finishedAt": .string(TimeText.iso(finishedAt)), "pools": .array(pools.map(\.json)), "summary": .object(counts),
      "error": .optional(error), "source": source?.json ?? .null, "notes": .array(notes.map(JSONValue.string)),
      "warnings": .array(ErrorText.faults(of: warnings).map(\.json)),
    ]
  }
}

extension Revision {
  var json: JSONValue { ["ref": .string(ref), "commit": .string(commit.description)] }
}

extension PoolReport {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name.description), "subscription": .string(subscription.description),
      "resourceGroup": .string(resourceGroup.description), "manifest": .string(manifest),
      "outcome": .string(outcome.rawValue), "message": .optional(message), "deployment": .optional(deployment),
      "correlationId": .optional(correlationID), "changes": .array(changes.map(\.json)),
    ]
    if !secrets.isEmpty { members["secrets"] = .object(secrets.mapValues { .string($0.rawValue) }) }
    members["suspension"] = waiting?.json
    members["orphan"] = orphan?.json
    members["renamedFrom"] = renamedFrom.map { .string($0.description) }
    return .object(members)
  }
}

extension Change {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "resource": .string(resource.short), "id": .string(resource.description), "path": .string(path.description),
      "before": before ?? .null, "after": after ?? .null, "kind": .string(kind.rawValue),
      "cause": .string(cause.rawValue), "location": .optional(location?.description),
    ]
    if let reason { members["reason"] = .string(reason) }
    return .object(members)
  }
}

extension JSONValue {
  /// The string, or null.
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  static func optional(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }
}
