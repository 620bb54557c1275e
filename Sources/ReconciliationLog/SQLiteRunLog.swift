import Dispatch
import GRDB
package import Reconciliation

/// The reconciliation log in an SQLite file that several processes may have open at once.
///
/// Every method of the port is durable when it returns (WAL, synchronous `FULL`), whatever becomes of the calling task:
/// a write that was begun is not given up because the task was cancelled, so that an end is recorded while a controller
/// shuts down. Texts are cut to `LogLimits`; nothing is stored besides what a method is handed.
package struct SQLiteRunLog: RunLog {
  let database: LogDatabase
  let limits: LogLimits

  /// Opens the log at `path`, and makes the file (mode 0600) and its folders (mode 0700) where they are missing.
  ///
  /// It waits for another process that is opening the same file. Throws `LogError.newerSchema` where a newer Weir wrote
  /// the file, and leaves it as it was.
  package static func open(at path: String, limits: LogLimits = .standard) async throws(LogError) -> SQLiteRunLog {
    let opened: Result<LogDatabase, LogError> = await withCheckedContinuation { continuation in
      // SQLite waits for locks and for the disk, which has no place on a thread of the cooperative pool.
      DispatchQueue.global().async {
        continuation.resume(returning: Result { () throws(LogError) in try LogDatabase(path: path, limits: limits) })
      }
    }
    return SQLiteRunLog(database: try opened.get(), limits: limits)
  }

  /// Ends the connection in order; every later call throws. A log that is let go of closes itself.
  package func close() async throws { try await database.close() }

  /// What SQLite finds wrong in the file, one line a fault; empty where it is whole. It reads all of the file.
  package func faults() async throws -> [String] {
    try await database.read { database in
      let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
      return lines == ["ok"] ? [] : lines
    }
  }
}
