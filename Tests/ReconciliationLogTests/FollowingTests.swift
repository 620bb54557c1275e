import Foundation
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders
import Testing

@Suite("Following the log")
struct FollowingTests {
  let folder: TemporaryFolder
  var path: String { folder.path("weir.db") }

  init() throws { folder = try TemporaryFolder() }

  @Test("a follower is told everything once, in the order in which it was written")
  func everything() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    for step in RunLogScript.steps { try await step.call(log) }
    let events = try await log.events(after: .beginning)
    #expect(
      events.map(\.record) == [
        .began(Samples.runStart(0, trigger: .commit)), .noted("main was forced"), .found(Samples.revision),
        .reported(Samples.report(outcome: .updated), at: Samples.date(2)),
        .finished(at: Samples.date(3), error: nil),
      ])
    #expect(events.allSatisfy { $0.run == Samples.run(0) })
    #expect(events.map(\.cursor) == events.map(\.cursor).sorted())
    #expect(try await log.cursor() == events.last?.cursor)

    var single: [LogEvent] = []
    var cursor = LogCursor.beginning
    while let next = try await log.events(after: cursor, limit: 1).first {
      single.append(next)
      cursor = next.cursor
    }
    #expect(single == events)
  }

  @Test("with a pool named, only its reports are told")
  func pool() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    for name in [Samples.pool, Samples.other] {
      try await log.record(Samples.report(name), state: PoolState(name: name), in: Samples.run(0), at: Samples.start)
    }
    let events = try await log.events(after: .beginning, pool: Samples.other)
    #expect(events.map(\.record) == [.reported(Samples.report(Samples.other), at: Samples.start)])
  }

  @Test("a follower that waits is told what this process writes")
  func waits() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    try await log.begin(Samples.runStart(0))
    let clock = ActingClock { try await log.note("later", in: Samples.run(0)) }
    let events = try await log.nextEvents(after: log.cursor(), clock: clock)
    #expect(events.map(\.record) == [.noted("later")])
  }

  @Test("a follower that waits is told what another process writes")
  func waitsAcrossProcesses() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    let clock = ActingClock { [path] in try await Probe.run("notes", path, 5) }
    let events = try await log.nextEvents(after: .beginning, limit: 3, clock: clock)
    #expect(events.map(\.record) == [.began(Samples.runStart(5)), .noted("note 0"), .noted("note 1")])
  }

  @Test("a follower ends when its task is cancelled")
  func cancelled() async throws {
    let log = try await SQLiteRunLog.open(at: path)
    let clock = ActingClock { throw CancellationError() }
    await #expect(throws: CancellationError.self) { try await log.nextEvents(after: .beginning, clock: clock) }
  }
}

/// A clock on which waiting takes no time, but during which something happens.
struct ActingClock: WallClock {
  let meanwhile: @Sendable () async throws -> Void
  init(_ meanwhile: @escaping @Sendable () async throws -> Void) { self.meanwhile = meanwhile }
  func now() -> Date { Samples.start }
  func sleep(for duration: Duration) async throws { try await meanwhile() }
}
