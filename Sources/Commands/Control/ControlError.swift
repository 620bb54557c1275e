/// What can go wrong between a command and the controller that runs with the same state.
enum ControlError: Error, Hashable, Sendable {
  case alreadyRunning(pid: Int32, lock: String)
  case cannotListen(path: String, reason: String)
  case cannotLock(path: String, reason: String)
  /// A controller's socket that this process cannot reach.
  case unreachable(path: String, reason: String)
  /// The controller listens and has not answered for a while; the process that has the lock, where it is known.
  case silent(path: String, holder: ControllerLock.Holder?, after: Duration)
  /// The connection ended before the last event.
  case lost(path: String)
  /// The controller's own words for why it did not do what was asked.
  case refused(String)
}
