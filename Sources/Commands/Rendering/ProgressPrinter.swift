import Pools
import Reconciliation
import Synchronization

/// Prints a run while it goes on: a line a pool, updated in place on a terminal, appended elsewhere.
final class ProgressPrinter: Sendable {
  private struct State {
    var text: ReportText
    /// Pools that are being worked on and what they are at; a terminal shows them at the bottom.
    var active: [PoolName: String] = [:]
    /// What goes on before there is news of any pool.
    var phase: String?
    var isPlan: Bool
    /// Reports of a plan, which waits with them until it can tell them in their order; a reconciliation tells each as it
    /// comes.
    var held: [PoolReport] = []

    mutating func heldLines() -> [String] {
      defer { held = [] }
      return held.sorted { $0.name < $1.name }.flatMap(text.lines)
    }
  }

  private let console: Console
  private let palette: Palette
  private let state: Mutex<State>

  init(console: Console, palette: Palette, showsChanges: Bool, isPlan: Bool) {
    self.console = console
    self.palette = palette
    state = Mutex(State(text: ReportText(palette: palette, showsChanges: showsChanges), isPlan: isPlan))
  }

  /// Lines of active pools that a terminal shows at once; the others are counted.
  private static let visiblePools = 8

  /// Says on a terminal that something goes on, before there is anything to tell.
  func begin() {
    state.withLock { state in
      state.phase = "reading the repository"
      console.say([], above: activeLines(state))
    }
  }

  func show(_ event: ReconcileEvent) {
    state.withLock { state in
      var permanent: [String]
      if case .note = event {} else { state.phase = nil }
      switch event {
      case .began(_, let revision, let pools, let subscriptions):
        state.text.nameWidth = pools.map(\.description.count).max() ?? 0
        state.phase = pools.isEmpty ? nil : "reading Azure"
        permanent = [state.text.header(revision: revision, pools: pools.count, subscriptions: subscriptions)]
      case .note(let text): permanent = ["  " + palette.dim(LineText.single(text))]
      case .progress(let pool, let step):
        state.active[pool] = LineText.single(step)
        permanent = console.rewrites ? [] : [state.text.line(for: pool, at: step)]
      case .pool(let report):
        state.active[report.name] = nil
        if state.isPlan { state.held.append(report) }
        permanent = state.isPlan ? [] : state.text.lines(for: report)
      case .finished(let report):
        state.active = [:]
        permanent = state.heldLines() + [state.text.summary(of: report, isPlan: state.isPlan)]
      }
      console.say(permanent, above: activeLines(state))
    }
  }

  /// Ends the lines that are updated in place, before something else is printed.
  func close() {
    state.withLock { state in
      (state.active, state.phase) = ([:], nil)
      // Of one that was interrupted, what was found out.
      console.say(state.heldLines(), above: [])
    }
  }

  /// What is going on, each on one row of the terminal.
  private func activeLines(_ state: State) -> [BottomLines.Line] {
    let sorted = state.active.sorted { $0.key < $1.key }
    var lines = sorted.prefix(Self.visiblePools).map { pool, step in state.text.line(for: pool, at: step) }
    if let phase = state.phase { lines.append("… \(phase)") }
    if sorted.count > Self.visiblePools { lines.append("… and \(sorted.count - Self.visiblePools) more") }
    // The last column stays free: some terminals begin a row of their own once it is written.
    let room = max(10, console.columns() - 1)
    return lines.map { line in
      let text = line.count > room ? line.prefix(room - 1) + "…" : line
      return BottomLines.Line(text: palette.dim(text), width: text.count)
    }
  }
}
