import CLibgit2
import Glibc
import Manifests
import Reconciliation

/// One repository, read on a thread of its own; the owner of every handle into it.
///
/// The repository is opened at the first read and kept open. Everything throws `ReadFault`.
actor GitObjects {
  /// Where the repository is, and what stands in for parts of it.
  struct Place: Hashable, Sendable {
    enum Root: Hashable, Sendable {
      /// The git directory itself.
      case gitDirectory(String)
      /// A folder in the repository.
      case around(String)
    }
    var root: Root
    /// Instead of the repository's own objects; git sets it, with the alternates, while it looks at a push.
    var objectDirectory: String?
    var alternates: [String] = []
    /// Instead of the repository's own index.
    var indexFile: String?
    /// A file without which there is no repository yet, though its folder may be made.
    var sign: String?
  }

  private let place: Place
  private let limits: ReadingLimits
  private let thread: GitThread
  private var opened: Repository?

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  init(at place: Place, limits: ReadingLimits, thread: GitThread = GitThread(label: "weir.git")) {
    self.place = place
    self.limits = limits
    self.thread = thread
  }

  /// Forgets the open repository, so that the next read sees what a fetch has put in its place.
  func reopen() { opened = nil }

  func revision(of ref: SourceRef) throws(ReadFault) -> Revision {
    try read { repository throws(ReadFault) in try RefLookup(repository, limits: limits).revision(of: ref) }
  }

  /// The commit that a person's text names, by exact names only.
  func revision(named name: String) throws(ReadFault) -> Revision {
    try read { repository throws(ReadFault) in try RefLookup(repository, limits: limits).revision(named: name) }
  }

  func files(in commit: CommitID) throws(ReadFault) -> [SourceFile] {
    try read { repository throws(ReadFault) in try TreeWalk.files(in: commit, of: repository, limits: limits) }
  }

  /// What stands at a path of a commit; nil where nothing does.
  func entry(at path: String, in commit: CommitID) throws(ReadFault) -> SourceEntry? {
    try read { repository throws(ReadFault) in try TreeWalk.entry(at: path, in: commit, of: repository) }
  }

  /// What is staged at a path; nil where nothing is. A folder is one where something is staged below it.
  func stagedEntry(at path: String) throws(ReadFault) -> SourceEntry? {
    var found: SourceEntry?
    for entry in try stagedEntries() {
      if entry.path == path { return SourceEntry(entry.mode) }
      if entry.path.hasPrefix(path + "/") { found = .folder }
    }
    return found
  }

  /// The files that are staged, sorted by path; those in conflict and those only announced (`git add -N`) are left out.
  func stagedFiles() throws(ReadFault) -> [SourceFile] {
    try stagedEntries().filter { SourceEntry($0.mode) == .file }.map { SourceFile(path: $0.path, blob: $0.blob) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func stagedEntries() throws(ReadFault) -> [(path: String, blob: BlobID, mode: UInt32)] {
    let repository = try repository()
    let index = try reading { () throws(GitFault) in
      if let file = place.indexFile { try Index(file: file) } else { try Index(of: repository) }
    }
    guard index.count <= limits.files else { throw .tooLarge(what: "the number of staged files", limit: limits.files) }
    var entries: [(path: String, blob: BlobID, mode: UInt32)] = []
    for position in 0..<index.count {
      guard let entry = index[position], let path = entry.path else { continue }
      let stage = (entry.flags & UInt16(GIT_INDEX_ENTRY_STAGEMASK)) >> UInt16(GIT_INDEX_ENTRY_STAGESHIFT)
      let announced = entry.flags_extended & UInt16(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue) != 0
      guard stage == 0, !announced else { continue }
      entries.append((String(cString: path), BlobID(entry.id.hexadecimal), entry.mode))
    }
    return entries
  }

  /// A blob's bytes; its size is looked up first, and a larger one than `limit` is never read.
  func contents(of blob: BlobID, limit: Int) throws(ReadFault) -> [UInt8] {
    guard let id = git_oid(blob) else { throw .badRequest("\(blob) is no id of a blob") }
    return try read { repository throws(ReadFault) in
      let header = try reading { () throws(GitFault) in try repository.header(of: id) }
      guard header.size <= limit else { throw .tooLarge(what: "blob \(blob)", limit: limit) }
      return try reading { () throws(GitFault) in try Blob(id, in: repository).bytes }
    }
  }

  /// True where `ancestor` is `commit` or in its history; false where either is not there.
  func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(ReadFault) -> Bool {
    guard var below = git_oid(ancestor), var above = git_oid(commit) else { return false }
    return try read { repository throws(ReadFault) in
      do throws(GitFault) {
        _ = try GitObject(below, type: GIT_OBJECT_COMMIT, in: repository).id
        _ = try GitObject(above, type: GIT_OBJECT_COMMIT, in: repository).id
        if ancestor == commit { return true }
        return try check(git_graph_descendant_of(repository.pointer, &above, &below)) == 1
      } catch {
        guard error.code == .notFound else { throw .git(error) }
        return false
      }
    }
  }

  /// The commit from which two histories have parted; nil where they share none, or where either is not there.
  func mergeBase(_ first: CommitID, _ second: CommitID) throws(ReadFault) -> CommitID? {
    guard var left = git_oid(first), var right = git_oid(second) else { return nil }
    return try read { repository throws(ReadFault) in
      do throws(GitFault) {
        _ = try GitObject(left, type: GIT_OBJECT_COMMIT, in: repository).id
        _ = try GitObject(right, type: GIT_OBJECT_COMMIT, in: repository).id
        var base = git_oid()
        try check(git_merge_base(&base, repository.pointer, &left, &right))
        return CommitID(base.hexadecimal)
      } catch {
        guard error.code == .notFound else { throw .git(error) }
        return nil
      }
    }
  }

  /// Runs `body` on the repository's thread.
  func perform<Result: Sendable>(_ body: @Sendable () throws -> Result) rethrows -> Result { try body() }

  /// Reads, and once more from a repository opened anew where that fails: a fetch may have put the packs into one.
  private func read<Value>(_ body: (Repository) throws(ReadFault) -> Value) throws(ReadFault) -> Value {
    do { return try body(repository()) } catch {
      guard case .git = error else { throw error }
    }
    opened = nil
    return try body(repository())
  }

  private func repository() throws(ReadFault) -> Repository {
    if let opened { return opened }
    if let sign = place.sign, access(sign, F_OK) != 0 { throw .noRepository("there is no \(sign)") }
    let repository: Repository
    do throws(GitFault) {
      switch place.root {
      case .gitDirectory(let path): repository = try Repository(gitDirectory: path)
      case .around(let path): repository = try Repository(around: path)
      }
      if let directory = place.objectDirectory {
        try repository.readObjects(from: directory, alternates: place.alternates)
      }
    } catch {
      guard error.code == .notFound else { throw .git(error) }
      throw .noRepository(error.message)
    }
    opened = repository
    return repository
  }
}
