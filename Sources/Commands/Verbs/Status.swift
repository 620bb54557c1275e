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
        weir status --verbose                # also what Azure says in other words

      A pool whose deployment was sent and has not ended is applying; one without a manifest that was not deleted is \
      orphaned, with since when, by which commit and why; of a suspended one it says what waits. One whose suspension is over and that no round has looked at since is resumed. Where the newest \
      manifests cannot be taken, the first line says why, and which revision is kept to.

      Exit codes: 0 all is well · 3 a pool failed, was refused, is blocked, is orphaned or could not be read, or the \
      newest manifests cannot be taken.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Only this pool.", valueName: "pool"), transform: poolArgument)
  var pool: PoolName?

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    let isUsed = try StateFolder.exists(settings.state)
    var view = StatusView(
      isControllerRunning: ControlClient(settings.state).isAnswered, now: session.clock.now(),
      showsAllFaults: options.verbose)
    if isUsed {
      let log = try await session.edges.openLog(settings.state)
      try await view.read(log)
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

extension StatusView {
  /// Reads what the log knows of the source and of every pool.
  fileprivate mutating func read(_ log: any RunLog) async throws {
    revision = try await log.lastGoodRevision()
    fault = try await log.sourceFault()
    let manifests = try await log.takenManifests()
    (taken, held) = (manifests?.revision, manifests?.held ?? [:])
    known = try await log.lastGoodPools()
    awakenings = try await log.awakenings()
    orphans = try await log.orphans()
    applied = Set(try await log.appliedTypes().filter { !$0.value.isEmpty }.keys)
    openWrites = Dictionary(grouping: try await log.openWrites(), by: \.intent.pool)
    var all = try await log.states()
    // A first run that was killed has left a write and no state.
    for pool in (known ?? []).union(openWrites.keys).union(orphans.keys) where all[pool] == nil {
      all[pool] = PoolState(name: pool)
    }
    states = all.values.filter { !isForgotten($0) }.sorted { $0.name < $1.name }
  }
}
