import Pools
import Reconciliation
import Synchronization

/// What a controller prints of its rounds: the pools that are worth a line, or in JSON one line a run.
final class RunPrinter: Sendable {
  private let console: Console
  private let palette: Palette
  private let options: GlobalOptions
  /// The column of names, which the run that began last decides for all that go on.
  private let nameWidth = Mutex(0)

  init(console: Console, palette: Palette, options: GlobalOptions) {
    self.console = console
    self.palette = palette
    self.options = options
  }

  private var text: ReportText {
    ReportText(palette: palette, showsChanges: options.verbose, nameWidth: nameWidth.withLock { $0 })
  }

  func show(_ event: ReconcileEvent) {
    guard options.output == .text else {
      if case .finished(let report) = event { console.say(report.json.answerLine) }
      return
    }
    switch event {
    case .began(_, let revision, let pools, let subscriptions):
      nameWidth.withLock { $0 = pools.map(\.description.count).max() ?? 0 }
      guard options.verbose else { return }
      console.say(text.header(revision: revision, pools: pools.count, subscriptions: subscriptions))
    case .note(let note): console.say("  \(LineText.single(note))")
    case .progress(let pool, let step):
      if options.verbose { console.say("… \(pool)   \(LineText.single(step))") }
    case .pool(let report):
      guard options.verbose || !isQuiet(report) else { return }
      // In one piece: other pools' reports come at the same time.
      console.say(text.lines(for: report).joined(separator: "\n"))
    case .finished(let report):
      for fault in ErrorText.faults(of: report) { console.tell(fault.text) }
      let isQuiet = report.trigger == .schedule && report.error == nil && report.pools.allSatisfy(isQuiet)
      if options.verbose || !isQuiet { console.say(text.summary(of: report)) }
    }
  }

  /// True for a pool of which a round has no news.
  private func isQuiet(_ report: PoolReport) -> Bool {
    [.unchanged, .suspended, .orphaned].contains(report.outcome)
  }
}
