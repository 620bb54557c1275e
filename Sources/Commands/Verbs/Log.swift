import ArgumentParser
import Pools
import Reconciliation
import Synchronization

/// `weir log`: the reconciliation log.
struct Log: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows the reconciliation log, newest first.",
    discussion: """
      Who woke, suspended or resumed a pool stands there too, and of one pool the newest run that looked at it. A \
      terminal that is too narrow for a run's date shows how long ago it was.

      Examples:

        weir log                  # the last runs, one a line
        weir log vision           # what they did to one pool
        weir log --run 01JD3      # one run with its changes and its calls of az
        weir log --follow         # new runs as they end
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(
    help: ArgumentHelp("Only runs that had news of this pool, and the newest.", valueName: "pool"),
    transform: poolArgument)
  var pool: PoolName?

  @Option(help: ArgumentHelp("One run, by its id or the beginning of it.", valueName: "id"))
  var run: String?

  @Option(help: ArgumentHelp("So many runs at most.", valueName: "count"))
  var limit = 20

  @Flag(help: "Go on with the runs to come, oldest first.")
  var follow = false

  /// Runs that a prefix of an id is looked for among.
  private static let searched = 10_000

  func validate() throws {
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number of 1 to 10000.") }
    guard run == nil || !follow else { throw ValidationError("--run and --follow exclude each other.") }
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
  }

  func perform(in session: Session) async throws -> Ending {
    let settings = try session.settings(options)
    guard try StateFolder.exists(settings.state) || follow else {
      guard run == nil else { throw CommandFailure("nothing has been recorded in \(settings.state.database) yet") }
      if let pool { throw ReconcileError.unknownPools([pool], known: []) }
      session.console.say(options.output == .json ? (["runs": []] as JSONValue).answer : "no runs yet")
      return .done
    }
    if follow { try StateFolder.prepare(settings.state) }
    let log = try await session.edges.openLog(settings.state)
    if let pool {
      let known = try await log.knownPools()
      // A pool that was renamed has a past under the name that it had.
      let hasPast = try await !log.runs(pool: pool, limit: 1).isEmpty
      guard hasPast || known.contains(pool) else { throw ReconcileError.unknownPools([pool], known: known.sorted()) }
    }
    if let run {
      try await show(run, log, session)
    } else if follow {
      try await keepShowing(log, settings.state, session)
    } else {
      show(try await records(log), session)
    }
    return .done
  }

  /// The runs to show. The newest that looked at the pool is among them though it had no news of it, which no record of
  /// its own tells.
  private func records(_ log: any RunLog) async throws -> [RunRecord] {
    var records = try await log.runs(pool: pool, limit: limit)
    guard let pool, let state = try await log.states()[pool], let last = state.last, let id = state.lastRun,
      !records.contains(where: { $0.start.id == id }), var newest = try await log.run(id)
    else { return records }
    (newest.pools, newest.unlisted) = ([last], 0)
    records.append(newest)
    return Array(records.sorted { $0.start.id > $1.start.id }.prefix(limit))
  }

  private func show(_ text: String, _ log: any RunLog, _ session: Session) async throws {
    let record = try await find(text.uppercased(), in: log)
    let calls = try await log.calls(in: record.start.id)
    if options.output == .json {
      session.console.say(record.json(calls: calls).answer)
    } else {
      for line in view(session).details(record, calls: calls) { session.console.say(line) }
    }
  }

  private func find(_ text: String, in log: any RunLog) async throws -> RunRecord {
    if let id = RunID(text) {
      guard let record = try await log.run(id) else { throw CommandFailure("no run \(id) is in the log") }
      return record
    }
    let matches = try await log.runs(pool: nil, limit: Self.searched).filter {
      $0.start.id.description.hasPrefix(text)
    }
    guard let first = matches.first else { throw CommandFailure("no run in the log begins with \(Quoted.text(text))") }
    guard matches.count == 1 else {
      throw CommandFailure("\(matches.count) runs begin with \(Quoted.text(text)); give more of the id")
    }
    return try await log.run(first.start.id) ?? first
  }

  private func show(_ records: [RunRecord], _ session: Session) {
    if options.output == .json {
      let runs: JSONValue = ["runs": .array(records.map(\.json))]
      session.console.say(runs.answer)
    } else if records.isEmpty {
      session.console.say("no runs yet")
    } else {
      for record in records { session.console.say(line(record, session)) }
    }
  }

  private func line(_ record: RunRecord, _ session: Session) -> String {
    let view = view(session)
    return pool.map { view.line(record, pool: $0) } ?? view.line(record)
  }

  /// The last runs that have ended, oldest first, and each to come when it has. In JSON, one object a line.
  private func keepShowing(_ log: any RunLog, _ state: StateLocation, _ session: Session) async throws {
    let shown = Mutex<Set<RunID>>([])
    let show: @Sendable (RunRecord) -> Void = { record in
      guard record.finishedAt != nil, shown.withLock({ $0.insert(record.start.id).inserted }) else { return }
      session.console.say(options.output == .json ? record.json.answerLine : line(record, session))
    }
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await session.edges.followLog(state, session.clock) {
            for record in try await log.runs(pool: pool, limit: limit).reversed() { show(record) }
          } _: { id in
            guard let record = try await log.run(id) else { return }
            if let pool, !record.pools.contains(where: { $0.name == pool }), record.notes(of: pool).isEmpty { return }
            show(record)
            // What comes stays in the log until it is read.
            await session.console.waitForReader()
          }
        }
        group.addTask {
          // A reader that goes away, as head does, says so only to who looks.
          while !session.console.isOutputClosed { try await Task.sleep(for: .seconds(1)) }
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch is CancellationError {
      // Ended by the user, which is how following ends.
    }
  }

  private func view(_ session: Session) -> LogView {
    LogView(
      now: session.clock.now(), palette: session.palette(options),
      width: session.console.isOutputTerminal ? session.console.columns() : nil)
  }
}
