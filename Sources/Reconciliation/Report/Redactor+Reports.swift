import Manifests
import Pools

extension Redactor {
  func redact(_ text: String?) -> String? { text.map { redact($0) } }

  func redact(_ change: Change) -> Change {
    var change = change
    change.before = change.before.map { redact($0) }
    change.after = change.after.map { redact($0) }
    return change
  }

  func redact(_ report: PoolReport) -> PoolReport {
    var report = report
    report.message = redact(report.message)
    report.changes = report.changes.map { redact($0) }
    return report
  }

  func redact(_ fault: SourceFault) -> SourceFault {
    var fault = fault
    fault.error = redact(fault.error)
    return fault
  }

  func redact(_ report: RunReport) -> RunReport {
    var report = report
    report.error = redact(report.error)
    report.source = report.source.map { redact($0) }
    report.notes = report.notes.map { redact($0) }
    report.warnings = report.warnings.map { warning in
      var warning = warning
      warning.message = redact(warning.message)
      return warning
    }
    report.pools = report.pools.map { redact($0) }
    return report
  }

  func redact(_ event: ReconcileEvent) -> ReconcileEvent {
    switch event {
    case .began: event
    case .note(let text): .note(redact(text))
    case .progress(let pool, let text): .progress(pool, redact(text))
    case .pool(let report): .pool(redact(report))
    case .finished(let report): .finished(redact(report))
    }
  }
}
