import Reconciliation
import Synchronization
import Testing

@Suite("Slots")
struct SlotsTests {
  @Test("never let more through at once than there are", arguments: [1, 3])
  func bound(_ count: Int) async throws {
    let slots = Slots(count)
    let load = Load()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for _ in 0..<50 {
        tasks.addTask {
          try await slots.holding {
            load.enter()
            await Task.yield()
            load.leave()
          }
        }
      }
      try await tasks.waitForAll()
    }
    #expect(load.state.most <= count && load.state.done == 50)
  }

  @Test("are free again when a place is left, once, or when nobody has it any more")
  func places() async throws {
    let slots = Slots(1)
    let first = try await slots.take()
    first.leave()
    first.leave()
    _ = try await slots.take()
    let second = try await slots.take()
    let waiter = Task { try await slots.holding {} }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    second.leave()
    try await slots.holding {}
  }

  @Test("let go who is cancelled while waiting, and lose no slot by it")
  func cancellation() async throws {
    let slots = Slots(1)
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let (entered, enter) = AsyncStream.makeStream(of: Void.self)
    let holder = Task {
      try await slots.holding {
        enter.yield(())
        for await _ in gate { break }
      }
    }
    for await _ in entered { break }
    let waiter = Task { try await slots.holding {} }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    open.yield(())
    try await holder.value
    try await slots.holding {}
  }
}

/// Counts how many are inside.
private final class Load: Sendable {
  private let counts = Mutex((now: 0, most: 0, done: 0))

  var state: (now: Int, most: Int, done: Int) { counts.withLock { $0 } }

  func enter() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }

  func leave() {
    counts.withLock {
      $0.now -= 1
      $0.done += 1
    }
  }
}
