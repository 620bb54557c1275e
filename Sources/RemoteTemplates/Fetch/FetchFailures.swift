import Foundation
import Pools
import Reconciliation
import Synchronization

/// Servers that failed, each left alone for a while: one that hangs would else hold up every reading of the manifests.
///
/// Guarded by its mutex.
final class FetchFailures: Sendable {
  private struct Failure {
    var count: Int
    var notBefore: Date
    var reason: String
  }

  private let clock: any WallClock
  private let failures = Mutex<[String: Failure]>([:])
  /// As long as between two full rounds at most, so that a server that is back is found by the next.
  private let backOff = BackOff(first: .seconds(30), longest: .seconds(300), spread: 0)
  /// More addresses than this are in no repository; what is forgotten is only asked again too early.
  private let limit = 1_000

  init(clock: any WallClock) { self.clock = clock }

  /// Why the address is not asked now; nil where it may be.
  func reasonToWait(for address: String) -> String? {
    let now = clock.now()
    return failures.withLock { failures in
      guard let failure = failures[address], failure.notBefore > now,
        // A time further ahead than any wait was set before the clock was set back.
        failure.notBefore <= now.addingTimeInterval(backOff.longest.seconds)
      else { return nil }
      return "\(failure.reason); asked again after \(failure.notBefore.formatted(.iso8601))"
    }
  }

  func note(_ reason: String, for address: String) {
    let now = clock.now()
    failures.withLock { failures in
      if failures.count >= limit { failures = [:] }
      let count = (failures[address]?.count ?? 0) + 1
      let wait = backOff.delay(afterFailures: count, jitter: 0).components.seconds
      failures[address] = Failure(count: count, notBefore: now.addingTimeInterval(Double(wait)), reason: reason)
    }
  }

  func forget(_ address: String) { failures.withLock { failures in failures[address] = nil } }
}
