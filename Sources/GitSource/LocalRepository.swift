package import Manifests
package import Reconciliation

/// A repository on this machine that is only read: for `weir validate --commit`, and for the hooks that git runs.
package struct LocalRepository: Sendable {
  /// Where the repository is. What git hands a hook in its environment is handed on here by whoever reads it.
  package struct Location: Hashable, Sendable {
    /// A folder in the repository, from which it is looked for upwards.
    package var folder: String
    /// `GIT_DIR`: the git directory itself, and nothing is looked for.
    package var gitDirectory: String?
    /// `GIT_OBJECT_DIRECTORY`: where the objects of a push stand that is not accepted yet.
    package var objectDirectory: String?
    /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`, divided at its colons.
    package var alternateObjectDirectories: [String]
    /// `GIT_INDEX_FILE`: what a `git commit` with paths is about to commit.
    package var indexFile: String?

    package init(
      folder: String, gitDirectory: String? = nil, objectDirectory: String? = nil,
      alternateObjectDirectories: [String] = [], indexFile: String? = nil
    ) {
      self.folder = folder
      self.gitDirectory = gitDirectory
      self.objectDirectory = objectDirectory
      self.alternateObjectDirectories = alternateObjectDirectories
      self.indexFile = indexFile
    }
  }

  private let folder: String
  private let objects: GitObjects

  /// Touches nothing; a repository that is not there shows at the first read.
  package init(_ location: Location, limits: ReadingLimits = ReadingLimits()) {
    folder = location.gitDirectory ?? location.folder
    let place = GitObjects.Place(
      root: location.gitDirectory.map { .gitDirectory($0) } ?? .around(location.folder),
      objectDirectory: location.objectDirectory, alternates: location.alternateObjectDirectories,
      indexFile: location.indexFile)
    objects = GitObjects(at: place, limits: limits)
  }

  /// The commit that `name` stands for: `HEAD`, a branch, a tag, a full ref name, an id or its first 7 digits or more, and
  /// steps back from any of these (`HEAD~1`, `main^2`).
  ///
  /// Nothing else of git's language of revisions is taken (`@{yesterday}`, `:/text`). Throws `SourceError`.
  package func revision(named name: String) async throws -> Revision {
    do { return try await objects.revision(named: name) } catch { throw self.error(error) }
  }

  /// As `Source.files(in:)`.
  package func files(in commit: CommitID) async throws -> [SourceFile] {
    do { return try await objects.files(in: commit) } catch { throw self.error(error) }
  }

  /// The plain files that are staged for the next commit, sorted by path. Throws `SourceError`.
  package func stagedFiles() async throws -> [SourceFile] {
    do { return try await objects.stagedFiles() } catch { throw self.error(error) }
  }

  /// As `Source.entry(at:in:)`.
  package func entry(at path: String, in commit: CommitID) async throws -> SourceEntry? {
    do { return try await objects.entry(at: path, in: commit) } catch { throw self.error(error) }
  }

  /// What is staged at a path for the next commit; nil where nothing is. Throws `SourceError`.
  package func stagedEntry(at path: String) async throws -> SourceEntry? {
    do { return try await objects.stagedEntry(at: path) } catch { throw self.error(error) }
  }

  /// As `Source.contents(of:limit:)`.
  package func contents(of blob: BlobID, limit: Int) async throws -> [UInt8] {
    do { return try await objects.contents(of: blob, limit: limit) } catch { throw self.error(error) }
  }

  private func error(_ fault: ReadFault) -> SourceError { SourceError(fault, place: folder, url: folder) }
}
