package import Manifests
package import Reconciliation
import Synchronization

/// A repository in memory, with the mirror that a source keeps of it: each commit is a whole tree, and `main` is whichever
/// was committed last.
///
/// A `Mutex` guards all of its state.
package final class InMemorySource: Source {
  private struct Commit {
    var id: CommitID
    var files: [String: String]
    var entries: [String: SourceEntry]
    var parent: CommitID?
  }

  /// The refs as the server has them, or as the last fetch has seen them.
  private struct Refs {
    var head: CommitID?
    var tags: [String: CommitID] = [:]
    /// How many commits are there.
    var commits = 0
  }

  private struct State {
    var commits: [Commit] = []
    var contents: [String] = []
    var server = Refs()
    var mirror: Refs?
    var error: SourceError?

    func commit(_ id: CommitID) -> Commit? { commits.prefix(mirror?.commits ?? 0).first { $0.id == id } }

    /// The id of a content: the same content has the same one.
    mutating func blob(_ content: String) -> BlobID {
      let number = contents.firstIndex(of: content) ?? contents.count
      if number == contents.count { contents.append(content) }
      return BlobID(InMemorySource.id(number))
    }
  }

  private static let url = "memory"
  private let state = Mutex(State())

  package init(_ files: [String: String] = [:]) { if !files.isEmpty { commit(files) } }

  /// Forty digits, of which the first seven tell it from every other.
  private static func id(_ number: Int) -> String {
    let digits = String(number + 1, radix: 16)
    return String(repeating: "0", count: max(0, 7 - digits.count)) + digits
      + String(repeating: "0", count: 40 - max(7, digits.count))
  }

  /// Commits a tree on top of `main`, or beside all history, and moves `main` to it.
  ///
  /// - Parameter entries: what stands in the tree besides plain files.
  @discardableResult
  package func commit(
    _ files: [String: String], entries: [String: SourceEntry] = [:], rewriting: Bool = false
  ) -> CommitID? {
    state.withLock { state in
      guard let id = CommitID(Self.id(state.commits.count)) else { return nil }
      state.commits.append(
        Commit(id: id, files: files, entries: entries, parent: rewriting ? nil : state.server.head))
      state.server.commits = state.commits.count
      state.server.head = id
      return id
    }
  }

  /// Commits a tree on top of `main`, which stays where it is.
  package func branch(_ files: [String: String]) -> CommitID? {
    state.withLock { state -> CommitID? in
      guard let id = CommitID(Self.id(state.commits.count)) else { return nil }
      state.commits.append(Commit(id: id, files: files, entries: [:], parent: state.server.head))
      state.server.commits = state.commits.count
      return id
    }
  }

  package func tag(_ name: String, _ commit: CommitID) { state.withLock { $0.server.tags[name] = commit } }

  /// From now on every fetch fails, or, with nil, works again.
  package func fail(_ error: SourceError?) { state.withLock { $0.error = error } }

  package func fetch() async throws -> Revision {
    try state.withLock { state in
      if let error = state.error { throw error }
      state.mirror = state.server
    }
    return try await revision(of: nil)
  }

  package func revision(of ref: SourceRef?) async throws -> Revision {
    try state.withLock { state in
      guard let mirror = state.mirror else {
        throw SourceError.notFound(url: Self.url, reason: "it has never been fetched")
      }
      guard let head = mirror.head else { throw SourceError.emptyRepository(url: Self.url) }
      func found(_ commit: CommitID?, _ name: String, _ kind: String) throws -> Revision {
        guard let commit else { throw SourceError.refNotFound(ref: "\(kind) \(name)", url: Self.url) }
        return Revision(ref: name, commit: commit)
      }
      switch ref ?? .branch("main") {
      case .branch(let name): return try found(name == "main" ? head : nil, name, "branch")
      case .tag(let name): return try found(mirror.tags[name], name, "tag")
      case .semver(let range): throw SourceError.refNotFound(ref: "tag in \(range)", url: Self.url)
      case .commit(let id):
        guard state.commit(id) != nil else {
          throw SourceError.refNotFound(ref: "commit \(id)", url: Self.url)
        }
        return Revision(ref: id.short, commit: id)
      case .named(let name):
        let digits = name.lowercased()
        let near = state.commits.prefix(mirror.commits).filter { $0.id.description.hasPrefix(digits) }
        let abbreviated = digits.count >= 7 && near.count == 1 ? near.first?.id : nil
        return try found(
          name == "main" ? head : mirror.tags[name] ?? abbreviated, name, "branch, tag or commit")
      }
    }
  }

  package func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws -> Bool {
    state.withLock { state in
      guard state.commit(ancestor) != nil else { return false }
      var here = state.commit(commit)
      while let found = here {
        if found.id == ancestor { return true }
        here = found.parent.flatMap { state.commit($0) }
      }
      return false
    }
  }

  package func mergeBase(_ first: CommitID, _ second: CommitID) async throws -> CommitID? {
    state.withLock { state in
      func history(_ commit: CommitID) -> [CommitID] {
        var found: [CommitID] = []
        var here = state.commit(commit)
        while let commit = here {
          found.append(commit.id)
          here = commit.parent.flatMap { state.commit($0) }
        }
        return found
      }
      let other = Set(history(second))
      return history(first).first(where: other.contains)
    }
  }

  package func files(in commit: CommitID) async throws -> [SourceFile] {
    try state.withLock { state in
      guard let files = state.commit(commit)?.files else {
        throw SourceError.refNotFound(ref: "commit \(commit)", url: Self.url)
      }
      return files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { SourceFile(path: $0.key, blob: state.blob($0.value)) }
    }
  }

  package func entry(at path: String, in commit: CommitID) async throws -> SourceEntry? {
    try state.withLock { state in
      guard let commit = state.commit(commit) else {
        throw SourceError.refNotFound(ref: "commit \(commit)", url: Self.url)
      }
      if commit.files[path] != nil { return .file }
      if let entry = commit.entries[path] { return entry }
      return commit.files.keys.contains { $0.hasPrefix(path + "/") } ? .folder : nil
    }
  }

  package func contents(of blob: BlobID, limit: Int) async throws -> [UInt8] {
    let content = state.withLock { state in
      state.contents.indices.first { BlobID(Self.id($0)) == blob }.map { state.contents[$0] }
    }
    guard let content else { throw SourceError.storage(path: Self.url, reason: "there is no blob \(blob)") }
    guard content.utf8.count <= limit else { throw SourceError.tooLarge(what: "blob \(blob)", limit: limit) }
    return Array(content.utf8)
  }
}
