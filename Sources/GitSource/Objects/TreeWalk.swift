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
    guard let id = git_oid(commit) else { throw .noSuchRef(commit.description) }
    let root: git_oid
    do throws(GitFault) {
      let object = try GitObject(id, type: GIT_OBJECT_COMMIT, in: repository)
      root = try GitObject(peeling: object, to: GIT_OBJECT_TREE).id
    } catch {
      throw error.code == .notFound ? .noSuchRef(commit.description) : .git(error)
    }
    var walk = TreeWalk(repository, limits: limits)
    try walk.visit(root, path: "", depth: 0)
    return walk.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
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
