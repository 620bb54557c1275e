import Foundation
import Pools

/// What goes on after its request was answered, for callers to ask about: by the id at the end of the link they got.
struct TrackedOperations: Sendable {
  struct Operation: Sendable {
    var startedAt: Date
    var endsAt: Date
    /// What the link answers once it is done; nil for a link that answers a status (`Azure-AsyncOperation`).
    var result: ARMReply?
  }

  /// More than a client follows at once; the oldest go first.
  static let limit = 10_000

  private var operations: [String: Operation] = [:]
  private var order: [String] = []

  mutating func add(_ id: String, _ operation: Operation) {
    operations[id.lowercased()] = operation
    order.append(id.lowercased())
    if order.count > Self.limit {
      for old in order.prefix(Self.limit / 10) { operations[old] = nil }
      order.removeFirst(Self.limit / 10)
    }
  }

  subscript(_ id: String) -> Operation? { operations[id.lowercased()] }
}

extension Cloud {
  /// Where a link to an operation stands in a path, whatever the provider.
  private static let kinds: Set<String> = ["operationresults", "operations", "operationstatuses", "asyncoperations"]

  /// Answers a link that was handed out before; nil where the path is none.
  func trackedReply(_ request: ARMRequest) -> ARMReply? {
    let parts = request.path.key.split(separator: "/")
    guard request.method == "GET", parts.count >= 4, Self.kinds.contains(String(parts[parts.count - 2])),
      let operation = tracked[String(parts[parts.count - 1])]
    else { return nil }
    let isDone = operation.endsAt <= now
    if let result = operation.result {
      return isDone ? result : ARMReply(202, headers: pollHeaders(link(request.path.text, request.apiVersion)))
    }
    var body: [String: JSONValue] = [
      "name": .string(String(parts[parts.count - 1])), "startTime": .string(operation.startedAt.armText),
      "status": isDone ? "Succeeded" : "InProgress",
    ]
    if isDone { body["endTime"] = .string(operation.endsAt.armText) }
    return ARMReply(200, headers: isDone ? [:] : ["Retry-After": "1"], body: .object(body))
  }

  /// Begins an operation and returns the link to it.
  mutating func track(
    _ path: String, apiVersion: String?, for duration: Duration, result: ARMReply? = nil
  ) -> String {
    let id = identifiers.guid()
    tracked.add(
      id, TrackedOperations.Operation(startedAt: now, endsAt: now.advanced(by: duration), result: result))
    return link("\(path)/\(id)", apiVersion)
  }

  func link(_ path: String, _ apiVersion: String?) -> String {
    "\(settings.base)\(path)?api-version=\(apiVersion ?? "2021-04-01")"
  }

  /// The headers of a 202; one second is the least that `Retry-After` can say.
  func pollHeaders(_ link: String) -> [String: String] { ["Location": link, "Retry-After": "1"] }
}
