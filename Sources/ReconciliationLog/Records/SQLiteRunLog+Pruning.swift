import GRDB
import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func prune(before date: Date) async throws -> Int {
    // A few runs a transaction, since a year's worth would keep the controller's own writes waiting.
    let batch = 20
    var pruned = 0
    while true {
      let count = try await database.write { database in
        try database.execute(
          sql: """
            DELETE FROM run WHERE number IN (
              SELECT number FROM run WHERE finishedAt < ?
                AND NOT EXISTS (SELECT * FROM write WHERE write.run = run.number AND write.endedAt IS NULL)
                AND NOT EXISTS (SELECT * FROM state WHERE state.lastRun = run.id)
              ORDER BY finishedAt LIMIT ?)
            """,
          arguments: [date.stored, batch])
        return database.changesCount
      }
      pruned += count
      if count < batch { break }
    }
    try await database.write { database in
      try database.execute(sql: "DELETE FROM call WHERE run IS NULL AND startedAt < ?", arguments: [date.stored])
    }
    return pruned
  }
}
