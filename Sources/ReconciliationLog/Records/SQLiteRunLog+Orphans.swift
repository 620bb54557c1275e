import GRDB
package import Pools
package import Reconciliation

import struct Foundation.Date

extension SQLiteRunLog {
  package func orphans() async throws -> [PoolName: OrphanedPool] {
    let rows = try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM orphan").map { row in
        let commit: String? = try row.optional("commitID")
        guard let state = try row.json("state").flatMap(OrphanedPool.State.init(json:)) else {
          throw UnreadableRecord("what becomes of an orphaned pool")
        }
        return OrphanedPool(
          name: try row.value("pool", PoolName.init(_:)), since: try row.date("since"),
          commit: commit == nil ? nil : try row.value("commitID", CommitID.init(_:)),
          removedTogether: try row.value("removedTogether"), state: state)
      }
    }
    return Dictionary(rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws {
    let taken = revision?.stored(limits).text()
    try await database.write { database in
      for name in forgetting {
        try database.execute(sql: "DELETE FROM orphan WHERE pool = ?", arguments: [name.description])
      }
      for orphan in orphans {
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO orphan (pool, since, commitID, removedTogether, state) VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [
            orphan.name.description, orphan.since.stored, orphan.commit?.description, orphan.removedTogether,
            orphan.state.json.text(),
          ])
      }
      if let taken { try Self.keep(taken, as: "takenRevision", in: database) }
    }
  }

  package func rename(_ pool: PoolName, to name: PoolName) async throws {
    let limits = limits
    try await database.write { database in
      let names: StatementArguments = [name.description, pool.description]
      let old: StatementArguments = [pool.description]
      func state(_ pool: PoolName) throws -> PoolState? {
        try Row.fetchOne(
          database, sql: StoredState.query + " WHERE state.pool = ?", arguments: [pool.description]
        ).map(StoredState.read)
      }
      if var moved = try state(pool) {
        moved.name = name
        moved.last?.name = name
        moved.suspension = try moved.suspension ?? state(name)?.suspension
        try StoredState(moved, limits).write(to: database)
        try database.execute(sql: "DELETE FROM state WHERE pool = ?", arguments: old)
      }
      try database.execute(sql: "UPDATE OR REPLACE baseline SET pool = ? WHERE pool = ?", arguments: names)
      try database.execute(sql: "UPDATE OR IGNORE awakening SET pool = ? WHERE pool = ?", arguments: names)
      try database.execute(sql: "DELETE FROM awakening WHERE pool = ?", arguments: old)
      try database.execute(sql: "UPDATE OR REPLACE correction SET pool = ? WHERE pool = ?", arguments: names)
      try database.execute(sql: "UPDATE OR IGNORE adoption SET pool = ? WHERE pool = ?", arguments: names)
      try database.execute(sql: "DELETE FROM adoption WHERE pool = ?", arguments: old)
      try database.execute(sql: "DELETE FROM orphan WHERE pool IN (?, ?)", arguments: names)
      try database.execute(
        sql: """
          UPDATE write SET pool = ? WHERE pool = ?
            AND (endedAt IS NULL OR (isTold = 0 AND ending = 'succeeded' AND effect IS NOT NULL))
          """,
        arguments: names)
    }
  }
}
