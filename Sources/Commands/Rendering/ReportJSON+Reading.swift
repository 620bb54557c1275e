import Pools
import Reconciliation

/// A message from another Weir that cannot be read: one of the two is of another version.
struct UnreadableMessage: Error, Hashable, Sendable {
  var field: String
}

extension RunReport {
  /// Reads what `json` writes; seconds' fractions are lost on the way.
  init(json: JSONValue) throws(UnreadableMessage) {
    self.init(
      run: try json.field("run") { RunID($0) }, trigger: try json.field("trigger") { Trigger(rawValue: $0) },
      revision: try json["revision"].flatMap { (value) throws(UnreadableMessage) in
        value == .null ? nil : try Revision(json: value)
      },
      startedAt: try json.field("startedAt", TimeText.date), finishedAt: try json.field("finishedAt", TimeText.date),
      error: json["error"]?.string,
      source: try json["source"].flatMap { (value) throws(UnreadableMessage) in
        value == .null ? nil : try SourceFault(json: value)
      },
      notes: (json["notes"]?.array ?? []).compactMap(\.string),
      pools: try PoolReport.list(json["pools"]?.array ?? []))
  }
}

extension SourceFault {
  /// Reads what `json` writes.
  init(json: JSONValue) throws(UnreadableMessage) {
    let faults = json["errors"]?.array ?? []
    self.init(
      revision: try json["revision"].flatMap { (value) throws(UnreadableMessage) in
        value == .null ? nil : try Revision(json: value)
      },
      error: faults.map(\.faultLine).joined(separator: "\n"),
      pools: faults.map { $0["pool"]?.string.flatMap { PoolName($0) } }, since: try json.field("since", TimeText.date))
  }
}

extension JSONValue {
  /// The line of one of the contract's errors.
  fileprivate var faultLine: String {
    let message = self["message"]?.string ?? ""
    guard let file = self["file"]?.string, let line = self["line"]?.integer, let column = self["column"]?.integer else {
      return message
    }
    return "\(file):\(line):\(column): \(message)"
  }
}

extension Revision {
  init(json: JSONValue) throws(UnreadableMessage) {
    self.init(ref: try json.field("ref") { $0 }, commit: try json.field("commit") { CommitID($0) })
  }
}

extension PoolReport {
  static func list(_ values: [JSONValue]) throws(UnreadableMessage) -> [PoolReport] {
    var reports: [PoolReport] = []
    for value in values { reports.append(try PoolReport(json: value)) }
    return reports
  }

  init(json: JSONValue) throws(UnreadableMessage) {
    var changes: [Change] = []
    for value in json["changes"]?.array ?? [] { changes.append(try Change(json: value)) }
    self.init(
      name: try json.field("name") { PoolName($0) },
      subscription: try json.field("subscription") { SubscriptionID($0) },
      resourceGroup: try json.field("resourceGroup") { ResourceGroupName($0) },
      manifest: try json.field("manifest") { $0 }, outcome: try json.field("outcome") { Outcome(rawValue: $0) },
      message: json["message"]?.string, deployment: json["deployment"]?.string,
      correlationID: json["correlationId"]?.string, changes: changes,
      secrets: (json["secrets"]?.object ?? [:]).compactMapValues { $0.string.flatMap { SecretStanding(rawValue: $0) } })
    if let suspension = json["suspension"] { waiting = try Waiting(json: suspension) }
    if let orphan = json["orphan"] { self.orphan = try OrphanedPool(json: orphan, name: name) }
    renamedFrom = json["renamedFrom"]?.string.flatMap { PoolName($0) }
  }
}

extension Change {
  init(json: JSONValue) throws(UnreadableMessage) {
    func value(_ name: String) -> JSONValue? { json[name] == .null ? nil : json[name] }
    self.init(
      resource: try json.field("id") { ResourceID($0) }, path: try json.field("path") { JSONPath(reading: $0) },
      before: value("before"), after: value("after"), kind: try json.field("kind") { Kind(rawValue: $0) },
      cause: try json.field("cause") { Cause(rawValue: $0) },
      location: json["location"]?.string.flatMap { SourceLocation(reading: $0) }, reason: json["reason"]?.string)
  }
}

extension SourceLocation {
  /// Reads `FILE:LINE:COLUMN`; nil for anything else.
  init?(reading text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let column = Int(parts[parts.count - 1]), let line = Int(parts[parts.count - 2]) else {
      return nil
    }
    self.init(file: parts.dropLast(2).joined(separator: ":"), line: line, column: column)
  }
}

extension JSONValue {
  /// A string member, read as what it stands for; a missing or wrong one is an `UnreadableMessage`.
  func field<Value>(_ name: String, _ read: (String) -> Value?) throws(UnreadableMessage) -> Value {
    guard let text = self[name]?.string, let value = read(text) else { throw UnreadableMessage(field: name) }
    return value
  }
}
