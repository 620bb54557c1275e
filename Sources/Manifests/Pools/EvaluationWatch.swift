import Templates

/// Watches over evaluations: each has its own deadline, and ends with the task that it is a part of.
struct EvaluationWatch: Sendable {
  /// The maximum time for one evaluation.
  let limit: Duration
  /// A clock that never goes back.
  let uptime: @Sendable () -> Duration

  /// What may end an evaluation that begins now.
  func begin() -> EvaluationInterruption {
    let (limit, uptime) = (limit, uptime)
    let end = uptime() + limit
    return EvaluationInterruption {
      if Task.isCancelled { return .cancelled }
      return uptime() > end ? .late(limit) : nil
    }
  }
}

extension LoadPass {
  var watch: EvaluationWatch { EvaluationWatch(limit: limits.evaluation, uptime: uptime) }
}
