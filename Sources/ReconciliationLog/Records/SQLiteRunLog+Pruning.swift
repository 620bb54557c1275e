import GRDB
import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func prune(before date: Date, keeping count: Int) async throws -> Int {
    // A few runs a transaction, since a year's worth would keep the controller's own writes waiting.
    let batch = 20
    var pruned = 0
    let kept = max(0, count)
    while true {
      let taken = try await database.write { database in
        try database.execute(
          sql: """
            DELETE FROM run WHERE number IN (
              SELECT number FROM run WHERE finishedAt < ?
                AND number NOT IN (SELECT number FROM run ORDER BY number DESC LIMIT ?)
                AND NOT EXISTS (SELECT * FROM write WHERE write.run = run.number AND write.endedAt IS NULL)
                AND NOT EXISTS (SELECT * FROM state WHERE state.lastRun = run.id)
              ORDER BY finishedAt LIMIT ?)
            """,
          arguments: [date.stored, kept, batch])
        return database.changesCount
      }
      pruned += taken
      if taken < batch { break }
    }
    try await database.write { database in
      try database.execute(
        sql: """
          DELETE FROM call WHERE run IS NULL AND startedAt < ?
            AND id NOT IN (SELECT id FROM call WHERE run IS NULL ORDER BY id DESC LIMIT ?)
          """,
        arguments: [date.stored, kept])
    }
    return pruned
  }
}
