import Pools
import Reconciliation

extension Verb {
  /// Has a request done: by the controller that runs with the same state, which is followed, or else here.
  ///
  /// - Parameter limit: how long is waited for it; after that the command ends with 4.
  func carryOut(
    _ request: ReconcileRequest, within limit: Duration?, settings: Settings, session: Session
  ) async throws -> Ending {
    let soFar = RunSoFar(at: session.clock.now())
    let result = try await withDeadline(limit, clock: session.clock) {
      try await carryOut(request, settings: settings, session: session, soFar)
    }
    if let result { return result }
    let error = "gave up waiting after \(limit?.weirText ?? ""), as --timeout says; \(try await soFar.outlook())"
    tell([ToldFault(error)], in: session)
    if options.output == .json { session.console.say(soFar.json(error: error).answer) }
    return .timedOut
  }

  private func carryOut(
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
    if !request.wait {
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
