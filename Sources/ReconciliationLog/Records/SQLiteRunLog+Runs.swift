import GRDB
import Pools
package import Reconciliation

package import struct Foundation.Date

extension SQLiteRunLog {
  package func begin(_ run: RunStart) async throws {
    let reason = run.reason?.bounded(to: limits.message)
    try await database.write { database in
      let isKnown = "SELECT count(*) FROM run WHERE id = ?"
      guard try Int.fetchOne(database, sql: isKnown, arguments: [run.id.description]) == 0 else {
        throw RefusedRecord("the run \(run.id) has already begun")
      }
      try database.execute(
        sql: "INSERT INTO run (number, id, triggeredBy, reason, startedAt) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          RunRows.nextNumber(database), run.id.description, run.trigger.rawValue, reason, run.startedAt.stored,
        ])
    }
  }

  package func setRevision(_ revision: Revision, of run: RunID) async throws {
    let ref = revision.ref.bounded(to: limits.argument)
    try await database.write { database in
      try database.execute(
        sql: "UPDATE run SET ref = ?, commitID = ?, foundNumber = ? WHERE number = ?",
        arguments: [
          ref, revision.commit.description, RunRows.nextNumber(database), RunRows.number(of: run, database),
        ])
    }
  }

  package func note(_ text: String, in run: RunID) async throws {
    let text = text.bounded(to: limits.message)
    try await database.write { database in
      try database.execute(
        sql: "INSERT INTO note (number, run, text) VALUES (?, ?, ?)",
        arguments: [RunRows.nextNumber(database), RunRows.number(of: run, database), text])
    }
  }

  package func finish(_ run: RunID, at date: Date, error: String?) async throws {
    let error = error?.bounded(to: limits.message)
    try await database.write { database in
      try database.execute(
        sql: "UPDATE run SET finishedAt = ?, finishedNumber = ?, error = ? WHERE number = ?",
        arguments: [date.stored, RunRows.nextNumber(database), error, RunRows.number(of: run, database)])
    }
  }

  package func closeAbandonedRuns(at date: Date) async throws -> Int {
    try await database.write { database in
      let open = try Int64.fetchAll(database, sql: "SELECT number FROM run WHERE finishedAt IS NULL ORDER BY number")
      for run in open {
        try database.execute(
          sql: "UPDATE run SET finishedAt = ?, finishedNumber = ?, error = ? WHERE number = ?",
          arguments: [
            date.stored, RunRows.nextNumber(database),
            "the process ended before the run did; the next run takes up what it had sent to Azure", run,
          ])
      }
      return open.count
    }
  }

  package func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws {
    guard !entries.isEmpty else { return }
    let limits = limits
    try await database.write { database in
      for entry in entries { try Self.write(entry, limits, in: run, at: date, to: database) }
    }
  }

  package func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws {
    guard !reports.isEmpty else { return }
    let limits = limits
    try await database.write { database in
      for report in reports { try Self.write(report, limits, in: run, at: date, to: database) }
    }
  }

  private static func write(
    _ entry: PoolEntry, _ limits: LogLimits, in run: RunID, at date: Date, to database: Database
  ) throws {
    var state = entry.state
    (state.last, state.lastRun, state.lastAt) = (entry.report, run, date)
    let stored = StoredState(state, limits)
    if try stored.isNoNews(entry, in: database) {
      try database.cachedStatement(sql: "UPDATE run SET unlisted = unlisted + 1 WHERE number = ?")
        .execute(arguments: [RunRows.number(of: run, database)])
    } else {
      try write(entry.report, limits, in: run, at: date, to: database)
    }
    for id in entry.told {
      try database.cachedStatement(sql: "UPDATE write SET isTold = 1, effect = NULL WHERE id = ?").execute(arguments: [
        id
      ])
    }
    try stored.write(to: database, byRun: true)
    if entry.isForgotten {
      let pool = entry.report.name.description
      try database.execute(sql: "DELETE FROM baseline WHERE pool = ?", arguments: [pool])
      try database.execute(sql: "DELETE FROM orphan WHERE pool = ?", arguments: [pool])
    }
  }

  private static func write(
    _ report: PoolReport, _ limits: LogLimits, in run: RunID, at date: Date, to database: Database
  ) throws {
    let changes = report.storedChanges(limits)?.text()
    let bounded = report.bounded(limits)
    try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO report (
          number, run, pool, at, subscription, resourceGroup, manifest, outcome, message, deployment, correlationID,
          changes
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        RunRows.nextNumber(database), RunRows.number(of: run, database), bounded.name.description, date.stored,
        bounded.subscription.description, bounded.resourceGroup.description, bounded.manifest,
        bounded.outcome.rawValue, bounded.message, bounded.deployment, bounded.correlationID, changes,
      ])
  }
}
