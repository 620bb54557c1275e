import Synchronization

/// The revision that a run goes by. A forced run that waited for another goes on by what is newest then.
final class RunRevision: Sendable {
  struct State: Sendable {
    var revision: Revision
    /// Why it is not the newest; nil where it is.
    var error: (any Error)?
    var fault: SourceFault?
    var notes: [String]
    /// What is noted of single pools; sorted in the end, since pools come in any order.
    var poolNotes: Set<String> = []
  }

  private let state: Mutex<State>

  init(_ loaded: LoadedRevision, notes: [String]) {
    state = Mutex(State(revision: loaded.revision, error: loaded.error, fault: loaded.fault, notes: notes))
  }

  var now: State { state.withLock { $0 } }

  /// Notes something of one pool; false where that stands there already.
  func note(_ text: String) -> Bool { state.withLock { $0.poolNotes.insert(text).inserted } }

  /// Goes on by another revision, and notes why; false where the run goes by it already.
  func move(to loaded: LoadedRevision, noting note: String) -> Bool {
    state.withLock { state in
      (state.error, state.fault) = (loaded.error, loaded.fault)
      guard state.revision != loaded.revision else { return false }
      state.revision = loaded.revision
      state.notes.append(note)
      return true
    }
  }
}
