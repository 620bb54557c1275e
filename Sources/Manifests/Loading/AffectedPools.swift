package import Pools

/// The pools that the errors of a revision concern, each with the error that comes first for it.
///
/// An error belongs to the pools that it is about and to no others: they keep their last good definition, and the rest of the
/// revision is taken.
package struct AffectedPools: Hashable, Sendable {
  package private(set) var reasons: [PoolName: Diagnostic] = [:]

  package init() {}

  package var isEmpty: Bool { reasons.isEmpty }

  package func contains(_ pool: PoolName) -> Bool { reasons[pool] != nil }

  /// Adds a pool; of several errors the first in the order of diagnostics is its reason.
  package mutating func add(_ pool: PoolName, because diagnostic: Diagnostic) {
    if let known = reasons[pool], known < diagnostic { return }
    reasons[pool] = diagnostic
  }
}
