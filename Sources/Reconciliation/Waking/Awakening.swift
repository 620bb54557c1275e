package import Pools

package import struct Foundation.Date

/// A pool that sleeps at zero, kept awake for a while: what the log remembers of it.
package struct Awakening: Hashable, Sendable {
  /// The longest wake: whoever wants more changes the manifest, where others see it.
  package static let longest = Duration.seconds(7 * 86_400)

  /// The user who asked for it.
  package var by: String
  package var reason: String?
  package var since: Date
  package var until: Date
  /// The machines that were asked for; nil: what the pool's own profile has by default, and one at least.
  package var count: Int?

  package init(by: String, reason: String? = nil, since: Date, until: Date, count: Int? = nil) {
    self.by = by
    self.reason = reason
    self.since = since
    self.until = until
    self.count = count
  }

  /// Itself where it holds at `date`.
  package func during(_ date: Date) -> Awakening? { until > date ? self : nil }

  /// This wake with a second one that comes while it lasts: until the later end, with the larger count, and with both
  /// people and their reasons.
  package func joined(by second: Awakening) -> Awakening {
    var both = self
    both.until = max(until, second.until)
    both.count = [count, second.count].compactMap { $0 }.max()
    if !by.split(separator: ", ").contains(Substring(second.by)) { both.by = "\(by), \(second.by)" }
    let reasons = [reason, second.reason].compactMap { $0 }
    if reasons.count == 2, reasons[0].split(separator: "; ").contains(Substring(reasons[1])) { return both }
    both.reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    return both
  }

  /// `ana: demo at noon`, or the name alone.
  package var author: String { reason.map { "\(by): \($0)" } ?? by }
}

/// What is asked about a pool's sleep.
package enum WakeRequest: Hashable, Sendable {
  /// Awake from now on; where the pool is awake already, until the later end of the two.
  case begin(period: Duration, count: Int?, by: String, reason: String?)
  /// Asleep again before the time is over.
  case end(by: String)
}

/// Why a pool is not woken, or its wake not ended.
package enum WakeRefusal: Error, Hashable, Sendable {
  case neverSleeps(PoolName, minimum: Int)
  /// Why its count cannot be told.
  case untold(PoolName, String)
  case overMaximum(PoolName, asked: Int, maximum: Int)
  case tooLong(PoolName, asked: Duration)
  case suspended(PoolName, reason: String)
  case notAwake(PoolName)
  /// An autoscale setting that is not the pool's own decides how many machines it has.
  case scaledElsewhere(PoolName, setting: ResourceID)
}
