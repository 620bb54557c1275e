import GRDB
import Synchronization

/// Commits writes that wait at the same time together, since the disk is waited for once a transaction.
///
/// Each write has a savepoint: what one throws undoes that one alone. None returns before its transaction is durable.
final class WriteLane: Sendable {
  /// Writes in one transaction at most, so that another process never waits long for its turn.
  private static let batch = 64

  /// A write that waits: `run` does it and answers what tells the caller, once it is known whether the commit failed.
  private struct Waiting: Sendable {
    let run: @Sendable (Database) -> Settle
    let fail: Settle
  }
  private typealias Settle = @Sendable (_ failure: (any Error)?) -> Void

  private struct Line {
    var waiting: [Waiting] = []
    /// True while a turn on the connection's thread is on its way to empty the line.
    var isCalled = false
  }

  private let queue: DatabaseQueue
  private let line = Mutex(Line())

  init(_ queue: DatabaseQueue) { self.queue = queue }

  func write<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      enqueue(
        Waiting(
          run: { database in
            let done = Result { try Self.inSavepoint(of: database, body) }
            return { failure in
              if case .success = done, let failure {
                continuation.resume(throwing: failure)
              } else {
                continuation.resume(with: done)
              }
            }
          },
          fail: { failure in continuation.resume(throwing: failure ?? DatabaseError(resultCode: .SQLITE_ABORT)) }))
    }
  }

  private func enqueue(_ write: Waiting) {
    let isFirst = line.withLock { line in
      line.waiting.append(write)
      defer { line.isCalled = true }
      return !line.isCalled
    }
    if isFirst { callForATurn() }
  }

  private func callForATurn() {
    queue.asyncWriteWithoutTransaction { database in
      let (turn, isMore) = self.line.withLock { line in
        let turn = Array(line.waiting.prefix(Self.batch))
        line.waiting.removeFirst(turn.count)
        line.isCalled = !line.waiting.isEmpty
        return (turn, line.isCalled)
      }
      Self.commit(turn, in: database)
      if isMore { self.callForATurn() }
    }
  }

  private static func commit(_ turn: [Waiting], in database: Database) {
    var settles: [Settle] = []
    var failure: (any Error)?
    do {
      try database.inTransaction(.immediate) {
        for write in turn {
          settles.append(write.run(database))
          // SQLite ends the whole transaction where a disk is full; what followed would commit by itself.
          guard database.isInsideTransaction else { throw Aborted() }
        }
        return .commit
      }
    } catch is Aborted {
      // Alone, each that fits is kept, and each that does not says so in SQLite's words.
      guard turn.count == 1 else { return turn.forEach { commit([$0], in: database) } }
    } catch {
      failure = error
    }
    for settle in settles { settle(failure) }
    for write in turn.dropFirst(settles.count) { write.fail(failure) }
  }

  /// A write ended the transaction that it shared.
  private struct Aborted: Error {}

  private static func inSavepoint<Answer>(
    of database: Database, _ body: (Database) throws -> Answer
  ) throws -> Answer {
    var answer: Answer?
    try database.inSavepoint {
      answer = try body(database)
      return .commit
    }
    guard let answer else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
    return answer
  }
}
