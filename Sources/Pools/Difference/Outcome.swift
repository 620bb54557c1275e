/// What became of a pool in a reconciliation, or what would become of it, for a plan.
package enum Outcome: String, Hashable, Sendable, CaseIterable {
  case unchanged
  case created
  case updated
  case deleted
  /// The pool is given up, and nothing of it was deleted.
  case detached
  /// It was sent, and Azure has not said yet what came of it.
  case applying
  /// Drift was found, and is only to be reported.
  case drifted
  /// A guard said no: never again until a person acts.
  case refused
  case failed
  /// It waits for a window, an approval or another pool.
  case blocked
  case suspended
  /// No manifest describes the pool any more, and a person has to say what becomes of it.
  case orphaned
  /// Azure could not be read, so nothing was done.
  case unknown

  /// True where a person should look: the command ends with exit code 3.
  package var isTrouble: Bool {
    switch self {
    case .failed, .refused, .blocked, .orphaned, .unknown: true
    case .unchanged, .created, .updated, .deleted, .detached, .applying, .drifted, .suspended: false
    }
  }
}
