import Foundation
import Glibc
import LocalServers
import Manifests
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("the repository here")
struct LocalRepositoryTests {
  @Test("a person's name for a commit is looked up by exact names")
  func names() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let first = try await origin.head()
    try await origin.git("tag", "-a", "v1", "-m", "one")
    try await origin.git("branch", "team/live")
    let second = try await origin.commit(["a.yaml": "2"])
    try await origin.git("update-ref", "refs/remotes/origin/main", first.description)
    let annotated = try await origin.git("rev-parse", "v1")
    try FileManager.default.createDirectory(atPath: "\(origin.path)/deep/down", withIntermediateDirectories: true)
    let local = LocalRepository(LocalRepository.Location(folder: "\(origin.path)/deep/down"))
    for (name, commit) in [
      ("HEAD", second), ("main", second), ("refs/heads/main", second), ("v1", first), ("refs/tags/v1", first),
      ("team/live", first), ("origin/main", first), (first.description, first), (annotated, first),
      (String(first.description.prefix(7)), first),
    ] {
      let revision = try await local.revision(named: name)
      #expect(revision == Revision(ref: name, commit: commit))
    }
  }

  @Test("steps back in history are git's own, from any name of a commit")
  func steps() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let first = try await origin.head()
    try await origin.git("branch", "side")
    let second = try await origin.commit(["a.yaml": "2"])
    try await origin.git("tag", "-a", "v1", "-m", "one")
    try await origin.git("checkout", "--quiet", "side")
    let aside = try await origin.commit(["b.yaml": "1"])
    try await origin.git("checkout", "--quiet", "main")
    try await origin.git("merge", "--quiet", "--no-edit", "side")
    let merge = try await origin.head()
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    for (name, commit) in [
      ("HEAD~1", second), ("HEAD^", second), ("HEAD^2", aside), ("main~2", first), ("@", merge), ("@~", second),
      ("v1^", first), ("v1~0", second), ("refs/heads/main^2~1", first), ("\(merge.description.prefix(8))~", second),
    ] {
      let revision = try await local.revision(named: name)
      #expect(revision == Revision(ref: name, commit: commit))
    }
    for name in ["main~3", "HEAD^3", "v1^2", "HEAD~99999"] {
      let base = name.prefix { $0 != "~" && $0 != "^" }
      #expect(
        await sourceError { try await local.revision(named: name) }
          == .configuration("there is no commit \(name): the history of \(base) does not go there"))
    }
  }

  @Test(
    "nothing else of git's language of revisions is taken",
    arguments: [
      "main@{1}", "main^{tree}", ":/change", "HEAD:a.yaml", "", "..", "main..side", "~1", "HEAD~-1", "HEAD~9999999999",
      "HEAD^{/fix}", "@{u}",
    ])
  func language(_ name: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    try await origin.commit(["a.yaml": "2"])
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    guard case .configuration(let text) = await sourceError({ try await local.revision(named: name) }) else {
      Issue.record("\(name) was taken, or not understood")
      return
    }
    #expect(text.hasPrefix("\"\(name)\" names no commit; write a branch, a tag or a commit's id"))
  }

  @Test("a name that is not there is named in the error", arguments: ["-h", "no such", "abcdef1", "mian", "mian~2"])
  func missing(_ name: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let error = await sourceError { try await local.revision(named: name) }
    let base = name.prefix { $0 != "~" }
    #expect(error == .refNotFound(ref: "branch, tag or commit \(base)", url: origin.path))
  }

  @Test("what is staged is listed, and not what is in the work tree")
  func staged() async throws {
    let origin = try await Origin(["a.yaml": "1", "gone.yaml": "x"])
    try origin.scratch.write("2", to: "origin/a.yaml")
    try origin.scratch.write("3", to: "origin/pools/new.yaml")
    try await origin.git("rm", "--quiet", "gone.yaml")
    try await origin.git("add", "a.yaml", "pools/new.yaml")
    try origin.scratch.write("4", to: "origin/a.yaml")
    try origin.scratch.write("5", to: "origin/untracked.yaml")
    try origin.scratch.write("6", to: "origin/announced.yaml")
    try await origin.git("add", "-N", "announced.yaml")
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let files = try await local.stagedFiles()
    #expect(files.map(\.path) == ["a.yaml", "pools/new.yaml"])
    let bytes = try await local.contents(of: try #require(files.first).blob, limit: 10)
    #expect(bytes == Array("2".utf8))
  }

  @Test("another index stands in where git names one, as for a commit of some paths only")
  func otherIndex() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let index = "\(origin.scratch.path)/next-index"
    try FileManager.default.copyItem(atPath: "\(origin.path)/.git/index", toPath: index)
    try await origin.commit(["b.yaml": "2"])
    let local = LocalRepository(
      LocalRepository.Location(folder: origin.path, gitDirectory: "\(origin.path)/.git", indexFile: index))
    #expect(try await local.stagedFiles().map(\.path) == ["a.yaml"])
  }

  @Test("a linked work tree has its own HEAD and index")
  func worktree() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let path = "\(origin.scratch.path)/linked"
    try await Tool.git("worktree", "add", "--quiet", "-b", "side", path, in: origin.path)
    try origin.scratch.write("2", to: "linked/b.yaml")
    try await Tool.git("add", "b.yaml", in: path)
    let local = LocalRepository(LocalRepository.Location(folder: path))
    #expect(try await local.stagedFiles().map(\.path) == ["a.yaml", "b.yaml"])
    #expect(try await local.revision(named: "side").commit == origin.head())
  }

  @Test("a folder in no repository is said to be in none")
  func none() async throws {
    let scratch = try TemporaryFolder()
    let local = LocalRepository(LocalRepository.Location(folder: scratch.path))
    guard case .notFound(scratch.path, _) = await sourceError({ try await local.revision(named: "HEAD") }) else {
      Issue.record("no error, or another")
      return
    }
  }

  @Test("a push that is not accepted yet can be read where git keeps it meanwhile", .timeLimit(.minutes(10)))
  func quarantine() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let (bare, asked, answer) = (
      "\(origin.scratch.path)/bare.git", "\(origin.scratch.path)/asked", "\(origin.scratch.path)/answer"
    )
    try await Tool.git("init", "--quiet", "--bare", bare)
    try Fifo.make(asked)
    try Fifo.make(answer)
    try origin.scratch.write(
      """
      #!/bin/sh
      echo "$(pwd)|$GIT_DIR|$GIT_OBJECT_DIRECTORY|$GIT_ALTERNATE_OBJECT_DIRECTORIES" > \(asked)
      exec cat \(answer)
      """, to: "bare.git/hooks/pre-receive", mode: 0o755)
    let commit = try await origin.head()
    async let push = Tool.git("push", "--quiet", bare, "main", in: origin.path)
    let words = try await blocking { try Fifo.read(asked) }
      .trimmingCharacters(in: .newlines).split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    func full(_ path: String) -> String { path.hasPrefix("/") ? path : "\(words[0])/\(path)" }
    let location = LocalRepository.Location(
      folder: words[0], gitDirectory: full(words[1]), objectDirectory: full(words[2]),
      alternateObjectDirectories: [full(words[3])])
    #expect(try await LocalRepository(location).files(in: commit).map(\.path) == ["a.yaml"])
    let outside = LocalRepository(LocalRepository.Location(folder: bare))
    #expect(await sourceError { try await outside.files(in: commit) } != nil)
    try await blocking { try Fifo.release(answer) }
    _ = try await push
    #expect(try await outside.files(in: commit).map(\.path) == ["a.yaml"])
  }
}
