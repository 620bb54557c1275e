import Foundation

/// Reads that many ask for and one does: whoever comes while a read that is new enough is under way shares its answer.
///
/// So the number of reads does not grow with the number of askers. There is no task of its own: the first asker reads,
/// and where it is cancelled meanwhile, the next one does.
actor SharedReads<Key: Hashable & Sendable, Value: Sendable> {
  private struct Running {
    var startedAt: Date
    /// Which call of all began it. The order of calls decides what is new, since a clock may be set back.
    var number: UInt64
    var waiting: [CheckedContinuation<Result<Value, any Error>?, Never>] = []
  }

  private let clock: any WallClock
  private var running: [Key: Running] = [:]
  private var calls: UInt64 = 0

  init(clock: any WallClock) { self.clock = clock }

  /// The answer of a read that began no earlier than `age` before this call.
  ///
  /// A read under way that is older is waited for, and then a new one begins. Throws what `read` throws.
  func value(
    for key: Key, age: Duration = .zero, read: @Sendable (Key) async throws -> Value
  ) async throws -> Value {
    let earliest = clock.now().addingTimeInterval(-age.seconds)
    calls += 1
    let number = calls
    while true {
      try Task.checkCancellation()
      guard let current = running[key] else { break }
      let answer = await withCheckedContinuation { running[key]?.waiting.append($0) }
      let isNew = current.number > number || (age > .zero && current.startedAt >= earliest)
      if isNew, let answer { return try answer.get() }
    }
    calls += 1
    running[key] = Running(startedAt: clock.now(), number: calls)
    let answer: Result<Value, any Error>
    do { answer = .success(try await read(key)) } catch { answer = .failure(error) }
    let waiting = running.removeValue(forKey: key)?.waiting ?? []
    let cancelled = (try? answer.get()) == nil && Task.isCancelled
    for waiter in waiting { waiter.resume(returning: cancelled ? nil : answer) }
    return try answer.get()
  }
}

extension Duration {
  /// The duration in seconds, for arithmetic with dates.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
