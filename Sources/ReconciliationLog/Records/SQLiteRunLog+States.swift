import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func states() async throws -> [PoolName: PoolState] {
    let states = try await database.read { database in
      try Row.fetchAll(database, sql: StoredState.query).map(StoredState.read)
    }
    return Dictionary(states.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func setState(_ state: PoolState) async throws {
    let state = StoredState(state, limits)
    try await database.write { try state.write(to: $0) }
  }

  package func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws {
    let limits = limits
    try await database.write { database in
      let row = try Row.fetchOne(
        database, sql: "\(StoredState.query) WHERE state.pool = ?", arguments: [pool.description])
      var state = try row.map(StoredState.read) ?? PoolState(name: pool)
      body(&state)
      try StoredState(state, limits).write(to: database)
    }
  }
}

/// A pool's state as its row. It holds its own copy of the last report, so that pruning runs never takes it away.
struct StoredState: Sendable {
  private let state: PoolState
  private let reason: String?
  private let by: String?
  private let last: String?
  private let corrections: String?

  /// A row of each pool with the fields that were put back lately beside it.
  static let query =
    "SELECT state.*, correction.content AS corrections FROM state LEFT JOIN correction ON correction.pool = state.pool"

  init(_ state: PoolState, _ limits: LogLimits) {
    self.state = state
    reason = state.suspension?.reason.bounded(to: limits.message)
    by = state.suspension?.by?.bounded(to: limits.argument)
    last = state.last?.stored(limits).text()
    corrections = state.corrections.isEmpty ? nil : state.corrections.stored(limits).text()
  }

  /// True where the row's last report is this one, and says that the pool is unchanged.
  func isNoNews(_ entry: PoolEntry, in database: Database) throws -> Bool {
    guard entry.report.outcome == .unchanged, entry.told.isEmpty else { return false }
    let row = try database.cachedStatement(sql: "SELECT last FROM state WHERE pool = ?")
    return try String.fetchOne(row, arguments: [state.name.description]) == last
  }

  /// Writes the row. A run leaves the suspension of a row that is there as it is: only people change it.
  func write(to database: Database, byRun: Bool = false) throws {
    let suspension =
      byRun
      ? ""
      : """
      , suspendedFor = excluded.suspendedFor, suspendedSince = excluded.suspendedSince,
      suspendedUntil = excluded.suspendedUntil, suspendedBy = excluded.suspendedBy
      """
    try database.cachedStatement(
      sql: """
        INSERT INTO state (
          pool, failures, notBefore, suspendedFor, suspendedSince, suspendedUntil, suspendedBy, last, lastRun, lastAt
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (pool) DO UPDATE SET
          failures = excluded.failures, notBefore = excluded.notBefore, last = excluded.last,
          lastRun = excluded.lastRun, lastAt = excluded.lastAt\(suspension)
        """
    ).execute(
      arguments: [
        state.name.description, state.failures, state.notBefore?.stored, reason, state.suspension?.since.stored,
        state.suspension?.until?.stored, by, last, state.lastRun?.description, state.lastAt?.stored,
      ])
    let pool = state.name.description
    if let corrections {
      try database.cachedStatement(sql: "INSERT OR REPLACE INTO correction (pool, content) VALUES (?, ?)")
        .execute(arguments: [pool, corrections])
    } else {
      try database.cachedStatement(sql: "DELETE FROM correction WHERE pool = ?").execute(arguments: [pool])
    }
  }

  static func read(_ row: Row) throws -> PoolState {
    let suspension = try row.optional("suspendedFor", as: String.self).map { reason in
      PoolState.Suspension(
        reason: reason, since: try row.date("suspendedSince"), until: try row.optionalDate("suspendedUntil"),
        by: try row.optional("suspendedBy"))
    }
    let lastRun: String? = try row.optional("lastRun")
    return PoolState(
      name: try row.value("pool", PoolName.init(_:)),
      failures: try row.value("failures"),
      notBefore: try row.optionalDate("notBefore"),
      suspension: suspension,
      last: try row.json("last").map(PoolReport.init(stored:)),
      lastRun: lastRun == nil ? nil : try row.value("lastRun", RunID.init(_:)),
      lastAt: try row.optionalDate("lastAt"),
      corrections: try row.json("corrections").map(CorrectionHistory.init(stored:)) ?? CorrectionHistory())
  }
}
