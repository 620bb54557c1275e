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

        weir reconcile --now                               # everything
        weir reconcile --now vision --reason "more GPUs"   # one pool, and why, for the log
        weir reconcile --now --dry-run                     # what weir plan shows
        weir reconcile --now --timeout 30m                 # exit 4 where it takes longer; the work goes on in Azure
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pools to reconcile; all of them where none is named.", valueName: "pool"))
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
    let soFar = RunSoFar(at: session.clock.now())
    let result = try await withDeadline(timeout, clock: session.clock) {
      try await reconcile(request, settings: settings, session: session, soFar)
    }
    if let result { return result }
    let error = "gave up waiting after \(timeout?.weirText ?? ""); \(try await soFar.outlook())"
    tell([ToldFault(error)], in: session)
    if options.output == .json { session.console.say(soFar.json(error: error).answer) }
    return .timedOut
  }

  private func reconcile(
    _ request: ReconcileRequest, settings: Settings, session: Session, _ soFar: RunSoFar
  ) async throws -> Ending {
    if request.dryRun { return try await inProcess(request, settings: settings, session: session, soFar) }
    // Whether this command waits is nothing to a controller, which goes on by itself and follows what it sends.
    var handed = request
    handed.wait = true
    switch try await Controllership.obtain(for: handed, state: settings.state, session: session) {
    case .own(let lock):
      defer { withExtendedLifetime(lock) {} }
      return try await inProcess(request, settings: settings, session: session, soFar)
    case .other(let replies):
      soFar.isHandedOver()
      return try await follow(replies, request: request, session: session, soFar)
    }
  }

  private func inProcess(
    _ request: ReconcileRequest, settings: Settings, session: Session, _ soFar: RunSoFar
  ) async throws -> Ending {
    let log = try await session.edges.openLog(settings.state)
    soFar.isDone(with: log)
    let engine = try await session.edges.openEngine(settings, log, session)
    let ending = try await show(isPlan: request.dryRun, in: session) { events in
      try await engine.reconcile(request) { event in
        soFar.take(event)
        await events(event)
      }
    }
    // That there are changes is an exit code of plan alone.
    return ending == .changes ? .done : ending
  }

  /// Prints what the running controller tells.
  private func follow(
    _ replies: AsyncThrowingStream<ControlReply, any Error>, request: ReconcileRequest, session: Session,
    _ soFar: RunSoFar
  ) async throws -> Ending {
    if noWait {
      for try await reply in replies {
        if case .failed(let lines) = reply { throw ToldFaults(faults: lines.flatMap(ErrorText.faults(ofRun:))) }
        break
      }
      session.console.say(
        options.output == .json ? (["accepted": true] as JSONValue).answer : "handed to the running controller")
      return .done
    }
    return try await show(isPlan: false, in: session) { events in
      for try await reply in replies {
        switch reply {
        case .accepted, .done: continue
        case .failed(let lines): throw ToldFaults(faults: lines.flatMap(ErrorText.faults(ofRun:)))
        case .event(let event):
          soFar.take(event)
          await events(event)
          if case .finished(let report) = event { return report }
        }
      }
      throw CancellationError()
    }
  }
}

/// Does `work` within `limit`; nil where the time is over first, after which the work is cancelled and waited for.
func withDeadline<Result: Sendable>(
  _ limit: Duration?, clock: any WallClock, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
  guard let limit else { return try await work() }
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await clock.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { return nil }
    return first
  }
}
