import GRDB
package import Pools
package import Reconciliation

extension SQLiteRunLog {
  /// The log's end: what is written from now on comes after it.
  package func cursor() async throws -> LogCursor {
    try await database.read { database in
      LogCursor(position: try Int64.fetchOne(database, sql: "SELECT value FROM counter") ?? 0)
    }
  }

  /// What stands behind `cursor`, oldest first, `limit` records at most; with `pool`, that pool's reports only.
  package func events(after cursor: LogCursor, pool: PoolName? = nil, limit: Int = 500) async throws -> [LogEvent] {
    let limit = max(1, min(limit, limits.runs))
    return try await database.read { database in
      try Self.events(after: cursor, pool: pool, limit: limit, database)
    }
  }

  /// As `events`, but waits until there is at least one, however long that takes.
  ///
  /// Another process may write it: SQLite tells no one, so the file's version is looked at every `interval`, which costs
  /// no read of the tables. Throws `CancellationError` where the task is cancelled, and `LogError` where the file can be
  /// read but not followed.
  package func nextEvents(
    after cursor: LogCursor, pool: PoolName? = nil, limit: Int = 500, every interval: Duration = .milliseconds(500),
    clock: some WallClock
  ) async throws -> [LogEvent] {
    guard !database.isFrozen else {
      throw LogError.storage(
        path: database.path,
        reason: "it may only be read, so what is written to it cannot be followed; "
          + LogFile.permissionAdvice(database.path))
    }
    var seen: FileVersion?
    while true {
      // The version before the read: what is written in between is then seen at the next look.
      let version = try await database.read(FileVersion.init)
      if version != seen {
        seen = version
        let events = try await events(after: cursor, pool: pool, limit: limit)
        guard events.isEmpty else { return events }
      }
      try await clock.sleep(for: interval)
    }
  }

  private static func events(
    after cursor: LogCursor, pool: PoolName?, limit: Int, _ database: Database
  ) throws -> [LogEvent] {
    let sql: String
    let arguments: StatementArguments
    if let pool {
      sql = "SELECT number, 'reported' AS what FROM report WHERE number > ? AND pool = ? ORDER BY 1 LIMIT ?"
      arguments = [cursor.position, pool.description, limit]
    } else {
      sql = """
        SELECT number, 'began' AS what FROM run WHERE number > ?1
        UNION ALL SELECT foundNumber, 'found' FROM run WHERE foundNumber > ?1
        UNION ALL SELECT finishedNumber, 'finished' FROM run WHERE finishedNumber > ?1
        UNION ALL SELECT number, 'noted' FROM note WHERE number > ?1
        UNION ALL SELECT number, 'reported' FROM report WHERE number > ?1
        ORDER BY 1 LIMIT ?2
        """
      arguments = [cursor.position, limit]
    }
    return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
      try event(row.value("what"), at: row.value("number"), database)
    }
  }

  private static func event(_ what: String, at number: Int64, _ database: Database) throws -> LogEvent {
    let (sql, read) = try source(of: what)
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [number]) else {
      throw UnreadableRecord("the record \(number)")
    }
    return LogEvent(
      cursor: LogCursor(position: number), run: try row.value("id", RunID.init(_:)), record: try read(row))
  }

  /// The query for a record of a kind by its number, and how its row is read.
  private static func source(of what: String) throws -> (sql: String, read: (Row) throws -> LogEvent.Record) {
    switch what {
    case "began":
      ("SELECT * FROM run WHERE number = ?", { .began(try RunRows.start($0)) })
    case "found":
      (
        "SELECT * FROM run WHERE foundNumber = ?",
        { row in
          guard let revision = try RunRows.revision(row) else { throw UnreadableRecord("a run's revision") }
          return .found(revision)
        }
      )
    case "finished":
      (
        "SELECT * FROM run WHERE finishedNumber = ?",
        { .finished(at: try $0.date("finishedAt"), error: try $0.optional("error")) }
      )
    case "noted":
      (
        "SELECT run.id, note.text FROM note JOIN run ON run.number = note.run WHERE note.number = ?",
        { .noted(try $0.value("text")) }
      )
    case "reported":
      (
        "SELECT report.*, run.id FROM report JOIN run ON run.number = report.run WHERE report.number = ?",
        { .reported(try RunRows.report($0), at: try $0.date("at")) }
      )
    default: throw UnreadableRecord("a record of the kind \(what)")
    }
  }
}

/// What differs as soon as any connection, this one or another process's, has written to the file.
private struct FileVersion: Equatable, Sendable {
  private let others: Int64?
  private let own: Int64?

  init(_ database: Database) throws {
    others = try Int64.fetchOne(database, sql: "PRAGMA data_version")
    own = try Int64.fetchOne(database, sql: "SELECT total_changes()")
  }
}
