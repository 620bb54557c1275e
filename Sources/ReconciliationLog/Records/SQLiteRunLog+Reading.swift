import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord] {
    let limit = max(0, min(limit, limits.runs))
    return try await database.read { database in
      let rows =
        if let pool {
          try Row.fetchAll(
            database,
            sql: """
              SELECT * FROM run WHERE number IN (
                SELECT run FROM (SELECT run FROM report WHERE pool = ?1 ORDER BY run DESC LIMIT ?2)
                UNION SELECT run FROM (
                  SELECT DISTINCT run FROM note WHERE substr(text, 1, length(?1) + 2) = ?1 || ': ' ORDER BY run DESC LIMIT ?2)
              ) ORDER BY number DESC LIMIT ?2
              """,
            arguments: [pool.description, limit])
        } else {
          try Row.fetchAll(database, sql: "SELECT * FROM run ORDER BY number DESC LIMIT ?", arguments: [limit])
        }
      return try rows.map { try Self.record($0, pool: pool, database) }
    }
  }

  package func run(_ id: RunID) async throws -> RunRecord? {
    try await database.read { database in
      let row = try Row.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id.description])
      return try row.map { try Self.record($0, pool: nil, database) }
    }
  }

  /// A run with its notes and reports; with only the report of `pool` where one is named.
  private static func record(_ row: Row, pool: PoolName?, _ database: Database) throws -> RunRecord {
    let number: Int64 = try row.value("number")
    let notes = try String.fetchAll(
      database.cachedStatement(sql: "SELECT text FROM note WHERE run = ? ORDER BY number"), arguments: [number])
    let reports =
      if let pool {
        try Row.fetchAll(
          database.cachedStatement(sql: "SELECT * FROM report WHERE run = ? AND pool = ?"),
          arguments: [number, pool.description])
      } else {
        try Row.fetchAll(
          database.cachedStatement(sql: "SELECT * FROM report WHERE run = ? ORDER BY pool"), arguments: [number])
      }
    return RunRecord(
      start: try RunRows.start(row), revision: try RunRows.revision(row),
      finishedAt: try row.optionalDate("finishedAt"),
      error: try row.optional("error"), notes: notes, pools: try reports.map(RunRows.report),
      unlisted: pool == nil ? try row.value("unlisted") : 0)
  }
}
