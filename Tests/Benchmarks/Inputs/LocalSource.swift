import GitSource
import Manifests
import Reconciliation

/// A repository on this machine as a source, without the mirror: there is no network to measure here.
struct LocalSource: Source {
  let repository: LocalRepository

  func fetch() async throws -> Revision { try await repository.revision(named: "HEAD") }
  func revision(of ref: SourceRef?) async throws -> Revision { try await repository.revision(named: "HEAD") }
  func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws -> Bool { true }
  func mergeBase(_ first: CommitID, _ second: CommitID) async throws -> CommitID? { first }
  func files(in commit: CommitID) async throws -> [SourceFile] { try await repository.files(in: commit) }
  func entry(at path: String, in commit: CommitID) async throws -> SourceEntry? {
    try await repository.entry(at: path, in: commit)
  }
  func contents(of blob: BlobID, limit: Int) async throws -> [UInt8] {
    try await repository.contents(of: blob, limit: limit)
  }
}
