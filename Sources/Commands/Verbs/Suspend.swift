import ArgumentParser
import Foundation
import Pools
import Reconciliation

/// `weir suspend`: stops the reconciling of one pool.
struct Suspend: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Stops the reconciling of one pool, for a while or until weir resume.",
    discussion: """
      Neither commits nor drift change the pool in Azure while it is suspended. Everybody sees who did it and why in weir \
      status and weir log.

      Example:

        weir suspend vision --reason "exam week, hands off" --for 4h
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pool.", valueName: "pool"), transform: poolArgument)
  var pool: PoolName

  @Option(help: ArgumentHelp("Why, for weir status and the log.", valueName: "text"))
  var reason: String

  @Option(
    name: .customLong("for"), help: ArgumentHelp("Resume by itself after this long.", valueName: "duration"),
    transform: durationArgument)
  var period: Duration?

  func validate() throws {
    guard options.output != .markdown else { throw ValidationError("markdown is not for this verb.") }
    guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason says why; it is empty.") }
    guard period.map({ $0 > .zero }) ?? true else {
      throw ValidationError(
        "--for is longer than nothing, as 4h is; leave it out to suspend until weir resume \(pool).")
    }
  }

  func perform(in session: Session) async throws -> Ending {
    let now = session.clock.now()
    let by = CallerName.current(environment: session.environment)
    let until = period.map { now.addingTimeInterval(TimeInterval($0.components.seconds)) }
    let suspension = PoolState.Suspension(reason: reason, since: now, until: until, by: by)
    let (log, state) = try await knownState(of: pool, in: session)
    try await log.tell("\(by) suspends \(pool): \(reason)", in: session) {
      try await log.change(pool) { $0.suspension = suspension }
      return "\(pool): suspended\(until.map { " until \(TimeText.iso($0))" } ?? "")\(suspension.cause)"
    }
    let isHeard = try await wakeController(of: state, session)
    let end = until.map { "until \(TimeText.absolute($0))" } ?? "until weir resume \(pool)"
    let answer: JSONValue = [
      "pool": .string(pool.description), "suspended": true, "by": .string(by), "reason": .string(reason),
      "until": .optional(until.map(TimeText.iso)),
    ]
    session.console.say(options.output == .json ? answer.answer : "\(pool) is suspended \(end)")
    return isHeard ? .done : .timedOut
  }
}

/// `weir resume`: starts the reconciling of a pool again.
struct Resume: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Starts the reconciling of a suspended pool again.",
    discussion: """
      Example:

        weir resume vision
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The pool.", valueName: "pool"), transform: poolArgument)
  var pool: PoolName

  func perform(in session: Session) async throws -> Ending {
    let by = CallerName.current(environment: session.environment)
    let (log, state) = try await knownState(of: pool, in: session)
    let now = session.clock.now()
    let ended = try await log.states()[pool]?.suspension.flatMap { $0.until.map { $0 > now } ?? true ? $0 : nil }
    var isHeard = true
    if let ended {
      try await log.tell("\(by) resumes \(pool)", in: session) {
        try await log.change(pool) { state in
          state.suspension = nil
          state.notBefore = nil
        }
        return "\(pool): resumed by \(by) (suspended\(ended.cause))"
      }
      isHeard = try await wakeController(of: state, session)
    }
    let answer: JSONValue = [
      "pool": .string(pool.description), "suspended": false, "wasSuspended": .bool(ended != nil), "by": .string(by),
    ]
    let line =
      ended == nil
      ? "\(pool) was not suspended, so nothing is changed; weir reconcile --now \(pool) reconciles it at once"
      : "\(pool) is reconciled again, at the next round"
    session.console.say(options.output == .json ? answer.answer : line)
    return isHeard ? .done : .timedOut
  }
}

extension Verb {
  /// The log, where it knows the pool, and its place. Throws `CommandFailure` and `ReconcileError.unknownPools` otherwise.
  fileprivate func knownState(
    of pool: PoolName, in session: Session
  ) async throws -> (log: any RunLog, state: StateLocation) {
    let settings = try session.settings(options)
    guard try StateFolder.exists(settings.state) else {
      throw CommandFailure(
        "no revision has been read with \(settings.state.database) yet, so no pool is known; weir reconcile or "
          + "weir run reads it first")
    }
    try StatePermissions.check(settings.state, isWriting: true)
    let log = try await session.edges.openLog(settings.state)
    let known = try await log.knownPools()
    guard known.contains(pool) else { throw ReconcileError.unknownPools([pool], known: known.sorted()) }
    return (log, settings.state)
  }

  /// Wakes a controller that runs with the same state; false where it does not answer.
  fileprivate func wakeController(of state: StateLocation, _ session: Session) async throws -> Bool {
    do {
      if let replies = try await ControlClient(state).ask(.wake) { for try await _ in replies {} }
      return true
    } catch let error as ControlError {
      // The log has it, and the controller's next run reads that.
      if case .silent = error {
        tell([ToldFault("\(ErrorText.line(for: error)); it is recorded, and counts from its next run")], in: session)
        return false
      }
      session.console.tell("weir: warning: \(ErrorText.line(for: error))")
      return true
    }
  }
}

extension RunLog {
  /// Does what a person asks for, on record: a run without pools, with who and why, and the note that `act` answers.
  fileprivate func tell(_ reason: String, in session: Session, _ act: () async throws -> String) async throws {
    let now = session.clock.now()
    let run = RunID(at: now, random: (UInt16(truncatingIfNeeded: session.random()), session.random()))
    try await begin(RunStart(id: run, trigger: .command, reason: reason, startedAt: now))
    do {
      try await note(try await act(), in: run)
      try await finish(run, at: session.clock.now(), error: nil)
    } catch {
      try await finish(run, at: session.clock.now(), error: ErrorText.line(for: error))
      throw error
    }
  }
}

extension RunLog {
  /// Every pool that the log has heard of: those that were worked on, and those of the last good revision.
  func knownPools() async throws -> Set<PoolName> {
    try await Set(states().keys).union(lastGoodPools() ?? [])
  }
}
