import Foundation
import GRDB
import Pools
import PortContracts
import Reconciliation
import TemporaryFolders
import Testing

@testable import ReconciliationLog

@Suite("The log's file")
struct StorageTests {
  let folder: TemporaryFolder
  var path: String { folder.path("state/deep/weir.db") }

  init() throws { folder = try TemporaryFolder() }

  @Test("folders are made with mode 0700 and files with mode 0600, the write-ahead log's too")
  func modes() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    for (name, mode) in [
      ("state", 0o700), ("state/deep", 0o700), ("state/deep/weir.db", 0o600), ("state/deep/weir.db-wal", 0o600),
      ("state/deep/weir.db-shm", 0o600),
    ] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
      #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
    }
  }

  @Test(
    "a connection keeps foreign keys, syncs each commit and writes ahead",
    arguments: [("foreign_keys", "1"), ("synchronous", "2"), ("journal_mode", "wal"), ("busy_timeout", "10000")])
  func settings(_ pragma: String, _ value: String) async throws {
    let log = try await SQLiteRunLog.open(at: path)
    #expect(try await log.database.read { try String.fetchOne($0, sql: "PRAGMA \(pragma)") } == value)
  }

  @Test("a log that is opened again holds what it held")
  func reopened() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    try await log.setBaseline(Samples.baseline(), of: Samples.pool)
    try await log.close()
    await #expect(throws: LogError.self) { try await log.note("too late", in: Samples.run(0)) }
    let again = try await SQLiteRunLog.open(at: path)
    #expect(try await again.runs(pool: nil, limit: 9) == [RunRecord(start: Samples.runStart(0))])
    #expect(try await again.baseline(of: Samples.pool) == Samples.baseline())
    #expect(try await again.faults() == [])
  }

  @Test(
    "nothing is written to a file that was taken away, moved or replaced while it is open",
    arguments: ["remove", "move", "folder", "replace", "log", "index"])
  func takenAway(_ how: String) async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    let files = FileManager.default
    let kept = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(path)-wal"))
    switch how {
    case "remove": try files.removeItem(atPath: path)
    case "move": try files.moveItem(atPath: path, toPath: folder.path("moved.db"))
    case "folder": try files.moveItem(atPath: folder.path("state"), toPath: folder.path("other"))
    case "replace":
      try files.removeItem(atPath: folder.path("state"))
      try await SQLiteRunLog.open(at: path).begin(Samples.runStart(7))
    case "log": try files.removeItem(atPath: "\(path)-wal")
    default: try files.removeItem(atPath: "\(path)-shm")
    }
    let size = try kept.seekToEnd()
    let error = await #expect(throws: LogError.self) { try await log.note("lost", in: Samples.run(0)) }
    guard case .storage(let place, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      place == path && reason.contains(" was deleted, moved or replaced while this weir had it open"), "\(reason)")
    #expect(try kept.seekToEnd() == size)
    if how == "replace" {
      let other = try await SQLiteRunLog.open(at: path)
      #expect(try await other.runs(pool: nil, limit: 9) == [RunRecord(start: Samples.runStart(7))])
    }
  }

  @Test("a file of a newer Weir is refused and left as it is")
  func newer() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.database.write { try $0.execute(sql: "PRAGMA user_version = 999") }
    try await log.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    await #expect(throws: LogError.newerSchema(path: path)) { try await SQLiteRunLog.open(at: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("the database of another program is refused and left as it is")
  func foreign() async throws {
    let path = folder.path("other.db")
    try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    await #expect(
      throws: storage(path, "this is the database of another program, not a log of Weir's; name another state")
    ) {
      try await SQLiteRunLog.open(at: path)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("a file that is no database is an error in SQLite's words, and is left as it is")
  func noDatabase() async throws {
    let path = folder.path("notes.txt")
    let text = String(repeating: "not a database, but somebody's notes\n", count: 40)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    await #expect(throws: LogError.damaged(path: path, reason: "file is not a database")) {
      try await SQLiteRunLog.open(at: path)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("a damaged page is an error in SQLite's words, and is found by the look for faults")
  func damaged() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    for second in 0..<200 { try await log.begin(Samples.runStart(second)) }
    try await log.close()
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    let size = try file.seekToEnd()
    for page in stride(from: UInt64(4096), to: size, by: 4096) {
      try file.seek(toOffset: page)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 512))
    }
    try file.close()
    let error = await #expect(throws: LogError.self) {
      let log = try await SQLiteRunLog.open(at: path)
      _ = try await log.runs(pool: nil, limit: 9)
    }
    #expect(error == .damaged(path: path, reason: "database disk image is malformed"))
  }

  @Test("a row that no Weir has written is an error, not a crash")
  func strangeRow() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    try await log.setBaseline(Samples.baseline(), of: Samples.pool)
    try await log.database.write { database in
      try database.execute(sql: "UPDATE run SET triggeredBy = 'magic'")
      try database.execute(sql: "UPDATE baseline SET content = '{\"resources\": [1'")
    }
    await #expect(throws: LogError.self) { try await log.run(Samples.run(0)) }
    await #expect(throws: LogError.self) { try await log.baselines() }
  }

  @Test("a full disk is an error in SQLite's words, and takes back nothing that was answered")
  func full() async throws {
    let lines = try await Probe.run("fill", path, 400_000)
    let answered = lines.compactMap { Int64($0) }
    #expect(answered.count > 10)
    let fault = try #require(lines.last)
    #expect(fault.contains("disk I/O error") || fault.contains("database or disk is full"), "\(fault)")
    #expect(fault.contains(path))
    let log = try await SQLiteRunLog.open(at: path)
    #expect(try await Set(log.openWrites().map(\.id)).isSuperset(of: answered))
    #expect(try await log.faults() == [])
  }

  @Test("of writes that wait together, those that no longer fit fail in SQLite's words, and take no other with them")
  func fullTogether() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    let pages = try await log.database.write { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    try await log.database.write { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    let text = String(repeating: "n", count: 8_000)
    let full = "database or disk is full; free space on the disk of \(folder.path("state/deep"))"
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          if number.isMultiple(of: 2) {
            await #expect(throws: storage(path, full)) {
              try await log.note(text, in: Samples.run(0))
            }
          } else {
            await #expect(throws: Never.self) { try await log.note("fits", in: Samples.run(0)) }
          }
        }
      }
    }
    try await log.database.write { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    try await log.note(text, in: Samples.run(0))
    #expect(try await log.run(Samples.run(0))?.notes == Array(repeating: "fits", count: 10) + [text])
  }

  @Test("a folder that cannot be made or written is an error that names it")
  func unwritable() async throws {
    let impossible = "/proc/weir/weir.db"
    await #expect(throws: storage(impossible, "the folder /proc/weir cannot be made: No such file or directory")) {
      try await SQLiteRunLog.open(at: impossible)
    }
    let file = folder.path("file")
    try Data().write(to: URL(fileURLWithPath: file))
    let inFile = "\(file)/weir.db"
    await #expect(throws: storage(inFile, "\(file) is a file where a folder has to be")) {
      try await SQLiteRunLog.open(at: inFile)
    }
    let closed = folder.path("closed")
    try FileManager.default.createDirectory(
      atPath: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let lines = try await Probe.run("unprivileged", "\(closed)/weir.db", 0)
    #expect(lines.count == 1)
    #expect(lines.first?.contains("the file cannot be made: Permission denied") == true, "\(lines)")
  }

  @Test(
    "a log that may only be read is read, be it closed or open elsewhere, and a write says who may",
    arguments: [true, false])
  func readOnly(_ isClosed: Bool) async throws {
    let path = folder.path("it's ?100%.db")
    let log = try await SQLiteRunLog.open(at: path)
    for second in 0..<3 { try await log.begin(Samples.runStart(second)) }
    if isClosed { try await log.close() }
    try allow(0o444, isClosed ? [path] : [path, "\(path)-wal", "\(path)-shm"])
    try allow(0o755, [folder.path])
    let lines = try await Probe.run("read", path, 0)
    #expect(lines.first == "3 runs, 0 states")
    #expect(lines.count == 3)
    let write = try #require(lines.dropFirst().first)
    #expect(write.contains("failed: storage") && write.contains(": run weir as that user, or name another state"))
    // Of a closed file nobody tells whether another process writes it again.
    #expect(isClosed ? lines.last?.contains("cannot be followed") == true : lines.last == "3 events", "\(lines)")
    if !isClosed { #expect(try await log.runs(pool: nil, limit: 9).count == 3) }
  }

  @Test("a log that may not be read is one line that says whose it is")
  func unreadable() async throws {
    let path = folder.path("weir.db")
    try await SQLiteRunLog.open(at: path).close()
    try allow(0o755, [folder.path])
    let lines = try await Probe.run("read", path, 0)
    #expect(lines.count == 1)
    #expect(lines.first?.contains("\(path) belongs to ") == true, "\(lines)")
  }

  @Test("a log of an older Weir is brought up to date, and keeps what it holds")
  func older() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    let open = try await log.intend(Samples.intent(Samples.run(0)))
    try await log.database.write { database in
      for sql in [
        "DROP INDEX writeUntold", "ALTER TABLE write DROP COLUMN effect", "ALTER TABLE write DROP COLUMN isTold",
        "ALTER TABLE run DROP COLUMN unlisted", "DROP TABLE awakening", "DROP TABLE orphan",
        "ALTER TABLE state DROP COLUMN suspendedBy", "DROP TABLE adoption", "DROP TABLE correction",
        "DELETE FROM setting WHERE name = 'identity'", "PRAGMA user_version = 1",
      ] { try database.execute(sql: sql) }
    }
    try await log.close()
    let again = try await SQLiteRunLog.open(at: path)
    #expect(try await again.runs(pool: nil, limit: 9).map(\.unlisted) == [0])
    try await again.end(open, as: .succeeded, at: Samples.start)
    #expect(try await again.untoldWrites() == [])
    #expect(try await again.identity()?.count == 8)
  }

  @Test("a baseline of an older Weir has no origins, no policies and no attempts")
  func olderBaseline() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    let content = """
      {"resources": [{"id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds/providers/Microsoft.Network/virtualNetworks/net",
        "apiVersion": "2024-05-01", "desired": {"location": "westus2"}, "expressions": []}], "secretDigests": {}}
      """
    try await log.database.write { database in
      try database.execute(
        sql: "INSERT INTO baseline (pool, types, content) VALUES ('vision', '[]', ?)", arguments: [content])
    }
    let pool = try #require(PoolName("vision"))
    let baseline = try #require(try await log.baseline(of: pool))
    #expect(baseline.resources.map(\.origin) == [nil])
    #expect(baseline.deletion.isEmpty && baseline.attempted.isEmpty)
    // What a baseline does not have is not written either.
    try await log.setBaseline(baseline, of: pool)
    let written = try await log.database.read { try String.fetchOne($0, sql: "SELECT content FROM baseline") ?? "" }
    #expect(!written.contains("origin") && !written.contains("deletion") && !written.contains("attempted"))
  }

  @Test("a log of an older Weir that may only be read is read as it is", arguments: [1, 2, 3, 4])
  func olderReadOnly(_ version: Int) async throws {
    let path = folder.path("weir.db")
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    _ = try await log.intend(Samples.intent(Samples.run(0)))
    try await log.setAwakening(
      Awakening(by: "ana", since: Samples.start, until: Samples.date(60)), of: Samples.pool)
    try await log.database.write { database in
      for sql in [
        "DROP TABLE orphan", "DROP TABLE adoption", "DROP TABLE correction",
        "DELETE FROM setting WHERE name = 'identity'",
      ] {
        try database.execute(sql: sql)
      }
      guard version < 4 else { return try database.execute(sql: "PRAGMA user_version = 4") }
      try database.execute(sql: "ALTER TABLE state DROP COLUMN suspendedBy")
      guard version < 3 else { return try database.execute(sql: "PRAGMA user_version = 3") }
      try database.execute(sql: "DROP TABLE awakening")
      guard version < 2 else { return try database.execute(sql: "PRAGMA user_version = 2") }
      for sql in [
        "DROP INDEX writeUntold", "ALTER TABLE write DROP COLUMN effect", "ALTER TABLE write DROP COLUMN isTold",
        "ALTER TABLE run DROP COLUMN unlisted", "PRAGMA user_version = 1",
      ] { try database.execute(sql: sql) }
    }
    try await log.close()
    try allow(0o444, [path])
    try allow(0o755, [folder.path])
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let lines = try await Probe.run("read", path, 0)
    #expect(lines.first == "1 runs, 0 states", "\(lines)")
    #expect(lines.dropFirst().first?.contains("failed: storage") == true, "\(lines)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  private func allow(_ mode: Int, _ paths: [String]) throws {
    for path in paths { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
  }

  private func storage(_ path: String, _ reason: String) -> LogError { .storage(path: path, reason: reason) }
}
