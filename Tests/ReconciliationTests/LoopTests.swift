import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("The loop", .timeLimit(.minutes(10)))
struct LoopTests {
  private func world(_ azure: InMemoryAzure = InMemoryAzure()) throws -> World {
    var world = try World(Repository.pools("vision"), azure: azure)
    world.clock = TimerlessClock(timers: .seconds(20))
    world.settings.timeout = .seconds(1_000_000_000)
    return world
  }

  @Test("reconciles at its start, and again when it is woken after a commit")
  func commits() async throws {
    let world = try world()
    try await running(world) { controller, events in
      await events.first { $0.outcome == .created }
      world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
      controller.wake()
      await events.first { $0.outcome == .updated }
    }
    let triggers = try await world.log.runs(pool: nil, limit: 10).map(\.start.trigger)
    #expect(triggers == [.commit, .startup])
  }

  @Test("puts a pool that somebody has woken to sleep when the time is over, and not only at the next interval")
  func wakes() async throws {
    let world = try world()
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 0)]))
    try await running(world) { controller, events in
      await events.first { $0.outcome == .created }
      _ = try await controller.reconcile(
        ReconcileRequest(
          pools: [try unwrap(PoolName("vision"))], trigger: .command, now: true,
          wake: .begin(period: .seconds(15), count: nil, by: "ana", reason: nil)))
      await events.first { $0.outcome == .updated && $0.changes.first?.after == 0 }
    }
    let id = try world.scaleSet("vision")
    #expect(world.azure.withState { $0.resources[id]?.body["sku"]?["capacity"] } == 0)
    #expect(try await world.log.awakenings().isEmpty)
  }

  @Test("does not lose a commit that comes while its pool is busy")
  func busy() async throws {
    let world = try world()
    world.azure.withState { $0.looksUntilDone = .max }
    try await running(world) { controller, events in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
      world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
      controller.wake()
      await events.first { $0.outcome == .blocked }
      world.azure.withState { $0.looksUntilDone = 1 }
      await events.first { $0.outcome == .updated }
    }
    let id = try world.scaleSet("vision")
    #expect(world.azure.withState { $0.resources[id]?.body["sku"]?["capacity"] } == 5)
  }

  @Test("makes one round of a commit, however often it is looked for until that round reads the source")
  func impatient() async throws {
    let gate = Gate()
    let world = try world(InMemoryAzure { words in if words == "signIn" { await gate.pass() } })
    world.azure.withState { $0.looksUntilDone = .max }
    // What an earlier process began goes on, so that whoever else comes for the pool finds it busy.
    try await running(world) { _, _ in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
    }
    gate.close()
    try await running(world) { controller, events in
      await gate.waitForOne()
      world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
      for _ in 0..<50 {
        controller.wake()
        await Task.yield()
      }
      gate.open()
      world.azure.withState { $0.looksUntilDone = 1 }
      await events.first { $0.outcome == .updated || $0.outcome == .created }
    }
    let runs = try await world.log.runs(pool: nil, limit: 100)
    #expect(runs.map(\.start.trigger) == [.startup, .startup])
    #expect(runs.flatMap(\.pools).filter { $0.outcome == .blocked } == [])
    let newest = try await world.source.fetch()
    #expect(runs.first?.revision == newest)
  }

  @Test("makes a round of a commit that comes when all rounds have read the source")
  func late() async throws {
    let world = try world()
    try await running(world) { controller, events in
      await events.first { $0.outcome == .created }
      for count in 3..<6 {
        world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: count)]))
        for _ in 0..<5 { controller.wake() }
        await events.first { $0.outcome == .updated }
      }
    }
    let triggers = try await world.log.runs(pool: nil, limit: 100).map(\.start.trigger)
    #expect(triggers == [.commit, .commit, .commit, .startup])
  }

  @Test("lets a forced run wait for a busy pool, says so, and then works by the newest commit")
  func forced() async throws {
    let world = try world()
    world.azure.withState { $0.looksUntilDone = .max }
    try await running(world) { controller, events in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
      let report = try await controller.reconcile(ReconcileRequest(trigger: .command, now: true)) { event in
        guard case .progress(_, let text) = event, text.contains("waits for run") else { return }
        world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
        world.azure.withState { $0.looksUntilDone = 1 }
      }
      #expect(report.outcomes == ["vision": .updated])
      let newest = try await world.source.fetch()
      #expect(report.revision == newest)
      #expect(report.notes.contains { $0.contains("waited for run") && $0.contains(newest.commit.short) })
      let record = try #require(try await world.log.run(report.run))
      #expect(record.revision == newest)
      #expect(record.notes == report.notes)
      #expect(try await world.log.lastGoodRevision() == newest)
    }
  }

  @Test("has a suspended pool in its record though another run works on it, and leaves what is remembered to that run")
  func suspendedWhileHeld() async throws {
    let world = try world()
    world.azure.withState { $0.looksUntilDone = .max }
    let vision = try #require(PoolName("vision"))
    try await running(world) { controller, events in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
      try await world.log.change(vision) { state in
        state.suspension = PoolState.Suspension(reason: "exam", since: Samples.start, until: nil)
      }
      let report = try await controller.reconcile(ReconcileRequest(trigger: .command, now: true))
      #expect(report.outcomes == ["vision": .suspended])
      #expect(try await world.log.run(report.run)?.pools == report.pools)
      #expect(try await world.log.states()[vision]?.last == nil)
      world.azure.withState { $0.looksUntilDone = 1 }
      await events.first { $0.outcome == .created }
    }
    #expect(try await world.log.states()[vision]?.suspension?.reason == "exam")
  }

  @Test("has a pool that is passed over in its record")
  func passedOver() async throws {
    let world = try world()
    world.azure.withState { $0.looksUntilDone = .max }
    try await running(world) { controller, events in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
      let report = try await controller.reconcile(ReconcileRequest(trigger: .schedule))
      #expect(report.outcomes == ["vision": .blocked])
      #expect(try await world.log.run(report.run)?.pools == report.pools)
      world.azure.withState { $0.looksUntilDone = 1 }
      await events.first { $0.outcome == .created }
    }
  }

  @Test("ends in order when its task is cancelled, and the next one takes up what it began")
  func takesUp() async throws {
    let world = try world()
    world.azure.withState { $0.looksUntilDone = .max }
    try await running(world) { _, _ in
      while world.azure.writes.filter({ $0.hasPrefix("start ") }).isEmpty { await Task.yield() }
    }
    #expect(try await world.log.runs(pool: nil, limit: 10).allSatisfy { $0.finishedAt != nil })
    #expect(try await world.log.openWrites().count == 1)
    world.azure.withState { $0.looksUntilDone = 1 }
    try await running(world) { _, events in await events.first { $0.outcome == .created } }
    #expect(world.azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
  }

  /// Runs a loop while `body` goes on.
  private func running(
    _ world: World, _ body: @escaping @Sendable (Controller, PoolReports) async throws -> Void
  ) async throws {
    let controller = world.controller()
    let reports = PoolReports()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await controller.run { event in if case .pool(let report) = event { reports.add(report) } } }
      tasks.addTask { try await body(controller, reports) }
      try await tasks.next()
      tasks.cancelAll()
      try await tasks.waitForAll()
    }
  }
}

/// A gate that is open until it is closed; whoever comes to it closed waits until it opens.
private final class Gate: Sendable {
  private let state = Mutex((isClosed: false, waiting: [CheckedContinuation<Void, Never>]()))
  private let came = AsyncStream.makeStream(of: Void.self)

  func close() { state.withLock { $0.isClosed = true } }

  func open() {
    let waiting = state.withLock { state in
      defer { state = (false, []) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func pass() async {
    await withCheckedContinuation { continuation in
      let waits = state.withLock { state in
        if state.isClosed { state.waiting.append(continuation) }
        return state.isClosed
      }
      if waits { came.continuation.yield() } else { continuation.resume() }
    }
  }

  /// Comes back when somebody waits.
  func waitForOne() async { for await _ in came.stream { return } }
}

/// The reports of a loop as they come.
final class PoolReports: Sendable {
  private let (stream, continuation) = AsyncStream.makeStream(of: PoolReport.self)

  func add(_ report: PoolReport) { continuation.yield(report) }

  /// Waits for the next report that fits; those before it are passed over.
  func first(where fits: (PoolReport) -> Bool) async {
    for await report in stream where fits(report) { return }
  }
}
