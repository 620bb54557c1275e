import Foundation
import Pools
import Reconciliation
import Synchronization

/// The subscriptions whose writes Azure has refused with a time to come back, so that nobody tries before.
///
/// ARM counts the writes of a principal a subscription (learn.microsoft.com, request limits and throttling), so the
/// refusal of one pool's write holds for the next pool's too. Deletions have a bucket of their own. The `Mutex` guards the
/// refusals.
final class WriteThrottles: Sendable {
  private struct Bucket: Hashable {
    var subscription: SubscriptionID
    var isDeletion: Bool

    init(_ call: ARMCall) {
      subscription = call.subscription
      isDeletion = call.method == .delete
    }
  }

  private let refusals = Mutex<[Bucket: AzureError]>([:])

  /// The refusal that still holds for a write; nil where it may be sent.
  func error(for call: ARMCall, at now: Date) -> AzureError? {
    refusals.withLock { refusals in
      guard let error = refusals[Bucket(call)], case .throttled(let until?, _) = error else { return nil }
      // One that is further off than any that Azure asks for dates from before the clock was set back.
      guard until > now, until.timeIntervalSince(now) <= RetryAfter.longest.seconds else {
        refusals[Bucket(call)] = nil
        return nil
      }
      return error
    }
  }

  /// Keeps a refusal that tells when to come back; others change nothing.
  func note(_ error: AzureError, of call: ARMCall) {
    guard case .throttled(.some, _) = error else { return }
    refusals.withLock { $0[Bucket(call)] = error }
  }
}
