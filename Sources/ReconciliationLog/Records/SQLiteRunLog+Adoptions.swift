import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  package func adoptions() async throws -> [PoolName: Adoption] {
    let rows = try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM adoption").map { row in
        let adoption = Adoption(
          by: try row.value("adoptedBy"), reason: try row.optional("reason"), at: try row.date("at"))
        return (try row.value("pool", PoolName.init(_:)), adoption)
      }
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  package func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws {
    let by = adoption?.by.bounded(to: limits.argument)
    let reason = adoption?.reason?.bounded(to: limits.message)
    try await database.write { database in
      guard let adoption else {
        return try database.execute(sql: "DELETE FROM adoption WHERE pool = ?", arguments: [pool.description])
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO adoption (pool, adoptedBy, reason, at) VALUES (?, ?, ?, ?)",
        arguments: [pool.description, by, reason, adoption.at.stored])
    }
  }
}
