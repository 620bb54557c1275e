import Pools
import Synchronization

/// Which pools are being worked on, and by which run: two runs never work on one pool at a time.
///
/// A run that found a pool busy and passed it over leaves a mark, so that the pool is looked at again when it is free:
/// whatever woke that run must not be lost.
final class BusyPools: Sendable {
  private struct Entry {
    var run: RunID
    var passedOver = false
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private struct State {
    var entries: [PoolName: Entry] = [:]
    var next: UInt64 = 0
  }

  private let state = Mutex(State())
  private let onMissed: @Sendable (PoolName) -> Void

  /// - Parameter onMissed: told of a pool that was passed over while it was busy and is free now.
  init(onMissed: @escaping @Sendable (PoolName) -> Void) { self.onMissed = onMissed }

  /// Takes the pool for `run`; answers nil, or the run that has it.
  func claim(_ pool: PoolName, for run: RunID) -> RunID? {
    state.withLock { state in
      if let entry = state.entries[pool] { return entry.run }
      state.entries[pool] = Entry(run: run)
      return nil
    }
  }

  /// Marks a busy pool as passed over; false where it is free again already.
  func passOver(_ pool: PoolName) -> Bool {
    state.withLock { state in
      guard state.entries[pool] != nil else { return false }
      state.entries[pool]?.passedOver = true
      return true
    }
  }

  func release(_ pool: PoolName) {
    let entry = state.withLock { $0.entries.removeValue(forKey: pool) }
    for waiter in entry?.waiting ?? [] { waiter.continuation.resume() }
    if entry?.passedOver == true { onMissed(pool) }
  }

  /// Comes back when nobody works on the pool any more, or the task is cancelled.
  func waitUntilFree(_ pool: PoolName) async {
    let ticket = state.withLock { state -> UInt64 in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let free = state.withLock { state -> Bool in
          guard !Task.isCancelled, state.entries[pool] != nil else { return true }
          state.entries[pool]?.waiting.append((ticket, continuation))
          return false
        }
        if free { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard let position = state.entries[pool]?.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return state.entries[pool]?.waiting.remove(at: position).continuation
      }
      waiter?.resume()
    }
  }
}
