import Pools
import Reconciliation

extension WakeRefusal {
  /// The pool that is not woken.
  var pool: PoolName {
    switch self {
    case .neverSleeps(let pool, _), .untold(let pool, _), .overMaximum(let pool, _, _), .tooLong(let pool, _),
      .suspended(let pool, _), .notAwake(let pool), .scaledElsewhere(let pool, _):
      pool
    }
  }
}

extension ErrorText {
  static func line(_ refusal: WakeRefusal) -> String {
    switch refusal {
    case .neverSleeps(let pool, let minimum):
      "\(pool) does not sleep: it always has \(minimum) or more; change its manifest for other counts"
    case .untold(let pool, let reason): "\(pool) cannot be woken: \(reason)"
    case .overMaximum(let pool, let asked, let maximum):
      "\(pool) cannot be woken to \(asked): its maximum is \(maximum); ask for no more, or raise it in its manifest"
    case .tooLong(let pool, let asked):
      "\(pool) is not woken for \(asked.weirText): \(Awakening.longest.weirText) at most; for longer, change its manifest"
    case .suspended(let pool, let reason):
      "\(pool) is suspended (\(LineText.single(reason))); weir resume \(pool) comes first"
    case .scaledElsewhere(let pool, let setting):
      "\(pool) is not woken: the autoscale setting \(Quoted.line(setting.name)), which its manifest does not have, decides "
        + "how many machines it has; change that setting, or write it into the manifest"
    case .notAwake(let pool): "\(pool) is not awake, so there is nothing to end"
    }
  }
}
