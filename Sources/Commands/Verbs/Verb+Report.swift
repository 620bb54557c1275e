import Pools
import Reconciliation

extension Verb {
  /// Does a run, shows it in the format that was asked for, and answers how the command ends.
  func show(
    isPlan: Bool, in session: Session, _ work: (@escaping Engine.Events) async throws -> RunReport
  ) async throws -> Ending {
    let report: RunReport
    switch options.output {
    case .text:
      let printer = ProgressPrinter(
        console: session.console, palette: session.palette(options), showsChanges: isPlan || options.verbose,
        isPlan: isPlan)
      printer.begin()
      defer { printer.close() }
      report = try await work { printer.show($0) }
    case .json, .markdown:
      report = try await work { event in
        if case .note(let text) = event, options.verbose { session.console.tell("weir: \(LineText.single(text))") }
      }
      session.console.say(options.output == .json ? report.json.answer : ReportMarkdown.text(report))
    }
    if options.verbose, options.output != .json {
      for warning in ErrorText.faults(of: report.warnings) { session.console.tell(warning.warning) }
    }
    if report.error != nil { tell(ErrorText.faults(of: report), in: session) }
    if report.error == nil, let source = report.source, options.output != .json { tell(source, in: session) }
    return status(of: report, isPlan: isPlan)
  }

  /// Warns of a newest commit that is not taken, though what was asked for is another one.
  private func tell(_ fault: SourceFault, in session: Session) {
    let all = ErrorText.faults(of: fault)
    let more = all.count > 1 ? " and \(all.count - 1) more" : ""
    let what = ErrorText.notTaken(fault)
    session.console.tell(ToldFault("\(what): \(all.first?.shown ?? "")\(more)").warning)
  }

  /// 1 where the run could not be done or Azure not be read, 3 where a pool needs a person, 2 where a plan found changes.
  func status(of report: RunReport, isPlan: Bool) -> Ending {
    if report.error != nil || report.pools.contains(where: { $0.outcome == .unknown }) { return .failed }
    if report.pools.contains(where: \.outcome.isTrouble) { return .trouble }
    let changes = report.pools.contains {
      !$0.changes.isEmpty || [.created, .updated, .deleted, .detached].contains($0.outcome)
    }
    return isPlan && changes ? .changes : .done
  }
}
