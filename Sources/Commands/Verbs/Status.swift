import ArgumentParser
import Pools
import Reconciliation

/// `weir status`: the last known state of every pool.
struct Status: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows the last known state of every pool, from the log alone.",
    discussion: """
      It asks neither git nor Azure, so it is quick and works while both are out of reach.

      Examples:

        weir status
        weir status vision -o json
        weir status --verbose                # also what Azure answers in other words than the manifests'

      Exit codes: 0 all is well · 3 a pool failed, was refused, is blocked or could not be read.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Only this pool.", valueName: "pool"))
  var pool: PoolName?

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    var view = StatusView(
      states: [], revision: nil, isControllerRunning: ControlClient(path: settings.state.socket).isAnswered,
      now: session.clock.now())
    if StateFolder.exists(settings.state) {
      let log = try await session.edges.openLog(settings.state)
      view.states = try await log.states().values.sorted { $0.name < $1.name }
      view.revision = try await log.lastGoodRevision()
      if options.verbose {
        // One at a time: ten thousand baselines are gigabytes, what is shown of them is not.
        for state in view.states where pool.map({ $0 == state.name }) ?? true {
          view.echoes[state.name] = try await log.baseline(of: state.name).map(EchoView.init)
        }
      }
    }
    if let pool {
      let known = view.states.map(\.name)
      guard known.contains(pool) else { throw ReconcileError.unknownPools([pool], known: known) }
      view.states.removeAll { $0.name != pool }
    }
    if options.output == .json {
      session.console.say(view.json.answer)
    } else {
      for line in view.lines(palette: session.palette(options)) { session.console.say(line) }
    }
    return view.hasTrouble ? .trouble : .done
  }
}
