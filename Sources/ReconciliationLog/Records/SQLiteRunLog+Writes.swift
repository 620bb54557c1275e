import GRDB
import Pools
package import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func intend(_ intent: WriteIntent) async throws -> Int64 {
    let baseline = intent.baseline?.stored.text()
    let target = intent.target.bounded(to: limits.argument)
    return try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO write (
            run, pool, subscription, resourceGroup, action, target, previousCorrelationID, baseline, at
          ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          RunRows.number(of: intent.run, database), intent.pool.description, intent.scope.subscription.description,
          intent.scope.resourceGroup.description, intent.action.rawValue, target,
          intent.previousCorrelationID, baseline, intent.at.stored,
        ])
      return database.lastInsertedRowID
    }
  }

  package func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws {
    let (ending, failure) = end.stored(limits)
    try await database.write { database in
      let sql = "SELECT pool, baseline FROM write WHERE id = ? AND endedAt IS NULL"
      guard let row = try Row.fetchOne(database, sql: sql, arguments: [write]) else {
        throw RefusedRecord("the write \(write) is not in the log, or has already ended")
      }
      if end == .succeeded, let baseline = try row.json("baseline").map(Baseline.init(stored:)) {
        try StoredBaseline(baseline).keep(of: row.value("pool"), in: database)
      }
      // What succeeded is the pool's baseline now, and what did not is of no more use: kept here it would only grow.
      try database.execute(
        sql: "UPDATE write SET endedAt = ?, ending = ?, failure = ?, baseline = NULL WHERE id = ?",
        arguments: [date.stored, ending, failure, write])
    }
  }

  package func openWrites() async throws -> [OpenWrite] {
    try await database.read { database in
      let sql = """
        SELECT write.*, run.id AS runID FROM write JOIN run ON run.number = write.run
        WHERE endedAt IS NULL ORDER BY write.id
        """
      return try Row.fetchAll(database, sql: sql).map { row in
        OpenWrite(
          id: try row.value("id"),
          intent: WriteIntent(
            run: try row.value("runID", RunID.init(_:)),
            pool: try row.value("pool", PoolName.init(_:)),
            scope: DeploymentScope(
              subscription: try row.value("subscription", SubscriptionID.init(_:)),
              resourceGroup: try row.value("resourceGroup", ResourceGroupName.init(_:))),
            action: try row.value("action", WriteIntent.Action.init(rawValue:)),
            target: try row.value("target"),
            previousCorrelationID: try row.optional("previousCorrelationID"),
            baseline: try row.json("baseline").map(Baseline.init(stored:)),
            at: try row.date("at")))
      }
    }
  }
}

extension WriteEnd {
  fileprivate func stored(_ limits: LogLimits) -> (ending: String, failure: String?) {
    switch self {
    case .succeeded: ("succeeded", nil)
    case .failed(let message): ("failed", message.bounded(to: limits.message))
    case .notSent: ("notSent", nil)
    }
  }
}
