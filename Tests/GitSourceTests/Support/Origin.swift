import Foundation
import LocalServers
import Manifests
import Reconciliation
import TemporaryFolders

/// A real repository, with a work tree, that tests fetch from.
final class Origin: Sendable {
  let scratch: TemporaryFolder
  var path: String { "\(scratch.path)/origin" }

  /// Makes an empty repository whose first branch will be `main`.
  init() async throws {
    scratch = try TemporaryFolder()
    try await Tool.git("init", "--quiet", "-b", "main", path)
  }

  /// Makes a repository with one commit of these files.
  convenience init(_ files: [String: String]) async throws {
    try await self.init()
    try await commit(files)
  }

  @discardableResult
  func git(_ arguments: String...) async throws -> String { try await Tool.git.run(arguments, in: path) }

  /// Writes the files, and commits all that has changed in the work tree.
  @discardableResult
  func commit(_ files: [String: String], message: String = "change") async throws -> CommitID {
    for (name, text) in files { try scratch.write(text, to: "origin/\(name)") }
    try await git("add", "--all")
    try await git("commit", "--quiet", "--allow-empty", "-m", message)
    return try await head()
  }

  func head() async throws -> CommitID {
    let text = try await git("rev-parse", "HEAD")
    guard let id = CommitID(text) else { throw ToolError("git rev-parse answered \(text)") }
    return id
  }

  func blob(_ path: String) async throws -> BlobID { BlobID(try await git("rev-parse", "HEAD:\(path)")) }
}
