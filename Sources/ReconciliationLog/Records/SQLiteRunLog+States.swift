import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func states() async throws -> [PoolName: PoolState] {
    let states = try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM state").map(StoredState.read)
    }
    return Dictionary(states.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func setState(_ state: PoolState) async throws {
    let state = StoredState(state, limits)
    try await database.write { try state.write(to: $0) }
  }

  package func lastGoodRevision() async throws -> Revision? {
    try await database.read { database in
      let sql = "SELECT value FROM setting WHERE name = 'lastGoodRevision'"
      guard let text = try String.fetchOne(database, sql: sql) else { return nil }
      let value = try JSONValue(storedText: text, "the last good revision")
      return Revision(ref: try value.storedText("ref"), commit: try value.stored("commit", as: CommitID.init(_:)))
    }
  }

  package func setLastGoodRevision(_ revision: Revision) async throws {
    let value: JSONValue = [
      "ref": revision.ref.bounded(to: limits.argument).stored, "commit": revision.commit.description.stored,
    ]
    try await database.write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('lastGoodRevision', ?)", arguments: [value.text()])
    }
  }
}

/// A pool's state as its row. It holds its own copy of the last report, so that pruning runs never takes it away.
struct StoredState: Sendable {
  private let state: PoolState
  private let reason: String?
  private let last: String?

  init(_ state: PoolState, _ limits: LogLimits) {
    self.state = state
    reason = state.suspension?.reason.bounded(to: limits.message)
    last = state.last?.stored(limits).text()
  }

  /// Writes the row. A run leaves the suspension of a row that is there as it is: only people change it.
  func write(to database: Database, byRun: Bool = false) throws {
    let suspension =
      byRun
      ? ""
      : """
      , suspendedFor = excluded.suspendedFor, suspendedSince = excluded.suspendedSince,
      suspendedUntil = excluded.suspendedUntil
      """
    try database.cachedStatement(
      sql: """
        INSERT INTO state (
          pool, failures, notBefore, suspendedFor, suspendedSince, suspendedUntil, last, lastRun, lastAt
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (pool) DO UPDATE SET
          failures = excluded.failures, notBefore = excluded.notBefore, last = excluded.last,
          lastRun = excluded.lastRun, lastAt = excluded.lastAt\(suspension)
        """
    ).execute(
      arguments: [
        state.name.description, state.failures, state.notBefore?.stored, reason, state.suspension?.since.stored,
        state.suspension?.until?.stored, last, state.lastRun?.description, state.lastAt?.stored,
      ])
  }

  static func read(_ row: Row) throws -> PoolState {
    let suspension = try row.optional("suspendedFor", as: String.self).map { reason in
      PoolState.Suspension(
        reason: reason, since: try row.date("suspendedSince"), until: try row.optionalDate("suspendedUntil"))
    }
    let lastRun: String? = try row.optional("lastRun")
    return PoolState(
      name: try row.value("pool", PoolName.init(_:)),
      failures: try row.value("failures"),
      notBefore: try row.optionalDate("notBefore"),
      suspension: suspension,
      last: try row.json("last").map(PoolReport.init(stored:)),
      lastRun: lastRun == nil ? nil : try row.value("lastRun", RunID.init(_:)),
      lastAt: try row.optionalDate("lastAt"))
  }
}
