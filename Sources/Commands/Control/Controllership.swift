import Reconciliation

/// Who does the work of a `weir reconcile`: this process, or the controller that runs with the same state.
enum Controllership {
  case own(ControllerLock)
  case other(AsyncThrowingStream<ControlReply, any Error>)

  /// Between two looks at a lock that another command holds.
  private static let pause = Duration.milliseconds(250)

  /// Hands the request to a running controller, or takes the lock; waits where another command holds it.
  static func obtain(
    for request: ReconcileRequest, state: StateLocation, session: Session
  ) async throws -> Controllership {
    var isTold = false
    while true {
      if let replies = try await ControlClient(state).ask(.reconcile(request)) { return .other(replies) }
      switch try ControllerLock.acquire(state.lock, for: "reconcile") {
      case .acquired(let lock): return .own(lock)
      case .busy(let holder):
        if !isTold {
          session.console.tell("weir: waiting for process \(holder.pid), weir \(holder.verb), which has the same state")
          isTold = true
        }
        try await session.clock.sleep(for: pause)
      }
    }
  }

  /// Takes the lock for `weir run`; refused where another `weir run` has it, waiting where a single command has.
  static func obtain(toRunWith state: StateLocation, session: Session) async throws -> ControllerLock {
    var isTold = false
    while true {
      switch try ControllerLock.acquire(state.lock, for: "run") {
      case .acquired(let lock): return lock
      case .busy(let holder) where holder.verb == "run":
        throw ControlError.alreadyRunning(pid: holder.pid, lock: state.lock)
      case .busy(let holder):
        if !isTold {
          session.console.tell("weir: waiting for process \(holder.pid), weir \(holder.verb), which has the same state")
          isTold = true
        }
        try await session.clock.sleep(for: pause)
      }
    }
  }
}
