import ArgumentParser
import Pools
import Reconciliation

/// `weir wake`: keeps a pool that sleeps at zero awake for a while.
struct Wake: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Wakes a pool that sleeps at zero, for a while.",
    discussion: """
      The pool has at least one machine until the time is over (more where its autoscale setting has a larger default, or \
      --instances says so), and then goes back by itself to what its manifest says. An autoscaled pool gets one more \
      profile with a fixed date, which Azure itself ends even where no weir runs; it may still grow to its maximum. A pool \
      with instances: 0 goes back at the first reconciliation after that time. Who woke it and why stands in weir log and \
      weir status.

      A pool that is awake already stays so until the later end of the two, with the larger number of machines: nobody's \
      wake is shortened by another's. --end ends it at once, for all.

      Where weir run runs with the same state, it is asked to do the work and followed; where none does, the work is \
      done here.

      Examples:

        weir wake vision --reason "demo at noon"
        weir wake vision --for 8h --instances 2
        weir wake vision --end                   # asleep again now
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pool.", valueName: "pool"), transform: poolArgument)
  var pool: PoolName

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("How long; 2h where nothing is said, 7d at most.", valueName: "duration"),
    transform: durationArgument)
  var period: Duration?

  @Option(help: ArgumentHelp("At least so many machines.", valueName: "n"))
  var instances: Int?

  @Option(help: ArgumentHelp("Why, for weir status and the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "End the pool's wake before its time.")
  var end = false

  /// Long enough for a meeting, short enough to be forgotten.
  static let usualPeriod = Duration.seconds(2 * 3_600)

  func validate() throws {
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
    if end, period != nil || instances != nil || reason != nil {
      throw ValidationError("--end takes no --for, --instances or --reason.")
    }
    if let instances, instances < 1 { throw ValidationError("--instances is 1 or more.") }
    if let period, period <= .zero { throw ValidationError("--for is longer than nothing, as 2h is.") }
    if let period, period > Awakening.longest {
      throw ValidationError(
        "--for is \(Awakening.longest.weirText) at most; for longer, change the pool's manifest, where others see it.")
    }
  }

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let by = CallerName.current(environment: session.environment)
    let wake: WakeRequest =
      end ? .end(by: by) : .begin(period: period ?? Self.usualPeriod, count: instances, by: by, reason: reason)
    let words = end ? "ends the wake of" : "wakes"
    let request = ReconcileRequest(
      pools: [pool], trigger: .command, reason: "\(by) \(words) \(pool)" + (reason.map { ": \($0)" } ?? ""), now: true,
      wake: wake)
    return try await carryOut(request, within: nil, settings: settings, session: session)
  }
}
