import GRDB
import Pools
package import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func intend(_ intent: WriteIntent) async throws -> Int64 {
    let baseline = intent.baseline?.stored.text()
    let target = intent.target.bounded(to: limits.argument)
    let effect = intent.effect?.stored(limits).text()
    return try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO write (
            run, pool, subscription, resourceGroup, action, target, previousCorrelationID, baseline, effect, at
          ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          RunRows.number(of: intent.run, database), intent.pool.description, intent.scope.subscription.description,
          intent.scope.resourceGroup.description, intent.action.rawValue, target,
          intent.previousCorrelationID, baseline, effect, intent.at.stored,
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
      if let sent = try row.json("baseline").map(Baseline.init(stored:)) {
        try Self.keep(sent, endedAs: end, of: row.value("pool"), in: database)
      }
      // What succeeded is the pool's baseline now, and what did not is of no more use: kept here it would only grow.
      try database.execute(
        sql: """
          UPDATE write SET endedAt = ?1, ending = ?2, failure = ?3, baseline = NULL,
            effect = CASE ?2 WHEN 'succeeded' THEN effect END
          WHERE id = ?4
          """,
        arguments: [date.stored, ending, failure, write])
    }
  }

  private static func keep(_ sent: Baseline, endedAs end: WriteEnd, of pool: String, in database: Database) throws {
    switch end {
    case .succeeded: try StoredBaseline(sent).keep(of: pool, in: database)
    case .failed:
      let text = try String.fetchOne(database, sql: "SELECT content FROM baseline WHERE pool = ?", arguments: [pool])
      let before = try text.map { try Baseline(stored: JSONValue(storedText: $0, "the baseline of \(pool)")) }
      guard let after = Baseline.afterFailure(of: sent, before: before), after != before else { return }
      try StoredBaseline(after).keep(of: pool, in: database)
    case .notSent: break
    }
  }

  package func openWrites() async throws -> [OpenWrite] { try await writes("endedAt IS NULL") }

  package func untoldWrites() async throws -> [OpenWrite] {
    try await writes("isTold = 0 AND ending = 'succeeded' AND effect IS NOT NULL")
  }

  private func writes(_ condition: String) async throws -> [OpenWrite] {
    try await database.read { database in
      let sql = """
        SELECT write.*, run.id AS runID FROM write JOIN run ON run.number = write.run
        WHERE \(condition) ORDER BY write.id
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
            effect: try row.json("effect").map(WriteIntent.Effect.init(stored:)),
            at: try row.date("at")))
      }
    }
  }
}

extension WriteIntent.Effect {
  fileprivate func stored(_ limits: LogLimits) -> JSONValue {
    ["outcome": outcome.rawValue.stored, "changes": .array(changes.map { $0.stored(limits) })]
  }

  fileprivate init(stored value: JSONValue) throws {
    self.init(
      outcome: try value.stored("outcome", as: Outcome.init(rawValue:)),
      changes: try (value["changes"] ?? []).storedElements("the changes of a write").map(Change.init(stored:)))
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
