import ArgumentParser
import Foundation
import Pools
import Reconciliation

/// `weir suspend`: stops the reconciling of one pool.
struct Suspend: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Stops the reconciling of one pool, for a while or until weir resume.",
    discussion: """
      Neither commits nor drift change the pool in Azure while it is suspended. Everybody sees the reason in weir status.

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
    let until = period.map { now.addingTimeInterval(TimeInterval($0.components.seconds)) }
    try await changeState(of: pool, in: session) { state in
      state.suspension = PoolState.Suspension(reason: reason, since: now, until: until)
    }
    let end = until.map { "until \(TimeText.absolute($0))" } ?? "until weir resume \(pool)"
    let answer: JSONValue = [
      "pool": .string(pool.description), "suspended": true, "reason": .string(reason),
      "until": .optional(until.map(TimeText.iso)),
    ]
    session.console.say(options.output == .json ? answer.answer : "\(pool) is suspended \(end)")
    return .done
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
    try await changeState(of: pool, in: session) { state in
      state.suspension = nil
      state.notBefore = nil
    }
    let answer: JSONValue = ["pool": .string(pool.description), "suspended": false]
    session.console.say(options.output == .json ? answer.answer : "\(pool) is reconciled again, at the next round")
    return .done
  }
}

extension Verb {
  /// Changes what the log keeps of a pool, and wakes a controller that runs with the same state.
  fileprivate func changeState(
    of pool: PoolName, in session: Session, _ change: @escaping @Sendable (inout PoolState) -> Void
  ) async throws {
    let settings = try session.settings(options)
    guard try StateFolder.exists(settings.state) else {
      throw CommandFailure(
        "no revision has been read with \(settings.state.database) yet, so no pool is known; weir reconcile or "
          + "weir run reads it first")
    }
    let log = try await session.edges.openLog(settings.state)
    let known = try await log.knownPools()
    guard known.contains(pool) else { throw ReconcileError.unknownPools([pool], known: known.sorted()) }
    try await log.change(pool, change)
    do {
      if let replies = try ControlClient(path: settings.state.socket).ask(.wake) { for try await _ in replies {} }
    } catch let error as ControlError {
      // The log has it, and the controller's next round reads that.
      session.console.tell("weir: warning: \(ErrorText.line(for: error))")
    }
  }
}

extension RunLog {
  /// Every pool that the log has heard of: those that were worked on, and those of the last good revision.
  func knownPools() async throws -> Set<PoolName> {
    try await Set(states().keys).union(lastGoodPools() ?? [])
  }
}
