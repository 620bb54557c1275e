import Foundation
import Pools

extension DesiredPool {
  /// The pool as a wake keeps it. Its times are whole seconds, so that the same wake is the same desired state.
  func awake(by awakening: Awakening) -> DesiredPool {
    awake(
      from: awakening.since.formatted(.iso8601), until: awakening.until.formatted(.iso8601), count: awakening.count)
  }

  /// Whether a wake can be what it says. Throws `WakeRefusal`.
  func check(_ period: Duration, _ count: Int?) throws(WakeRefusal) {
    guard period <= Awakening.longest else { throw .tooLong(name, asked: period) }
    switch sleep {
    case .sleeps(let maximum):
      if let count, count > maximum { throw .overMaximum(name, asked: count, maximum: maximum) }
    case .never(let minimum): throw .neverSleeps(name, minimum: minimum)
    case .untold(let reason): throw .untold(name, reason)
    }
  }
}
