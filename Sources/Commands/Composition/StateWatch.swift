import Reconciliation

/// Notices where the state that a controller has open is deleted, moved or replaced under it.
///
/// An open file outlives its name: what is written to it then is lost, and another controller may work with the file that
/// has the name now.
struct StateWatch: Sendable {
  private let state: StateLocation
  private let files: [(path: String, identity: FileIdentity)]

  /// How often is looked, at most: a look is two calls of `stat`.
  private static let pause = Duration.seconds(5)

  /// Takes the database as it is now for the one that is open.
  init(_ state: StateLocation, lock: ControllerLock) {
    self.state = state
    let files = [(state.database, FileIdentity(state.database)), (state.lock, lock.identity)]
    self.files = files.compactMap { path, identity in identity.map { (path, $0) } }
  }

  /// Throws `LogError.storage` where one of the files is another one by now.
  func check() throws(LogError) {
    for (path, identity) in files where FileIdentity(path) != identity {
      throw .storage(
        path: path,
        reason: "it was deleted, moved or replaced while weir run had it open; see what happened to "
          + "\(state.directory), and start weir run again")
    }
  }

  /// Looks until the task is cancelled, and puts back a socket that is gone while the state is there.
  ///
  /// - Parameter interval: how often the source is polled.
  func keep(_ server: ControlServer, every interval: Duration) async throws {
    while true {
      // Files are not on the wall clock, so neither is this.
      try await Task.sleep(for: min(interval, Self.pause))
      try check()
      try server.restore()
    }
  }
}
