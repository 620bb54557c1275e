import CLibgit2
import Manifests
import Reconciliation

/// Lists the plain files of a commit. Symbolic links and submodules are passed over and never followed.
struct TreeWalk {
  let repository: Repository
  let limits: ReadingLimits
  private var files: [SourceFile] = []
  private var folders = 0

  init(_ repository: Repository, limits: ReadingLimits) {
    self.repository = repository
    self.limits = limits
  }

  /// The files of `commit`, sorted by path, byte by byte.
  static func files(
    in commit: CommitID, of repository: Repository, limits: ReadingLimits
  ) throws(ReadFault) -> [SourceFile] {
    let root = try root(of: commit, in: repository)
    var walk = TreeWalk(repository, limits: limits)
    try walk.visit(root, path: "", depth: 0)
    return walk.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What stands at a path of `commit`, links not followed; nil where nothing does.
  static func entry(
    at path: String, in commit: CommitID, of repository: Repository
  ) throws(ReadFault) -> SourceEntry? {
    let root = try root(of: commit, in: repository)
    let mode = try reading { () throws(GitFault) in try Tree(root, in: repository).mode(at: path) }
    return mode.flatMap { SourceEntry($0.rawValue) }
  }

  private static func root(of commit: CommitID, in repository: Repository) throws(ReadFault) -> git_oid {
    guard let id = git_oid(commit) else { throw .noSuchRef(commit.description) }
    do throws(GitFault) {
      let object = try GitObject(id, type: GIT_OBJECT_COMMIT, in: repository)
      return try GitObject(peeling: object, to: GIT_OBJECT_TREE).id
    } catch {
      throw error.code == .notFound ? .noSuchRef(commit.description) : .git(error)
    }
  }

  private mutating func visit(_ id: git_oid, path: String, depth: Int) throws(ReadFault) {
    let place = path.isEmpty ? "the repository's root folder" : path
    guard depth <= limits.depth else { throw .tooLarge(what: "the depth of \(place)", limit: limits.depth) }
    folders += 1
    guard folders <= limits.folders else { throw .tooLarge(what: "the number of folders", limit: limits.folders) }
    let size = try reading { () throws(GitFault) in try repository.header(of: id).size }
    guard size <= limits.treeBytes else { throw .tooLarge(what: "the list of \(place)", limit: limits.treeBytes) }

    let tree = try reading { () throws(GitFault) in try Tree(id, in: repository) }
    for position in 0..<tree.count {
      guard let entry = tree[position] else { continue }
      let entryPath = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      switch entry.mode {
      case GIT_FILEMODE_TREE: try visit(entry.id, path: entryPath, depth: depth + 1)
      case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE:
        guard files.count < limits.files else { throw .tooLarge(what: "the number of files", limit: limits.files) }
        files.append(SourceFile(path: entryPath, blob: BlobID(entry.id.hexadecimal)))
      default: continue
      }
    }
  }
}

extension SourceEntry {
  /// The entry with one of git's modes; nil for a mode that git does not use.
  init?(_ mode: UInt32) {
    switch mode {
    case GIT_FILEMODE_BLOB.rawValue, GIT_FILEMODE_BLOB_EXECUTABLE.rawValue: self = .file
    case GIT_FILEMODE_LINK.rawValue: self = .symbolicLink
    case GIT_FILEMODE_COMMIT.rawValue: self = .submodule
    case GIT_FILEMODE_TREE.rawValue: self = .folder
    default: return nil
    }
  }
}
