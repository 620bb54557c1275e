import Foundation
import Reconciliation

/// When a read whose fault passes by itself is tried again: a few times, later and later, and never longer than it is
/// worth waiting for.
struct ReadRetries: Hashable, Sendable {
  /// Tries in all. With 1, 2 and 4 s between them an answer that is lost now and then is outlived, and a service that is
  /// down is not waited for.
  static let most = 4

  /// How long a read may take with all of its tries and waits.
  var budget: Duration

  /// The wait before the next try; nil where the error stands.
  ///
  /// - Parameters:
  ///   - error: what the last try threw.
  ///   - tries: how many there were.
  ///   - isTold: whether a throttled answer said when to come back.
  ///   - spent: how long the read takes already.
  ///   - chance: a number from 0 to 1, so that reads that failed together do not come back together.
  func wait(
    after error: AzureError, tries: Int, isTold: Bool, spent: Duration, at now: Date, chance: Double
  ) -> Duration? {
    guard tries < Self.most else { return nil }
    let base = Duration.seconds(1 << min(max(tries - 1, 0), 10))
    let chance = chance.isNaN ? 0 : min(max(chance, 0), 1)
    let wait: Duration
    switch error {
    case .throttled(let until?, _) where isTold:
      // A token bucket gives the first who come what it has; a second's spread keeps them apart.
      wait = max(.seconds(until.timeIntervalSince(now)), .zero) + .seconds(1) * chance
    case .throttled, .unreachable: wait = base * (1 - chance / 2)
    default: return nil
    }
    return spent + wait <= budget ? wait : nil
  }
}
