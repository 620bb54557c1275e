package import Foundation

/// A bucket of tokens that refills with time: the way Azure Resource Manager bounds its callers.
package struct TokenBucket: Hashable, Sendable {
  /// How large a bucket is and how fast it refills.
  package struct Size: Hashable, Sendable {
    package var capacity: Double
    /// Tokens a second.
    package var refill: Double

    package init(capacity: Double, refill: Double) {
      self.capacity = capacity
      self.refill = refill
    }
  }

  private var level: Double
  private var moment: Date
  private let size: Size

  package init(_ size: Size, full moment: Date) {
    self.size = size
    self.moment = moment
    level = size.capacity
  }

  /// Takes a token; where there is none, returns the whole seconds until there will be.
  package mutating func take(at now: Date) -> Int? {
    level = min(size.capacity, level + max(0, now.timeIntervalSince(moment)) * size.refill)
    moment = now
    if level >= 1 {
      level -= 1
      return nil
    }
    guard size.refill > 0 else { return 3600 }
    return max(1, Int(((1 - level) / size.refill).rounded(.up)))
  }

  /// The whole tokens that are left.
  package var remaining: Int { Int(level) }
}
