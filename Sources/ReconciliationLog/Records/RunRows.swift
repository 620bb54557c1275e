import GRDB
import Pools
import Reconciliation

/// Rows of the table of runs by their ids.
enum RunRows {
  /// The counter's next value: where in the log what is written now stands.
  static func nextNumber(_ database: Database) throws -> Int64 {
    guard let number = try Int64.fetchOne(database, sql: "UPDATE counter SET value = value + 1 RETURNING value") else {
      throw UnreadableRecord("the log's counter")
    }
    return number
  }

  /// The row's number; throws where the log has no such run.
  static func number(of run: RunID, _ database: Database) throws -> Int64 {
    let sql = "SELECT number FROM run WHERE id = ?"
    guard let number = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [run.description]) else {
      throw RefusedRecord("the log has no run \(run)")
    }
    return number
  }

  static func start(_ row: Row) throws -> RunStart {
    RunStart(
      id: try row.value("id", RunID.init(_:)), trigger: try row.value("triggeredBy", Trigger.init(rawValue:)),
      reason: try row.optional("reason"), startedAt: try row.date("startedAt"))
  }

  static func revision(_ row: Row) throws -> Revision? {
    guard let ref = try row.optional("ref", as: String.self) else { return nil }
    return Revision(ref: ref, commit: try row.value("commitID", CommitID.init(_:)))
  }

  static func report(_ row: Row) throws -> PoolReport {
    PoolReport(
      name: try row.value("pool", PoolName.init(_:)),
      subscription: try row.value("subscription", SubscriptionID.init(_:)),
      resourceGroup: try row.value("resourceGroup", ResourceGroupName.init(_:)),
      manifest: try row.value("manifest"),
      outcome: try row.value("outcome", Outcome.init(rawValue:)),
      message: try row.optional("message"),
      deployment: try row.optional("deployment"),
      correlationID: try row.optional("correlationID"),
      changes: try (row.json("changes") ?? []).storedElements("the changes of a report").map(Change.init(stored:)))
  }
}
