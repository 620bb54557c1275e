import Pools

/// What an evaluation has done so far, counted together for a template and the deployments inside it.
///
/// The unit is the step: one value, expression or call, or 16 bytes of text. An operation whose work is greater than the
/// size of what it is given says so in its definition. The count depends on the input alone, so that what exceeds it does
/// so on every machine. Not shared: it lives as long as one evaluation, on one thread.
final class EvaluationMeter {
  let limits: TemplateLimits
  private let interruption: EvaluationInterruption
  /// How many steps have been taken.
  private(set) var steps = 0
  /// How many values and calls are under way within one another.
  var level = 0
  /// The deployments that are being opened, or whose outputs are, from the outside in.
  var deployments: [(key: ObjectIdentifier, name: String)] = []
  /// How many resources there are so far.
  private var resources = 0
  /// Why nothing is evaluated any more; nil while there is no reason.
  private(set) var end: EvaluationFault?
  private var nextLook = EvaluationMeter.interval

  /// The steps between two looks at the interruption: some 2 ms in a release build (measured: 0.05 to 0.2 µs a step).
  private static let interval = 10_000

  init(limits: TemplateLimits, interruption: EvaluationInterruption) {
    self.limits = limits
    self.interruption = interruption
  }

  /// How many steps are left.
  var remaining: Int { max(0, limits.steps - steps) }

  /// Counts work, so that no template, however short, grows or runs without end.
  ///
  /// - Throws: a final fault where the limit is exceeded or the evaluation is interrupted, and again at each further call.
  func charge(_ count: Int) throws(EvaluationFault) {
    if let end { throw end }
    let (sum, isOverflow) = steps.addingReportingOverflow(max(0, count))
    steps = isOverflow ? .max : sum
    guard steps <= limits.steps else {
      throw ending("the evaluation takes more than \(limits.steps) steps; make its loops, lists and texts smaller")
    }
    guard steps >= nextLook else { return }
    nextLook = steps + Self.interval
    switch interruption.reason() {
    case nil: return
    case .cancelled?: throw ending("the evaluation was cancelled")
    case .late(let limit)?:
      var late = ending("the evaluation takes longer than \(limit.weirText); make its loops, lists and texts smaller")
      late.isLate = true
      end = late
      throw late
    }
  }

  /// Counts a resource against ARM's limit.
  func chargeResource() throws(EvaluationFault) {
    resources += 1
    guard resources <= limits.resources else {
      throw ending("the template makes more than \(limits.resources) resources")
    }
  }

  private func ending(_ message: String) -> EvaluationFault {
    var fault = EvaluationFault(message)
    fault.isFinal = true
    end = fault
    return fault
  }
}
