/// What may end an evaluation before it is done: asked every so many steps while one is under way.
///
/// The target is pure, so whoever evaluates hands in what reads the clock and the task.
package struct EvaluationInterruption: Sendable {
  package enum Reason: Hashable, Sendable {
    /// Nobody wants the result any more.
    case cancelled
    /// It has taken longer than this.
    case late(Duration)
  }

  let reason: @Sendable () -> Reason?

  /// - Parameter reason: answers why the evaluation should end; nil while it may go on. It is called often, and should be
  ///   quick.
  package init(_ reason: @escaping @Sendable () -> Reason?) { self.reason = reason }

  /// Nothing ends it but its limits.
  package static let never = EvaluationInterruption { nil }
}
