import Manifests
import Pools
import Reconciliation

/// The manifests that stood in a repository before the files that are checked, so that a file which stops being one is seen.
struct EarlierManifests: Sendable {
  /// What stands at a path of the files that are checked; nil where nothing does.
  var entry: @Sendable (String) async throws -> SourceEntry?
  /// The files that held manifests when the controller with this state read the repository last; by path.
  var taken: [String: ManifestFile] = [:]
  /// The commits before, the newest first.
  var commits: [Snapshot] = []

  /// The plain files of a commit, and how they are read.
  struct Snapshot: Sendable {
    var files: [SourceFile]
    var read: @Sendable (SourceFile, Int) async throws -> [UInt8]
  }

  /// Adds to `set` the errors of files that have stopped being manifests.
  ///
  /// - Parameters:
  ///   - folder: the folder of the manifests; empty for the whole repository.
  ///   - counts: true for a path that the check is about.
  ///   - current: the files that are checked, and how they are read.
  func check(
    _ set: ManifestSet, folder: String, counts: (String) -> Bool, current: [SourceFile],
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> ManifestSet {
    var earlier = taken.filter { counts($0.key) }
    for commit in commits {
      let missing = commit.files.filter {
        set.contents[$0.path] == nil && earlier[$0.path] == nil && counts($0.path)
      }
      let committed = try await ManifestFile.contents(of: missing, read: bounded(commit.read))
      earlier.merge(committed) { newer, _ in newer }
    }
    guard !earlier.isEmpty else { return set }
    let history = ManifestHistory(folder: folder, read: bounded(read), entry: entry)
    return try await history.check(set, against: earlier) { current }.set
  }

  private func bounded(
    _ read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) -> @Sendable (SourceFile, Int) async throws -> [UInt8] {
    { file, limit in
      do { return try await read(file, limit) } catch SourceError.tooLarge { throw FileTooLarge() }
    }
  }
}
