import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("Deployments of several pools in one resource group", .timeLimit(.minutes(10)))
struct FollowingTests {
  static let pools = ["audio", "chess", "maths", "vision"]

  /// Deployments that never end, and no more than one pool's wait at a time.
  private func world(_ clock: HandClock) throws -> World {
    let manifests = Self.pools.map { ($0, Repository.manifest($0, group: "ds-shared")) }
    var world = try World(Repository.files(Dictionary(uniqueKeysWithValues: manifests)))
    world.clock = clock
    world.settings.timeout = .seconds(100_000)
    world.azure.withState { $0.hanging = ["weir-"] }
    return world
  }

  /// How often the group's deployments are listed in ten of the longest intervals, of 15 s each.
  private func looksInTenIntervals(_ world: World, _ clock: HandClock, following count: Int) async -> Int {
    _ = await clock.next(of: count)
    world.azure.withState { $0.calls = [] }
    // A little more, since times in seconds are not exact.
    let end = clock.now().addingTimeInterval(150.5)
    while await clock.next(of: count) <= end { clock.advance() }
    return world.azure.withState { $0.calls.filter { $0 == "deployments ds-shared" }.count }
  }

  @Test("that began together are followed with one list call an interval, as one is", arguments: [1, 4])
  func together(_ count: Int) async throws {
    let clock = HandClock()
    let world = try world(clock)
    let pools = Set(Self.pools.prefix(count).compactMap { PoolName($0) })
    let controller = world.controller()
    async let round = controller.reconcile(ReconcileRequest(pools: pools, trigger: .command))
    for _ in 0..<30 * count {
      _ = await clock.next(of: count)
      clock.advance()
    }
    let looks = await looksInTenIntervals(world, clock, following: count)
    #expect(looks == 10)
    world.azure.withState { $0.hanging = [] }
    clock.open()
    #expect(try await round.pools.allSatisfy { $0.outcome == .created })
  }

  /// An answer that is nearly an interval old serves as well, so that calls are no nearer than 9/10 of an interval.
  @Test("that began one after the other are followed with hardly more")
  func apart() async throws {
    let clock = HandClock()
    let world = try world(clock)
    let controller = world.controller()
    try await withThrowingTaskGroup(of: RunReport.self) { rounds in
      for (position, pool) in Self.pools.enumerated() {
        let name = try #require(PoolName(pool))
        rounds.addTask { try await controller.reconcile(ReconcileRequest(pools: [name], trigger: .command)) }
        // Each is at another place of its interval when the next one begins.
        for _ in 0..<30 * (position + 1) + position {
          _ = await clock.next(of: position + 1)
          clock.advance()
        }
      }
      let looks = await looksInTenIntervals(world, clock, following: Self.pools.count)
      #expect(looks <= 12)
      world.azure.withState { $0.hanging = [] }
      clock.open()
      for try await report in rounds { #expect(report.pools.allSatisfy { $0.outcome == .created }) }
    }
  }
}

/// A clock that goes on when a test says so, to the end of the next wait.
///
/// A `Mutex` guards the time and who waits.
private final class HandClock: WallClock {
  private struct State {
    var now = Date(timeIntervalSince1970: 1_795_000_000)
    var isOpen = false
    var waiting: [(until: Date, continuation: CheckedContinuation<Void, Never>)] = []
    var watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  }
  private let state = Mutex(State())

  func now() -> Date { state.withLock { $0.now } }

  func sleep(for duration: Duration) async throws {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
        let until = state.now.addingTimeInterval(duration.seconds)
        guard !state.isOpen else {
          state.now = until
          return [continuation]
        }
        state.waiting.append((until, continuation))
        guard let watcher = state.watcher, state.waiting.count >= watcher.count else { return [] }
        state.watcher = nil
        return [watcher.continuation]
      }
      for one in ready { one.resume() }
    }
    try Task.checkCancellation()
  }

  /// Waits until so many wait, and answers when the first of them is to go on.
  func next(of count: Int) async -> Date {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.waiting.count >= count { return true }
        state.watcher = (count, continuation)
        return false
      }
      if isThere { continuation.resume() }
    }
    return state.withLock { state in state.waiting.map(\.until).min() ?? state.now }
  }

  /// Moves the time on to the end of the next wait, and lets go whose wait is over then.
  func advance() {
    let over = state.withLock { state in
      state.now = state.waiting.map(\.until).min() ?? state.now
      let over = state.waiting.filter { $0.until <= state.now }
      state.waiting.removeAll { $0.until <= state.now }
      return over
    }
    for one in over { one.continuation.resume() }
  }

  /// From now on every wait is over at once.
  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.continuation.resume() }
  }
}
