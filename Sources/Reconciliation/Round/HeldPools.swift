import Pools
import Synchronization

/// The pools that a run has claimed: given back each once, as soon as it is done, and whatever is left at the end.
final class HeldPools: Sendable {
  private let held = Mutex<Set<PoolName>>([])
  private let busy: BusyPools
  private let run: RunID

  init(busy: BusyPools, run: RunID) {
    self.busy = busy
    self.run = run
  }

  /// Claims a pool; answers nil, or the run that has it.
  func claim(_ pool: PoolName) -> RunID? {
    if let other = busy.claim(pool, for: run) { return other }
    held.withLock { _ = $0.insert(pool) }
    return nil
  }

  func release(_ pool: PoolName) {
    if held.withLock({ $0.remove(pool) }) != nil { busy.release(pool) }
  }

  func releaseAll() {
    let left = held.withLock { held in
      defer { held = [] }
      return held
    }
    for pool in left { busy.release(pool) }
  }
}
