import Foundation

/// Reads that many ask for and one does: whoever comes while a read that is new enough is under way shares its answer,
/// and whoever is content with an older one shares what was read shortly before.
///
/// So the number of reads does not grow with the number of askers. There is no task of its own: the first asker reads,
/// and where it is cancelled meanwhile, the next one does.
actor SharedReads<Key: Hashable & Sendable, Value: Sendable> {
  private struct Answer: Sendable {
    var startedAt: Date
    /// Which call of all began it. The order of calls decides what is new, since a clock may be set back.
    var number: UInt64
    var result: Result<Value, any Error>
  }
  /// Nil where whoever read was cancelled.
  private typealias Waiter = CheckedContinuation<Answer?, Never>

  private let clock: any WallClock
  private var running: [Key: [Waiter]] = [:]
  private var calls: UInt64 = 0
  /// The newest answers that somebody with an `age` has read, and when they are too old for whoever is like them.
  private var kept: [Key: (answer: Answer, until: Date)] = [:]
  /// With so many answers, those that are too old are dropped. They are then a part of all, so that it costs little.
  private var mostKept = 64

  init(clock: any WallClock) { self.clock = clock }

  /// The answer of a read that began no earlier than `age` before this call.
  ///
  /// A read under way that is older is waited for, and then a new one begins. Throws what `read` throws.
  ///
  /// - Parameter gathering: how long to wait for others that need the same, before a read begins that none has begun.
  func value(
    for key: Key, age: Duration = .zero, gathering: Duration = .zero, read: @Sendable (Key) async throws -> Value
  ) async throws -> Value {
    let now = clock.now()
    let earliest = now.addingTimeInterval(-age.seconds)
    // One from the future was read before the clock was set back.
    if age > .zero, let answer = kept[key]?.answer, (earliest...now).contains(answer.startedAt) {
      return try answer.result.get()
    }
    calls += 1
    let number = calls
    while true {
      try Task.checkCancellation()
      guard running[key] != nil else { break }
      let answer = await withCheckedContinuation { running[key]?.append($0) }
      guard let answer else { continue }
      let isNew = answer.number > number || (age > .zero && answer.startedAt >= earliest)
      if isNew { return try answer.result.get() }
    }
    running[key] = []
    let answer = await answer(of: read, for: key, after: gathering)
    let cancelled = (try? answer.result.get()) == nil && Task.isCancelled
    if age > .zero, !cancelled { keep(answer, of: key, until: answer.startedAt.addingTimeInterval(age.seconds)) }
    for waiter in running.removeValue(forKey: key) ?? [] { waiter.resume(returning: cancelled ? nil : answer) }
    return try answer.result.get()
  }

  private func keep(_ answer: Answer, of key: Key, until: Date) {
    kept[key] = (answer, until)
    guard kept.count > mostKept else { return }
    let now = clock.now()
    kept = kept.filter { $0.value.until >= now }
    mostKept = max(64, kept.count * 2)
  }

  /// Waits, and reads; all who come before the reading begins can go by it.
  private func answer(
    of read: @Sendable (Key) async throws -> Value, for key: Key, after gathering: Duration
  ) async -> Answer {
    var wait: Result<Void, any Error> = .success(())
    if gathering > .zero {
      do { try await clock.sleep(for: gathering) } catch { wait = .failure(error) }
    }
    calls += 1
    let (number, startedAt) = (calls, clock.now())
    let result: Result<Value, any Error>
    do {
      try wait.get()
      result = .success(try await read(key))
    } catch {
      result = .failure(error)
    }
    return Answer(startedAt: startedAt, number: number, result: result)
  }
}

extension Duration {
  /// The duration in seconds, for arithmetic with dates.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
