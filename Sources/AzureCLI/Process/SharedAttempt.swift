import Synchronization

/// One thing that many need and one does: whoever comes while it is under way shares what comes of it, a failure too.
///
/// There is no task of its own: the first caller does it, and where that one is cancelled meanwhile, the next does. The
/// `Mutex` guards who waits; nil where nobody is at it.
final class SharedAttempt<Value: Sendable>: Sendable {
  /// Resumed with nil where whoever was at it gave up.
  private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, Never>

  private let waiting = Mutex<[Waiter]?>(nil)

  /// - Throws: what `make` throws, whoever of those who wait has called it; `CancellationError` where the task was
  ///   cancelled before it came to anything.
  func value(_ make: () async throws -> Value) async throws -> Value {
    while true {
      try Task.checkCancellation()
      guard isFirst() else {
        if let result = await result() { return try result.get() }
        continue
      }
      let result: Result<Value, any Error>
      do { result = .success(try await make()) } catch { result = .failure(error) }
      let gaveUp = (try? result.get()) == nil && Task.isCancelled
      for waiter in end() { waiter.resume(returning: gaveUp ? nil : result) }
      return try result.get()
    }
  }

  private func isFirst() -> Bool {
    waiting.withLock { waiting in
      guard waiting == nil else { return false }
      waiting = []
      return true
    }
  }

  private func end() -> [Waiter] {
    waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
  }

  private func result() async -> Result<Value, any Error>? {
    await withCheckedContinuation { continuation in
      let isOver = waiting.withLock { waiting in
        waiting?.append(continuation)
        return waiting == nil
      }
      if isOver { continuation.resume(returning: nil) }
    }
  }
}
