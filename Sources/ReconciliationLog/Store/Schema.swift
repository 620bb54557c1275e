import GRDB
import Reconciliation

/// The tables, and how a file of an older Weir comes to have them.
///
/// Times are seconds from 2001-01-01 UTC as `Date` counts them, so that they come back to the bit; `datetime(t +
/// 978307200, 'unixepoch')` shows one. Positions (`number`, `foundNumber`, `finishedNumber`) are values of one counter,
/// in the order in which the log was written.
enum Schema {
  /// `Weir` in ASCII, by which the file is known for a log of Weir's (`PRAGMA application_id`).
  private static let applicationID = 0x5765_6972

  /// What each version adds to the one before; the file's version (`PRAGMA user_version`) is how many it has taken.
  ///
  /// A step that has been released is never changed.
  private static let steps = [
    runsPoolsWritesCalls, effectsAndCounts, awakenings, suspenders, identityAdoptionsCorrections, orphans,
  ]

  /// Takes the steps that the file lacks, all in one transaction: of several processes that open a fresh file one does
  /// it and the others find it done. GRDB's own migrator takes each in a transaction of its own and cannot promise that.
  static func bringUpToDate(_ database: Database, path: String) throws {
    guard try taken(by: database, path: path) < steps.count else { return }
    try database.inTransaction(.immediate) {
      for step in try steps.dropFirst(version(of: database, path: path)) {
        for statement in step { try database.execute(sql: statement) }
      }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(steps.count)")
      return .commit
    }
  }

  /// How many steps the file has taken, changing nothing. Throws where a newer Weir or another program wrote it.
  @discardableResult
  static func taken(by database: Database, path: String) throws -> Int {
    // In one transaction, so that a step which another process takes meanwhile is seen whole or not at all.
    var count = 0
    try database.inTransaction(.deferred) {
      count = try version(of: database, path: path)
      return .commit
    }
    return count
  }

  /// Makes a file readable that may not be changed, whichever Weir wrote it: what it lacks stands in for itself, empty, in
  /// this connection alone.
  ///
  /// Throws where there is nothing to read yet.
  static func readable(_ database: Database, path: String) throws {
    let taken = try version(of: database, path: path)
    guard taken > 0 else {
      throw LogError.storage(
        path: path,
        reason: "nothing stands in it yet, and this weir may only read it; \(LogFile.permissionAdvice(path))")
    }
    guard taken < steps.count else { return }
    // No disk may be there to hold it.
    try database.execute(sql: "PRAGMA temp_store = MEMORY")
    for statements in standIns.dropFirst(taken) {
      for statement in statements { try database.execute(sql: statement) }
    }
  }

  /// What each step stands for where it cannot be taken: temporary tables and views, which go before the file's own.
  private static let standIns = [
    [],
    [
      "CREATE TEMP VIEW write AS SELECT *, NULL AS effect, 0 AS isTold FROM main.write",
      "CREATE TEMP VIEW run AS SELECT *, 0 AS unlisted FROM main.run",
    ],
    awakenings.map { $0.replacing("CREATE TABLE", with: "CREATE TEMP TABLE") },
    ["CREATE TEMP VIEW state AS SELECT *, NULL AS suspendedBy FROM main.state"],
    // The identity is left out: one that is not kept would be another at the next opening.
    identityAdoptionsCorrections.dropFirst().map { $0.replacing("CREATE TABLE", with: "CREATE TEMP TABLE") },
    orphans.map { $0.replacing("CREATE TABLE", with: "CREATE TEMP TABLE") },
  ]

  private static func version(of database: Database, path: String) throws -> Int {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    guard application == applicationID || (application == 0 && version == 0 && isEmpty) else {
      throw LogError.storage(
        path: path, reason: "this is the database of another program, not a log of Weir's; name another state")
    }
    guard version <= steps.count else { throw LogError.newerSchema(path: path) }
    return version
  }

  private static let runsPoolsWritesCalls = [
    "CREATE TABLE counter (value INTEGER NOT NULL) STRICT",
    "INSERT INTO counter VALUES (0)",
    """
    CREATE TABLE run (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      triggeredBy TEXT NOT NULL,
      reason TEXT,
      startedAt REAL NOT NULL,
      ref TEXT,
      commitID TEXT,
      foundNumber INTEGER,
      finishedAt REAL,
      finishedNumber INTEGER,
      error TEXT
    ) STRICT
    """,
    "CREATE INDEX runByFound ON run (foundNumber) WHERE foundNumber IS NOT NULL",
    "CREATE INDEX runByFinished ON run (finishedNumber) WHERE finishedNumber IS NOT NULL",
    "CREATE INDEX runByEnd ON run (finishedAt)",
    """
    CREATE TABLE note (
      number INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX noteByRun ON note (run)",
    """
    CREATE TABLE report (
      number INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      pool TEXT NOT NULL,
      at REAL NOT NULL,
      subscription TEXT NOT NULL,
      resourceGroup TEXT NOT NULL,
      manifest TEXT NOT NULL,
      outcome TEXT NOT NULL,
      message TEXT,
      deployment TEXT,
      correlationID TEXT,
      changes TEXT,
      UNIQUE (run, pool)
    ) STRICT
    """,
    "CREATE INDEX reportByPool ON report (pool, run)",
    """
    CREATE TABLE write (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      pool TEXT NOT NULL,
      subscription TEXT NOT NULL,
      resourceGroup TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      previousCorrelationID TEXT,
      baseline TEXT,
      at REAL NOT NULL,
      endedAt REAL,
      ending TEXT,
      failure TEXT
    ) STRICT
    """,
    "CREATE INDEX writeByRun ON write (run)",
    "CREATE INDEX writeOpen ON write (id) WHERE endedAt IS NULL",
    """
    CREATE TABLE call (
      id INTEGER PRIMARY KEY,
      run INTEGER REFERENCES run ON DELETE CASCADE,
      arguments TEXT NOT NULL,
      startedAt REAL NOT NULL,
      nanoseconds INTEGER NOT NULL,
      exitCode INTEGER
    ) STRICT
    """,
    "CREATE INDEX callByRun ON call (run)",
    "CREATE INDEX callOutsideRuns ON call (startedAt) WHERE run IS NULL",
    "CREATE TABLE baseline (pool TEXT PRIMARY KEY, types TEXT NOT NULL, content TEXT NOT NULL) STRICT",
    """
    CREATE TABLE state (
      pool TEXT PRIMARY KEY,
      failures INTEGER NOT NULL,
      notBefore REAL,
      suspendedFor TEXT,
      suspendedSince REAL,
      suspendedUntil REAL,
      last TEXT,
      lastRun TEXT,
      lastAt REAL
    ) STRICT
    """,
    "CREATE INDEX stateByRun ON state (lastRun) WHERE lastRun IS NOT NULL",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
  ]

  /// What a write brings about and whether a report has told of it; how many pools of a run had no news.
  private static let effectsAndCounts = [
    "ALTER TABLE write ADD COLUMN effect TEXT",
    "ALTER TABLE write ADD COLUMN isTold INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX writeUntold ON write (id) WHERE isTold = 0 AND ending = 'succeeded' AND effect IS NOT NULL",
    "ALTER TABLE run ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0",
  ]

  /// The pools that somebody keeps awake.
  private static let awakenings = [
    """
    CREATE TABLE awakening (
      pool TEXT PRIMARY KEY,
      wokenBy TEXT NOT NULL,
      reason TEXT,
      since REAL NOT NULL,
      until REAL NOT NULL,
      instances INTEGER
    ) STRICT
    """
  ]

  /// Who suspended a pool.
  private static let suspenders = ["ALTER TABLE state ADD COLUMN suspendedBy TEXT"]

  /// The identity of the state, the pools to take over from a lost state, and the fields that were put back lately.
  private static let identityAdoptionsCorrections = [
    "INSERT OR IGNORE INTO setting (name, value) VALUES ('identity', '\"' || lower(hex(randomblob(4))) || '\"')",
    """
    CREATE TABLE adoption (
      pool TEXT PRIMARY KEY,
      adoptedBy TEXT NOT NULL,
      reason TEXT,
      at REAL NOT NULL
    ) STRICT
    """,
    "CREATE TABLE correction (pool TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT",
  ]

  /// The pools that no manifest describes any more; `state` is JSON.
  private static let orphans = [
    """
    CREATE TABLE orphan (
      pool TEXT PRIMARY KEY,
      since REAL NOT NULL,
      commitID TEXT,
      removedTogether INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT
    """
  ]
}
