import Foundation
import LocalServers
import Manifests
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("fetching from a folder")
struct FolderFetchTests {
  @Test("the mirror holds what the branch holds", arguments: ["", "file://"])
  func fetched(_ scheme: String) async throws {
    let origin = try await Origin(["pools/vision.yaml": "a: 1\n", "README": "hello\n"])
    let repository = try makeRepository(scheme + origin.path, in: origin.scratch)
    let revision = try await repository.fetch()
    #expect(revision == Revision(ref: "main", commit: try await origin.head()))
    let files = try await repository.files(in: revision.commit)
    #expect(files.map(\.path) == ["README", "pools/vision.yaml"])
    let bytes = try await repository.contents(of: try #require(files.last).blob, limit: 100)
    #expect(bytes == Array("a: 1\n".utf8))
  }

  @Test("a folder may have any name", arguments: ["a:b", "git@host:x", "50% #1?", "é ü", "-x"])
  func names(_ name: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let path = "\(origin.scratch.path)/\(name)"
    try FileManager.default.moveItem(atPath: origin.path, toPath: path)
    #expect(try await makeRepository(path, in: origin.scratch).fetch().ref == "main")
  }

  @Test("a person's name for a commit is looked up in the mirror")
  func named() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.git("tag", "v1")
    let repository = try makeRepository(origin.path, in: origin.scratch)
    let commit = try await repository.fetch().commit
    for name in [
      "main", "v1", "refs/heads/main", commit.description, String(commit.description.prefix(7)),
      String(commit.description.prefix(12)), "main~0", "v1^0",
    ] {
      #expect(try await repository.revision(of: .named(name)) == Revision(ref: name, commit: commit))
    }
    // Too short, of nothing, and of a blob.
    let blob = try await origin.blob("a.yaml").description
    for name in [String(commit.description.prefix(6)), "abcdef1", String(blob.prefix(10)), "live"] {
      let error = await sourceError { try await repository.revision(of: .named(name)) }
      #expect(error == .refNotFound(ref: "branch, tag or commit \(name)", url: origin.path))
    }
  }

  @Test("a name that is a branch's and a tag's is the branch, and digits that are a branch's name no commit")
  func namedTwice() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let first = try await origin.head()
    let digits = String(first.description.prefix(8))
    try await origin.git("tag", "both")
    let second = try await origin.commit(["a.yaml": "2"])
    try await origin.git("branch", "both")
    try await origin.git("branch", digits)
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    #expect(try await repository.revision(of: .named("both")).commit == second)
    #expect(try await repository.revision(of: .named(digits)).commit == second)
  }

  @Test("a second fetch follows the branch, and finds nothing the third time")
  func followed() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    let first = try await repository.fetch()
    let second = try await origin.commit(["a.yaml": "2"])
    #expect(try await repository.revision(of: nil) == first)
    #expect(try await repository.fetch().commit == second)
    #expect(try await repository.fetch().commit == second)
    #expect(try await repository.isAncestor(first.commit, of: second))
    #expect(try await !repository.isAncestor(second, of: first.commit))
    #expect(try await repository.isAncestor(second, of: second))
  }

  @Test("a force-push is followed, and shows in the history; what was there before can still be read")
  func forced() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.commit(["a.yaml": "2"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    let before = try await repository.fetch()
    try await origin.git("reset", "--quiet", "--hard", "HEAD~1")
    let after = try await origin.commit(["a.yaml": "3"])
    #expect(try await repository.fetch().commit == after)
    #expect(try await !repository.isAncestor(before.commit, of: after))
    #expect(try await repository.files(in: before.commit).map(\.path) == ["a.yaml"])
    let unknown = try #require(CommitID(String(repeating: "ab", count: 20)))
    #expect(try await !repository.isAncestor(unknown, of: after))
  }

  @Test("a branch that vanished is said to be gone, and its last commit can still be read")
  func vanished() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.git("branch", "live")
    let repository = try makeRepository(origin.path, ref: .branch("live"), in: origin.scratch)
    let before = try await repository.fetch()
    try await origin.git("branch", "-D", "live")
    let error = await sourceError { try await repository.fetch() }
    #expect(error == .refNotFound(ref: "branch live", url: origin.path))
    #expect(try await repository.files(in: before.commit).count == 1)
  }

  @Test("a branch that becomes a folder of branches is followed")
  func folderOfBranches() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.git("branch", "team")
    let repository = try makeRepository(origin.path, ref: .branch("team/live"), in: origin.scratch)
    _ = await sourceError { try await repository.fetch() }
    try await origin.git("branch", "-D", "team")
    try await origin.git("branch", "team/live")
    #expect(try await repository.fetch().commit == origin.head())
  }

  @Test("an empty repository is said to be empty, and the mirror keeps what it has")
  func empty() async throws {
    let origin = try await Origin()
    let repository = try makeRepository(origin.path, in: origin.scratch)
    #expect(await sourceError { try await repository.fetch() } == .emptyRepository(url: origin.path))
    let commit = try await origin.commit(["a.yaml": "1"])
    _ = try await repository.fetch()
    try await origin.git("update-ref", "-d", "refs/heads/main")
    #expect(await sourceError { try await repository.fetch() } == .emptyRepository(url: origin.path))
    #expect(try await repository.revision(of: nil).commit == commit)
  }

  @Test("a folder without a repository is said to have none", arguments: ["", "/nothing/here"])
  func missing(_ folder: String) async throws {
    let scratch = try TemporaryFolder()
    let path = folder.isEmpty ? scratch.path : folder
    let repository = try makeRepository(path, in: scratch)
    guard case .notFound(path, _) = await sourceError({ try await repository.fetch() }) else {
      Issue.record("no error, or another")
      return
    }
    guard case .notFound = await sourceError({ try await repository.revision(of: nil) }) else {
      Issue.record("a mirror that was never fetched has a revision")
      return
    }
  }

  @Test("a repository of another user is fetched all the same")
  func otherOwner() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    // Only root can give a repository away; for anyone else the repository is their own already.
    if getuid() == 0 {
      for name in try FileManager.default.subpathsOfDirectory(atPath: origin.path) + [""] {
        #expect(chown("\(origin.path)/\(name)", 4711, 4711) == 0)
      }
    }
    let repository = try makeRepository(origin.path, in: origin.scratch)
    #expect(try await repository.fetch().ref == "main")
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    #expect(try await local.revision(named: "HEAD").ref == "HEAD")
  }

  @Test("mirrors of two addresses are two mirrors")
  func addresses() async throws {
    let (one, two) = (try await Origin(["a.yaml": "1"]), try await Origin(["b.yaml": "2"]))
    let first = try makeRepository(one.path, in: one.scratch)
    let second = try makeRepository(two.path, in: one.scratch)
    #expect(first.mirror != second.mirror)
    let revision = try await first.fetch()
    _ = try await second.fetch()
    #expect(try await first.revision(of: nil) == revision)
  }
}
