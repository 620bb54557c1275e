import Pools
import Reconciliation
import Synchronization

/// Prints a run while it goes on: a line a pool, updated in place on a terminal, appended elsewhere.
final class ProgressPrinter: Sendable {
  private struct State {
    var text: ReportText
    /// Pools that are being worked on and what they are at; a terminal shows them at the bottom.
    var active: [PoolName: String] = [:]
    /// How many lines of the active pools stand on the screen now.
    var shownLines = 0
    var isPlan: Bool
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

  func show(_ event: ReconcileEvent) {
    state.withLock { state in
      var permanent: [String]
      switch event {
      case .began(_, let revision, let pools, let subscriptions):
        state.text.nameWidth = pools.map(\.description.count).max() ?? 0
        permanent = [state.text.header(revision: revision, pools: pools.count, subscriptions: subscriptions)]
      case .note(let text): permanent = ["  " + palette.dim(LineText.single(text))]
      case .progress(let pool, let step):
        state.active[pool] = LineText.single(step)
        permanent = console.isOutputTerminal ? [] : [state.text.line(for: pool, at: step)]
      case .pool(let report):
        state.active[report.name] = nil
        permanent = state.text.lines(for: report)
      case .finished(let report):
        state.active = [:]
        permanent = [state.text.summary(of: report, isPlan: state.isPlan)]
      }
      console.write(.output, draw(permanent, state: &state))
    }
  }

  /// Ends the lines that are updated in place, before something else is printed.
  func close() {
    state.withLock { state in
      state.active = [:]
      let text = draw([], state: &state)
      if !text.isEmpty { console.write(.output, text) }
    }
  }

  /// Takes the active lines off the screen, writes what stays, and puts the active lines back below it.
  private func draw(_ permanent: [String], state: inout State) -> String {
    let lines = permanent.map { $0 + "\n" }.joined()
    guard console.isOutputTerminal else { return lines }
    let erase = state.shownLines > 0 ? "\u{1B}[\(state.shownLines)A\u{1B}[J" : ""
    let active = activeLines(state)
    state.shownLines = active.count
    return erase + lines + active.map { $0 + "\n" }.joined()
  }

  private func activeLines(_ state: State) -> [String] {
    let sorted = state.active.sorted { $0.key < $1.key }
    var lines = sorted.prefix(Self.visiblePools).map { pool, step in
      let text = state.text.line(for: pool, at: step)
      return palette.dim(String(text.prefix(max(10, console.width - 1))))
    }
    if sorted.count > Self.visiblePools { lines.append(palette.dim("… and \(sorted.count - Self.visiblePools) more")) }
    return lines
  }
}
