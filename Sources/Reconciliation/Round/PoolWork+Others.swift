import Foundation
import Pools

extension PoolWork {
  /// The pool with a wake-up that another state has granted, and until when it is woken.
  func otherWake(_ desired: DesiredPool, _ attempt: PoolAttempt) -> (pool: DesiredPool, until: String?) {
    desired.keepingOtherWake(
      from: attempt.live.live, baseline: attempt.baseline, now: controller.clock.now().formatted(.iso8601))
  }

  /// The entry of a pool without a manifest whose resources another pool of this revision describes: they are nobody's to
  /// delete. Nil for every other pool.
  func entryOfClaimed(_ attempt: PoolAttempt) throws -> PoolEntry? {
    guard let orphan = attempt.pool.orphan, let baseline = attempt.baseline,
      let other = try context.claims.pool(describing: baseline, besides: attempt.pool.name)
    else { return nil }
    let (reason, advice) = (PruneHold.wantedText(by: other), OrphanedPool.advice(orphan.name, wantedBy: other))
    return attempt.entry(.orphaned, message: "\(orphan.origin): \(reason); \(advice)")
  }
}
