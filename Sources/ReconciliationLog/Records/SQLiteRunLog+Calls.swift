import GRDB
import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func record(_ call: AzureCall, in run: RunID?) async throws {
    let words = call.arguments.prefix(limits.arguments).map { $0.bounded(to: limits.argument).stored }
    let left = call.arguments.count - words.count
    let arguments = JSONValue.array(left == 0 ? words : words + ["… (\(left) more)".stored]).text()
    try await database.write { database in
      try database.cachedStatement(
        sql: "INSERT INTO call (run, arguments, startedAt, nanoseconds, exitCode) VALUES (?, ?, ?, ?, ?)"
      ).execute(
        arguments: [
          run.map { try RunRows.number(of: $0, database) }, arguments, call.startedAt.stored,
          call.duration.wholeNanoseconds, call.exitCode,
        ])
    }
  }

  package func calls(in run: RunID) async throws -> [AzureCall] {
    try await database.read { database in
      let sql = "SELECT call.* FROM call JOIN run ON run.number = call.run WHERE run.id = ? ORDER BY call.id"
      return try Row.fetchAll(database, sql: sql, arguments: [run.description]).map { row in
        AzureCall(
          arguments: try (row.json("arguments") ?? .null).storedElements("a command line").compactMap(\.string),
          startedAt: try row.date("startedAt"),
          duration: .nanoseconds(try row.value("nanoseconds", as: Int64.self)),
          exitCode: try row.optional("exitCode"))
      }
    }
  }
}

extension Duration {
  /// Nanoseconds, what is finer cut off: no clock on Linux is; more than 292 years count as that.
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isJustTooLong) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return isTooLong || isJustTooLong ? (seconds < 0 ? .min : .max) : sum
  }
}
