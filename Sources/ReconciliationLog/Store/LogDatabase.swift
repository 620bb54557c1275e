import Dispatch
import GRDB
import Glibc
import Reconciliation

/// The owner of the connection: blocking work on GRDB's own thread, and `LogError` for all that goes wrong there.
final class LogDatabase: Sendable {
  let path: String
  private let queue: DatabaseQueue
  private let lane: WriteLane
  private let files: OpenedFiles
  /// True where the file is read as one that nobody writes: what others write from now on is not seen.
  let isFrozen: Bool
  /// True where this process may only read the file.
  private let isReadOnly: Bool

  /// Opens the file, sets the connection up and brings the schema up to date. It blocks.
  ///
  /// A file that this process may only read is opened for that alone: every write to it then throws.
  init(path: String, limits: LogLimits) throws(LogError) {
    self.path = path
    try LogFile.make(at: path)
    do {
      if LogFile.isWritable(path) {
        queue = try DatabaseQueue(path: path, configuration: Self.configuration(limits, path))
        (isFrozen, isReadOnly) = (false, false)
        try queue.writeWithoutTransaction { try Schema.bringUpToDate($0, path: path) }
      } else {
        (queue, isFrozen) = try Self.openForReading(path, limits)
        isReadOnly = true
      }
      lane = WriteLane(queue)
      files = OpenedFiles(path)
    } catch {
      throw LogError(error, path: path)
    }
  }

  /// Opens a file that may only be read. SQLite reads a write-ahead log only with its companion files, which it cannot
  /// make here; without anything in that log, the file alone is the whole.
  private static func openForReading(
    _ path: String, _ limits: LogLimits
  ) throws -> (queue: DatabaseQueue, isFrozen: Bool) {
    var configuration = Configuration()
    configuration.label = "weir.log"
    configuration.readonly = true
    configuration.busyMode = .timeout(limits.busyTimeout / .seconds(1))
    func opened(_ address: String) throws -> DatabaseQueue {
      let queue = try DatabaseQueue(path: address, configuration: configuration)
      try queue.unsafeRead { try Schema.readable($0, path: path) }
      return queue
    }
    do {
      return (try opened(path), false)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && LogFile.isSettled(path)
    {
      guard access(path, R_OK) == 0 else { throw error }
      return (try opened(LogFile.immutableAddress(of: path)), true)
    }
  }

  private static func configuration(_ limits: LogLimits, _ path: String) -> Configuration {
    var configuration = Configuration()
    configuration.label = "weir.log"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(limits.busyTimeout / .seconds(1))
    configuration.prepareDatabase { database in
      try Schema.taken(by: database, path: path)
      try Self.setWriteAheadLog(database, within: limits.busyTimeout)
      // Only FULL syncs the write-ahead log at each commit: an intent has to outlive a power cut.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // A reader that stays long lets the write-ahead log grow; this gives the space back afterwards.
      try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return configuration
  }

  /// SQLite does not wait by itself where two connections change the journal mode of a new file at one time.
  private static func setWriteAheadLog(_ database: Database, within timeout: Duration) throws {
    let pause = Duration.milliseconds(10)
    for _ in 0..<max(1, Int(timeout / pause)) {
      do {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
          throw DatabaseError(
            message: "this file system cannot hold a write-ahead log (journal mode \(mode ?? "none"))")
        }
        return
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        usleep(10_000)
      }
    }
    throw DatabaseError(resultCode: .SQLITE_BUSY)
  }

  /// Runs `body` in a transaction of its own, or in one that it shares with other writes that wait at the same time.
  ///
  /// What `body` throws undoes `body` alone. Nothing is written to a file that is no longer the one of that name.
  func write<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) async throws -> Answer {
    guard !isReadOnly else {
      throw LogError.storage(path: path, reason: "it may only be read; \(LogFile.permissionAdvice(path))")
    }
    let files = files
    do {
      return try await lane.write { database in
        try files.check()
        return try body(database)
      }
    } catch {
      throw LogError(error, path: path)
    }
  }

  /// Runs `body` in a transaction that cannot write.
  func read<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) async throws -> Answer {
    do {
      return try await withCheckedThrowingContinuation { continuation in
        queue.asyncRead { opened in
          continuation.resume(with: Result { try body(opened.get()) })
        }
      }
    } catch {
      throw LogError(error, path: path)
    }
  }

  func close() async throws {
    do {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        DispatchQueue.global().async { [queue] in
          continuation.resume(with: Result { try queue.close() })
        }
      }
    } catch {
      throw LogError(error, path: path)
    }
  }
}

extension LogError {
  /// Any fault below the port, in SQLite's own words where they are SQLite's; never the values of a statement.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as LogError: self = error
    case let error as DatabaseError
    where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode.primaryResultCode):
      self = .damaged(path: path, reason: error.message ?? error.resultCode.description)
    case let error as DatabaseError:
      let words = error.message ?? error.resultCode.description
      self = .storage(path: path, reason: words + LogFile.advice(on: error.resultCode, path: path))
    case let error as UnreadableRecord: self = .storage(path: path, reason: error.description)
    case let error as RefusedRecord: self = .storage(path: path, reason: error.description)
    default: self = .storage(path: path, reason: String(describing: error))
    }
  }
}

/// A row that no version of Weir has written: the file was changed by another hand, or damaged.
struct UnreadableRecord: Error, CustomStringConvertible {
  var description: String
  init(_ what: String) { description = "\(what) cannot be read: the file is damaged or was changed by another program" }
}

/// A call that contradicts what the log holds.
struct RefusedRecord: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
