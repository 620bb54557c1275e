package import Manifests

/// The id of a commit: 40 hexadecimal digits in small letters.
package struct CommitID: Hashable, Sendable, CustomStringConvertible {
  package let description: String
  /// Nil where the text is no such id.
  package init?(_ text: String) {
    guard text.count == 40, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    description = text.lowercased()
  }
  /// The first eight digits, as reports show them.
  package var short: String { String(description.prefix(8)) }
}

/// Which commit of a repository to keep to, as `source.ref` says it.
package enum SourceRef: Hashable, Sendable {
  case branch(String)
  case tag(String)
  /// The highest version among the tags that the range takes: `>=1.2.0 <2.0.0`, `^1.2`, `~1.2.3`, `1.x`.
  case semver(String)
  case commit(CommitID)
  /// What a person writes in a hurry: a branch, else a tag, else the first 7 digits or more of one commit's id, and steps
  /// back from one of these (`main~2`); nothing else of git's language of revisions.
  case named(String)

  /// The short name for reports: `main`, `v1.2.0`, `^1.2`, a commit's first digits.
  package var name: String {
    switch self {
    case .branch(let name), .tag(let name), .semver(let name), .named(let name): name
    case .commit(let id): id.short
    }
  }
}

/// A commit, and the name it was found under (for a semver range, the tag's).
package struct Revision: Hashable, Sendable {
  package var ref: String
  package var commit: CommitID
  package init(ref: String, commit: CommitID) {
    self.ref = ref
    self.commit = commit
  }
}

/// A repository of manifests. The port to git.
package protocol Source: Sendable {
  /// Brings the mirror up to date and answers where the configured ref stands now.
  ///
  /// It ends within the configured time whatever the server does, and leaves the mirror as it was where it fails.
  /// Throws `SourceError`.
  func fetch() async throws -> Revision

  /// Where the configured ref, or `ref`, stands in the mirror as it is, without asking the server. Throws `SourceError`.
  func revision(of ref: SourceRef?) async throws -> Revision

  /// True where `ancestor` is in the history of `commit`; false after a force-push, or where either is not there.
  func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws -> Bool

  /// The commit from which two histories have parted, the nearest where there are several; nil where they share none, or
  /// where either commit is not there. Throws `SourceError`.
  func mergeBase(_ first: CommitID, _ second: CommitID) async throws -> CommitID?

  /// The plain files of a commit, sorted by path; symbolic links and submodules are left out. Throws `SourceError`.
  func files(in commit: CommitID) async throws -> [SourceFile]

  /// What stands at a path of a commit, links not followed; nil where nothing does. Throws `SourceError`.
  func entry(at path: String, in commit: CommitID) async throws -> SourceEntry?

  /// The content of a blob. Throws `SourceError.tooLarge` where it has more than `limit` bytes, before reading it.
  func contents(of blob: BlobID, limit: Int) async throws -> [UInt8]
}

/// Why a source could not be read. Each case carries what a person needs to mend it.
package enum SourceError: Error, Hashable, Sendable {
  /// The server did not answer in time and the fetch was ended.
  case timedOut(url: String, after: Duration)
  /// No connection, no such host, or the connection broke.
  case unreachable(url: String, reason: String)
  /// The server did not take the key, the token or the password.
  case notAuthorized(url: String, reason: String)
  /// The server's key or certificate is not the one that it should be.
  case untrustedHost(url: String, reason: String)
  /// There is no repository, or it has no commit.
  case notFound(url: String, reason: String)
  case emptyRepository(url: String)
  /// The ref is not there (any more).
  case refNotFound(ref: String, url: String)
  case tooLarge(what: String, limit: Int)
  /// The mirror cannot be written or read: a full disk, no right, a damaged object.
  case storage(path: String, reason: String)
  /// The configuration contradicts itself: a bad URL, a key file that is not there.
  case configuration(String)
}
