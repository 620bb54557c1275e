import ArgumentParser
import Pools
import Reconciliation

/// `weir adopt`: takes pools over from a state that is lost.
struct Adopt: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Takes pools over from a controller of the same name whose state is lost.",
    discussion: """
      The tag weir-managed-by holds the controller's name and the identity of its state. A pool whose resources have this \
      name and another identity is refused, since two controllers must not take turns on it. Where the other state is \
      lost, this verb gives the pool's resources the identity of this one: only tags are written. What was there is then \
      adopted: Weir does not delete it unless a manifest says so for the resource by name.

      End the other controller first, if there still is one. Without --yes nothing is written, and the answer is the plan. \
      Who adopted the pool and why stands in weir log. A controller that runs with this state is asked to do it.

      Examples:

        weir adopt vision                              # shows what would be done
        weir adopt vision --yes --reason "disk broke"  # takes it over
        weir adopt vision nlp --yes                    # these two

      Exit codes: 0 done; without --yes, nothing to take over · 2 without --yes: there is something · 3 a pool was refused \
      or failed · 1 it could not be found out.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pools.", valueName: "pool"), transform: poolArgument)
  var pools: [PoolName]

  @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "Take them over, and do not only show it.")
  var yes = false

  func validate() throws {
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
    guard !pools.isEmpty else { throw ValidationError("name the pools to take over.") }
  }

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    try StateFolder.prepare(settings.state)
    let by = CallerName.current(environment: session.environment)
    let names = pools.sorted().map(\.description).joined(separator: ", ")
    let request = ReconcileRequest(
      pools: Set(pools), trigger: .command, reason: "\(by) adopts \(names)" + (reason.map { ": \($0)" } ?? ""),
      now: true, dryRun: !yes, adoption: AdoptionRequest(by: by, reason: reason))
    guard !yes else { return try await carryOut(request, within: nil, settings: settings, session: session) }
    let log = try await session.edges.openLog(settings.state)
    let engine = try await session.edges.openEngine(settings, log, session)
    let ending = try await show(isPlan: true, in: session) { events in try await engine.reconcile(request, events) }
    if ending == .changes { session.console.tell("weir: nothing is taken over yet; the same with --yes does it") }
    return ending
  }
}
