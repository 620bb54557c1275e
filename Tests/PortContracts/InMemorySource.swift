package import Manifests
package import Reconciliation
import Synchronization

/// A repository in memory: each commit is a whole tree, and the head is whichever was committed last.
///
/// A `Mutex` guards all of its state.
package final class InMemorySource: Source {
  private struct State {
    var commits: [(id: CommitID, files: [String: String], parent: CommitID?)] = []
    var head: CommitID?
    var error: SourceError?
  }

  private let state = Mutex(State())

  package init(_ files: [String: String] = [:]) { if !files.isEmpty { commit(files) } }

  /// Commits a tree on top of the head, or beside all history, and moves the head to it.
  @discardableResult
  package func commit(_ files: [String: String], rewriting: Bool = false) -> CommitID? {
    state.withLock { state in
      let digits = String(state.commits.count + 1, radix: 16)
      let id = CommitID(String(repeating: "0", count: 40 - digits.count) + digits)
      guard let id else { return nil }
      state.commits.append((id, files, rewriting ? nil : state.head))
      state.head = id
      return id
    }
  }

  /// From now on every fetch fails, or, with nil, works again.
  package func fail(_ error: SourceError?) { state.withLock { $0.error = error } }

  package func fetch() async throws -> Revision {
    if let error = state.withLock({ $0.error }) { throw error }
    return try await revision(of: nil)
  }

  package func revision(of ref: SourceRef?) async throws -> Revision {
    if case .commit(let id)? = ref { return Revision(ref: id.short, commit: id) }
    guard let head = state.withLock({ $0.head }) else { throw SourceError.emptyRepository(url: "memory") }
    return Revision(ref: "main", commit: head)
  }

  package func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws -> Bool {
    state.withLock { state in
      var here: CommitID? = commit
      while let id = here {
        if id == ancestor { return true }
        here = state.commits.first { $0.id == id }?.parent
      }
      return false
    }
  }

  package func files(in commit: CommitID) async throws -> [SourceFile] {
    let files = state.withLock { $0.commits.first { $0.id == commit }?.files }
    guard let files else { throw SourceError.refNotFound(ref: commit.description, url: "memory") }
    return files.map { SourceFile(path: $0.key, blob: BlobID($0.value)) }.sorted { $0.path < $1.path }
  }

  package func contents(of blob: BlobID, limit: Int) async throws -> [UInt8] {
    // The content is its own id here.
    let bytes = Array(blob.description.utf8)
    guard bytes.count <= limit else { throw SourceError.tooLarge(what: "a blob", limit: limit) }
    return bytes
  }
}
