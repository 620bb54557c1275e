import Foundation
import Glibc
import LocalServers
import Manifests
import Reconciliation
import Synchronization
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("reading commits")
struct ReadingTests {
  @Test("symbolic links and submodules are left out, and files that can be run are files")
  func kinds() async throws {
    let (origin, module) = (try await Origin(["pools/a.yaml": "1", "run.sh": "x"]), try await Origin(["b.yaml": "2"]))
    #expect(symlink("/etc/passwd", "\(origin.path)/pools/link.yaml") == 0)
    #expect(symlink("/etc", "\(origin.path)/folder") == 0)
    #expect(chmod("\(origin.path)/run.sh", 0o755) == 0)
    try await Tool.git(
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.path, "module", in: origin.path)
    let commit = try await origin.commit([:])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    #expect(try await repository.files(in: commit).map(\.path) == [".gitmodules", "pools/a.yaml", "run.sh"])
  }

  @Test("files come sorted by their bytes, whatever the folders")
  func sorted() async throws {
    let names = ["a.yaml", "a/b.yaml", "a-b/c.yaml", "é.yaml", "z z.yaml", "A.yaml"]
    let origin = try await Origin(Dictionary(uniqueKeysWithValues: names.map { ($0, "x") }))
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let paths = try await local.files(in: origin.head()).map(\.path)
    #expect(paths == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test("a blob larger than the limit is refused, and one just as large is read", arguments: [9, 10])
  func blobLimit(_ limit: Int) async throws {
    let origin = try await Origin(["a.yaml": "0123456789"])
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let blob = try await origin.blob("a.yaml")
    if limit == 10 {
      #expect(try await local.contents(of: blob, limit: limit).count == 10)
    } else {
      let error = await sourceError { try await local.contents(of: blob, limit: limit) }
      #expect(error == .tooLarge(what: "blob \(blob)", limit: limit))
    }
  }

  @Test(
    "a commit that is larger than the limits is refused",
    arguments: [
      ReadingLimits(files: 2), ReadingLimits(folders: 2), ReadingLimits(depth: 1), ReadingLimits(treeBytes: 30),
    ])
  func treeLimits(_ limits: ReadingLimits) async throws {
    let origin = try await Origin(["a.yaml": "1", "b/c.yaml": "2", "b/d/e.yaml": "3"])
    let local = LocalRepository(LocalRepository.Location(folder: origin.path), limits: limits)
    let commit = try await origin.head()
    guard case .tooLarge = await sourceError({ try await local.files(in: commit) }) else {
      Issue.record("it was read")
      return
    }
  }

  @Test("a few trees that name each other a million times are refused")
  func bomb() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    var tree = try await origin.git("rev-parse", "HEAD^{tree}")
    for _ in 0..<20 {
      let list = (0..<10).map { "040000 tree \(tree)\td\($0)\n" }.joined()
      let file = try origin.scratch.write(list, to: "list")
      let script = try origin.scratch.write("exec git mktree < \(file)", to: "mktree")
      tree = try await Tool.git("-c", "alias.bomb=!sh \(script)", "bomb", in: origin.path)
    }
    let text = try await origin.git("commit-tree", tree, "-m", "bomb")
    let commit = try #require(CommitID(text))
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let error = await sourceError { try await local.files(in: commit) }
    #expect(
      error == .tooLarge(what: "the number of folders", limit: 100_000)
        || error
          == .tooLarge(
            what: "the number of files", limit: 100_000)
    )
  }

  @Test("reads that block leave Swift's own threads free: a timer ticks on", .timeLimit(.minutes(10)))
  func blockingReads() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let objects = (0..<20).map { _ in
      GitObjects(at: GitObjects.Place(root: .around(origin.path)), limits: ReadingLimits())
    }
    // Twenty reads wait, each on its repository's thread, for ten ticks of a timer that needs a thread of the pool.
    let ticks = DispatchSemaphore(value: 0)
    let done = try await withThrowingTaskGroup(of: Int.self) { group in
      for reader in objects {
        group.addTask {
          await reader.perform { ticks.wait() }
          return try await reader.revision(named: "HEAD").commit.description.count
        }
      }
      for _ in 0..<10 { try await Task.sleep(for: .milliseconds(50)) }
      for _ in objects { ticks.signal() }
      return try await group.reduce(0) { count, _ in count + 1 }
    }
    #expect(done == 20)
  }

  @Test("a commit that is not there is said to be missing")
  func missingCommit() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let local = LocalRepository(LocalRepository.Location(folder: origin.path))
    let commit = try #require(CommitID(String(repeating: "0a", count: 20)))
    let error = await sourceError { try await local.files(in: commit) }
    #expect(error == .refNotFound(ref: commit.description, url: origin.path))
  }
}
