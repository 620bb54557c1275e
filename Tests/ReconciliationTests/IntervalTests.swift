import Foundation
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("The intervals of the loop", .timeLimit(.minutes(10)))
struct IntervalTests {
  static let interval = Duration.seconds(300)
  static let sourceInterval = Duration.seconds(60)

  /// The waits between rounds and those between looks at the source, with a jitter of ± `jitter`.
  private func waits(
    jitter: Double, random: @escaping @Sendable () -> UInt64
  ) async throws -> (rounds: [Duration], looks: [Duration]) {
    // Above the longest wait between looks and below the shortest between rounds, with a jitter of a half.
    let middle = Self.sourceInterval * 2
    let clock = TimerClock(least: .seconds(20), middle: middle)
    var world = try World(Repository.pools("vision"))
    world.clock = clock
    world.random = random
    world.settings.interval = Self.interval
    world.settings.sourceInterval = Self.sourceInterval
    world.settings.jitter = jitter
    let loop = Task { [world] in try await world.controller().run() }
    defer { loop.cancel() }
    var (rounds, looks): ([Duration], [Duration]) = ([], [])
    for await wait in clock.waits {
      if wait > middle { rounds.append(wait) } else { looks.append(wait) }
      if rounds.count >= 20, looks.count >= 20 { break }
    }
    loop.cancel()
    try await loop.value
    return (rounds, looks)
  }

  @Test("stay within the interval ± its jitter, and differ", arguments: [0.1, 0.5])
  func jitter(_ share: Double) async throws {
    let chance = Chance()
    let (rounds, looks) = try await waits(jitter: share) { chance.next() }
    for (waits, base) in [(rounds, Self.interval), (looks, Self.sourceInterval)] {
      #expect(waits.allSatisfy { $0 >= base * (1 - share) && $0 <= base * (1 + share) }, "\(waits)")
      #expect(Set(waits).count == waits.count, "\(waits)")
      // Both sides are used, so that the mean is the interval that somebody asked for.
      #expect(waits.contains { $0 < base } && waits.contains { $0 > base }, "\(waits)")
    }
  }

  @Test("reach from one end of the jitter to the other, and no farther", arguments: [UInt64.min, .max])
  func ends(_ random: UInt64) async throws {
    // No two runs may have one id; what is below the 53 bits of chance that a wait has tells them apart.
    let count = Mutex<UInt64>(0)
    let (rounds, looks) = try await waits(jitter: 0.1) {
      random
        ^ count.withLock { count in
          count = (count + 1) % (1 << 11)
          return count
        }
    }
    for (waits, base) in [(rounds, Self.interval), (looks, Self.sourceInterval)] {
      let end = base * (random == .min ? 0.9 : 1.1)
      #expect(waits.allSatisfy { abs(($0 - end) / .milliseconds(1)) < 1 }, "\(waits)")
    }
  }

  @Test("are exact without a jitter")
  func exact() async throws {
    let chance = Chance()
    let (rounds, looks) = try await waits(jitter: 0) { chance.next() }
    #expect(Set(rounds) == [Self.interval] && Set(looks) == [Self.sourceInterval])
  }
}

/// A source of chance that is the same in every run (SplitMix64).
private final class Chance: Sendable {
  private let state = Mutex<UInt64>(20_261_122)

  func next() -> UInt64 {
    var bits = state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      return state
    }
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// A clock that tells of the waits of timers. All waits are over at once, but for those of a timer after 20 of them.
private final class TimerClock: WallClock {
  private let clock = SteppingClock()
  /// What is shorter is no timer's, and what is longer is the slow timer's.
  private let (least, middle): (Duration, Duration)
  private let counts = Mutex((quick: 0, slow: 0))
  private let told = AsyncStream.makeStream(of: Duration.self)

  init(least: Duration, middle: Duration) { (self.least, self.middle) = (least, middle) }

  var waits: AsyncStream<Duration> { told.stream }

  func now() -> Date { clock.now() }

  func sleep(for duration: Duration) async throws {
    guard duration >= least else { return try await clock.sleep(for: duration) }
    told.continuation.yield(duration)
    let count = counts.withLock { counts -> Int in
      if duration > middle {
        counts.slow += 1
        return counts.slow
      }
      counts.quick += 1
      return counts.quick
    }
    guard count >= 20 else { return try await clock.sleep(for: duration) }
    for await _ in AsyncStream.makeStream(of: Void.self).stream {}
    try Task.checkCancellation()
  }
}
