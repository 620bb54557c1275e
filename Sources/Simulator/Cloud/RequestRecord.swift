package import Foundation
package import Pools

/// One request that the cloud has seen, for tests to count.
package struct RequestRecord: Hashable, Sendable {
  package var number: Int
  package var method: String
  package var path: String
  package var time: Date
  /// Nil where nothing was answered: a fault cut it off.
  package var status: Int?

  /// True for a request that changes something: `PUT`, `PATCH`, `DELETE`, and the `POST`s that are not questions.
  package var isWrite: Bool {
    guard method == "POST" else { return method != "GET" && method != "HEAD" }
    let questions = ["/validate", "/whatif", "/listkeys", "/exporttemplate"]
    return !questions.contains { path.lowercased().hasSuffix($0) }
  }

  package var json: JSONValue {
    [
      "number": .integer(Int64(number)), "method": .string(method), "path": .string(path),
      "time": .string(time.armText), "status": status.map { .integer(Int64($0)) } ?? .null, "write": .bool(isWrite),
    ]
  }
}

/// The newest requests, the oldest first; the bound keeps a simulation that runs for days small.
package struct RequestJournal: Sendable {
  /// About 20 MB of them.
  static let limit = 100_000

  package private(set) var records: [RequestRecord] = []
  private var nextNumber = 1

  package init() {}

  package mutating func add(_ request: ARMRequest, at time: Date) -> Int {
    if records.count >= Self.limit { records.removeFirst(Self.limit / 10) }
    records.append(
      RequestRecord(number: nextNumber, method: request.method, path: request.path.text, time: time))
    nextNumber += 1
    return nextNumber - 1
  }

  package mutating func setStatus(_ status: Int, of number: Int) {
    guard let first = records.first?.number, records.indices.contains(number - first) else { return }
    records[number - first].status = status
  }

  package mutating func removeAll() { records = [] }
}
