import Synchronization

/// A bound on how much goes on at once; who waits is served in the order of coming.
///
/// A `Mutex` guards the count and the queue; a waiter that is cancelled leaves the queue and throws.
package final class Slots: Sendable {
  private struct State {
    var free: Int
    var next: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
  }

  private let state: Mutex<State>

  package init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

  /// Runs `body` while holding a slot. Throws `CancellationError` where the task is cancelled while it waits.
  package func holding<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    try await acquire()
    defer { release() }
    return try await body()
  }

  /// One slot that is held until `leave`, or until nobody has the value any more.
  package final class Place: Sendable {
    private let slots: Mutex<Slots?>

    fileprivate init(_ slots: Slots) { self.slots = Mutex(slots) }
    deinit { leave() }

    /// Gives the slot back; a second time nothing happens.
    package func leave() {
      let held = slots.withLock { slots -> Slots? in
        defer { slots = nil }
        return slots
      }
      held?.release()
    }
  }

  /// Waits for a slot and takes it. Throws `CancellationError` where the task is cancelled while it waits.
  package func take() async throws -> Place {
    try await acquire()
    return Place(self)
  }

  private func acquire() async throws {
    let ticket = state.withLock { state -> UInt64 in
      state.next += 1
      return state.next
    }
    let granted = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = state.withLock { state -> Bool? in
          if Task.isCancelled { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiting.append((ticket, continuation))
          return nil
        }
        if let now { continuation.resume(returning: now) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        guard let position = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return state.waiting.remove(at: position).continuation
      }
      waiter?.resume(returning: false)
    }
    if !granted { throw CancellationError() }
  }

  private func release() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume(returning: true)
  }
}
