import GRDB
package import Pools
package import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func awakenings() async throws -> [PoolName: Awakening] {
    let rows = try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM awakening").map { row in
        let awakening = Awakening(
          by: try row.value("wokenBy"), reason: try row.optional("reason"), since: try row.date("since"),
          until: try row.date("until"), count: try row.optional("instances"))
        return (try row.value("pool", PoolName.init(_:)), awakening)
      }
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  package func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws {
    let (by, reason) = (awakening.by.bounded(to: limits.argument), awakening.reason?.bounded(to: limits.message))
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO awakening (pool, wokenBy, reason, since, until, instances) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [pool.description, by, reason, awakening.since.stored, awakening.until.stored, awakening.count])
    }
  }

  package func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM awakening WHERE pool = ? AND until <= ?", arguments: [pool.description, date.stored])
      return database.changesCount > 0
    }
  }
}
