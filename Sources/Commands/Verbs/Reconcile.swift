import ArgumentParser
import Pools
import Reconciliation

/// `weir reconcile`: brings pools to what their manifests say, once.
struct Reconcile: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Brings pools to what the repository says, once.",
    discussion: """
      Where weir run runs with the same state, it is asked to do the work and followed; where none does, the work is \
      done here. With --now, pools are reconciled at once; without it, those that are not due (they failed and wait, or \
      their window is closed) are left alone.

      Examples:

        weir reconcile --now                       # everything
        weir reconcile --now vision --reason GPUs  # one pool, and why, for the log
        weir reconcile --now --dry-run             # what weir plan shows
        weir reconcile --now --timeout 30m         # exit 4 where it takes longer
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(
    help: ArgumentHelp("The pools to reconcile; all of them where none is named.", valueName: "pool"),
    transform: poolArgument)
  var pools: [PoolName] = []

  @Flag(help: "Also pools that are not due.")
  var now = false

  @Flag(name: .customLong("dry-run"), help: "Only show what would change.")
  var dryRun = false

  @Flag(name: .customLong("no-wait"), help: "Come back when the work is handed over, and not when it is done.")
  var noWait = false

  @Option(
    help: ArgumentHelp("Give up waiting after this long, with exit code 4.", valueName: "duration"),
    transform: durationArgument)
  var timeout: Duration?

  @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard [.text, .json].contains(options.output) else {
      throw ValidationError("\(options.output.rawValue) is not for this verb; it takes text, json.")
    }
    guard timeout.map({ $0 > .zero }) ?? true else {
      throw ValidationError("--timeout is longer than nothing; leave it out to wait as long as it takes.")
    }
  }

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let request = ReconcileRequest(
      pools: Set(pools), trigger: .command, reason: reason, now: now, dryRun: dryRun, wait: !noWait)
    return try await carryOut(request, within: timeout, settings: settings, session: session)
  }
}
