import Synchronization

/// Lets at most so many in at once; the others wait in the order in which they came.
///
/// A task that is cancelled while it waits leaves the queue at once and throws `CancellationError`.
final class Turnstile: Sendable {
  private struct Waiter {
    var ticket: UInt64
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var free: Int
    var nextTicket: UInt64 = 0
    var queue: [Waiter] = []
    /// Tickets that were cancelled before they came to stand in the queue.
    var gone: Set<UInt64> = []
  }

  private let state: Mutex<State>

  /// - Parameter places: how many may be in at once; at least 1.
  init(places: Int) { state = Mutex(State(free: max(1, places))) }

  /// How many places are free, and how many wait for one.
  var free: Int { state.withLock { $0.free } }
  var waiting: Int { state.withLock { $0.queue.count } }

  /// Runs `body` inside.
  func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  /// A place that is held until `leave`, or until nobody has the value any more.
  final class Place: Sendable {
    private let turnstile: Mutex<Turnstile?>

    fileprivate init(_ turnstile: Turnstile) { self.turnstile = Mutex(turnstile) }
    deinit { leave() }

    /// Gives the place back; a second time nothing happens.
    func leave() {
      let held = turnstile.withLock { turnstile -> Turnstile? in
        defer { turnstile = nil }
        return turnstile
      }
      held?.leave()
    }
  }

  /// Waits for a place and takes it.
  func take() async throws -> Place {
    try await enter()
    return Place(self)
  }

  /// Takes a place that is free now; nil where none is.
  func takeNow() -> Place? {
    let isFree = state.withLock { state in
      guard state.free > 0 else { return false }
      state.free -= 1
      return true
    }
    return isFree ? Place(self) : nil
  }

  private func enter() async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let answer: Result<Void, any Error>? = state.withLock { state in
          if state.gone.remove(ticket) != nil { return .failure(CancellationError()) }
          if state.free > 0 {
            state.free -= 1
            return .success(())
          }
          state.queue.append(Waiter(ticket: ticket, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(with: answer) }
      }
    } onCancel: {
      giveUp(ticket)
    }
    // Cancelled after it got in, or so late that the ticket was noted for nobody.
    state.withLock { _ = $0.gone.remove(ticket) }
  }

  private func giveUp(_ ticket: UInt64) {
    let waiter = state.withLock { state -> Waiter? in
      guard let position = state.queue.firstIndex(where: { $0.ticket == ticket }) else {
        state.gone.insert(ticket)
        return nil
      }
      return state.queue.remove(at: position)
    }
    waiter?.continuation.resume(throwing: CancellationError())
  }

  private func leave() {
    let next = state.withLock { state -> Waiter? in
      guard !state.queue.isEmpty else {
        state.free += 1
        return nil
      }
      return state.queue.removeFirst()
    }
    next?.continuation.resume()
  }
}
