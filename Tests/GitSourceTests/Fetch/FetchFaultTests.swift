import Foundation
import LocalServers
import Manifests
import Reconciliation
import TemporaryFolders
import Testing

@testable import GitSource

@Suite("fetches that go wrong")
struct FetchFaultTests {
  @Test("a server that says nothing is left after the timeout, with all that was started", .timeLimit(.minutes(10)))
  func silent() async throws {
    let (scratch, listener) = (try TemporaryFolder(), try Listener())
    // The lock passes on to the shell's child and the fetch: it is free when both are gone.
    let lock = "\(scratch.path)/alive"
    let program = try FetchChild.program(after: "exec 9>\(lock); flock 9; sleep 1000 &")
    let url = "https://localhost:\(listener.port)/pools.git"
    let repository = try makeRepository(url, in: scratch, timeout: .seconds(1), program: program)
    let error = await sourceError { try await repository.fetch() }
    #expect(error == .timedOut(url: url, after: .seconds(1)))
    #expect(try await blocking { try FileLock(lock).isTaken(within: 300) })
  }

  @Test("a cancelled fetch ends, with all that was started", .timeLimit(.minutes(10)))
  func cancelled() async throws {
    let (scratch, listener) = (try TemporaryFolder(), try Listener())
    let lock = "\(scratch.path)/alive"
    let ready = "\(scratch.path)/ready"
    try Fifo.make(ready)
    let program = try FetchChild.program(after: "exec 9>\(lock); flock 9; sleep 1000 & echo > \(ready)")
    let repository = try makeRepository("https://localhost:\(listener.port)/a", in: scratch, program: program)
    let fetch = Task { try await repository.fetch() }
    // Opening blocks until the shell has come that far.
    _ = try await blocking { try Fifo.read(ready) }
    fetch.cancel()
    await #expect(throws: CancellationError.self) { try await fetch.value }
    #expect(try await blocking { try FileLock(lock).isTaken(within: 300) })
  }

  @Test("a port that nobody listens on is out of reach, in one line")
  func refusedConnection() async throws {
    let scratch = try TemporaryFolder()
    let url = "https://localhost:\(try Server.freePort())/pools.git"
    let error = await sourceError { try await makeRepository(url, in: scratch).fetch() }
    guard case .unreachable(url, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.contains("\n"))
  }

  @Test("a full disk is said to be one, and the refs stay as they were")
  func fullDisk() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let before = try await makeRepository(origin.path, in: origin.scratch).fetch()
    let noise = (0..<60_000).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
    let commit = try await origin.commit(["noise": noise])
    // A limit on the size of files is met as a full disk is, without one to fill. The shell counts blocks of 512 bytes.
    let program = try FetchChild.program(after: "ulimit -f 64")
    let repository = try makeRepository(origin.path, in: origin.scratch, program: program)
    let error = await sourceError { try await repository.fetch() }
    guard case .storage(repository.mirror, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await repository.revision(of: nil) == before)
    #expect(try await makeRepository(origin.path, in: origin.scratch).fetch().commit == commit)
    #expect(try leftovers(in: repository.mirror).isEmpty)
  }

  @Test("a repository larger than the limit is refused")
  func tooLarge() async throws {
    let noise = (0..<60_000).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
    let origin = try await Origin(["noise": noise])
    let repository = try makeRepository(origin.path, in: origin.scratch, maximumFetch: 10_000)
    let error = await sourceError { try await repository.fetch() }
    #expect(error == .tooLarge(what: "the fetch", limit: 10_000))
  }

  @Test("more refs than the limit are refused")
  func tooManyRefs() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    for name in ["a", "b", "c"] { try await origin.git("branch", name) }
    let repository = try makeRepository(origin.path, in: origin.scratch, limits: ReadingLimits(refs: 3))
    let error = await sourceError { try await repository.fetch() }
    #expect(error == .tooLarge(what: "the number of branches and tags", limit: 3))
  }

  @Test("a program that is no fetch, or is not there, is an error that names it", arguments: ["/bin/true", "/no/such"])
  func program(_ path: String) async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let program = GitRepositorySettings.FetchProgram(executable: path, arguments: [])
    let error = await sourceError {
      try await makeRepository(origin.path, in: origin.scratch, program: program).fetch()
    }
    #expect(error != nil)
  }

  @Test("what a killed fetch left behind is taken away by the next")
  func leftoversGo() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    let mirror = repository.mirror
    for name in [
      "objects/pack/pack_git2_a8f3", "objects/pack/pack-0123.pack", "packed-refs.new", "packed-refs.lock",
    ] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(mirror)/\(name)"))
    }
    try FileManager.default.createDirectory(atPath: "\(mirror).new/objects", withIntermediateDirectories: true)
    _ = try await repository.fetch()
    #expect(try leftovers(in: mirror).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(mirror).new"))
    try await Tool.git("fsck", "--full", "--strict", in: mirror)
  }

  @Test("a fetch that is killed at any moment leaves the refs of before or of after, and the next one makes it good")
  func killed() async throws {
    let origin = try await Origin(["a.yaml": "0"])
    let healthy = try makeRepository(origin.path, in: origin.scratch)
    var before = try await healthy.fetch().commit
    for step in 0..<12 {
      let after = try await origin.commit(["a.yaml": "\(step)", "b\(step).yaml": "\(step)"])
      // `$$` is the process that becomes the fetch. What it has done by then does not matter to the law.
      let program = try FetchChild.program(after: "(sleep 0.0\(step * 8 + 10); kill -9 $$) > /dev/null &")
      _ = await sourceError { try await makeRepository(origin.path, in: origin.scratch, program: program).fetch() }
      let seen = try await makeRepository(origin.path, in: origin.scratch).revision(of: nil).commit
      #expect(seen == before || seen == after)
      #expect(try await healthy.files(in: seen).contains { $0.path == "a.yaml" })
      if step.isMultiple(of: 3) { #expect(try await healthy.fetch().commit == after) }
      before = try await healthy.revision(of: nil).commit
    }
    #expect(try await healthy.fetch().commit == origin.head())
    #expect(try leftovers(in: healthy.mirror).isEmpty)
    try await Tool.git("fsck", "--full", "--strict", in: healthy.mirror)
  }

  @Test("many fetches at once into one mirror take turns", .timeLimit(.minutes(10)))
  func turns() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    let head = try await origin.head()
    try await withThrowingTaskGroup(of: Revision.self) { group in
      for _ in 0..<6 { group.addTask { try await repository.fetch() } }
      for try await revision in group { #expect(revision.commit == head) }
    }
    #expect(try leftovers(in: repository.mirror).isEmpty)
  }

  @Test("a fetch that waits for another all its time says so")
  func busy() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch, timeout: .seconds(20))
    _ = try await repository.fetch()
    let held = try FileLock(repository.mirror + ".lock")
    #expect(try held.isTaken(within: 0))
    let error = await sourceError { try await repository.fetch() }
    guard case .storage(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("another process"))
    withExtendedLifetime(held) {}
  }

  @Test("a damaged mirror is said to be damaged, with what to do")
  func damaged() async throws {
    let origin = try await Origin(["a.yaml": "1"])
    let repository = try makeRepository(origin.path, in: origin.scratch)
    _ = try await repository.fetch()
    try FileManager.default.removeItem(atPath: repository.mirror + "/HEAD")
    let error = await sourceError { try await repository.fetch() }
    guard case .storage(repository.mirror, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("delete"))
  }

  private func leftovers(in mirror: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: mirror).filter { name in
      name.hasSuffix(".lock") || name.hasSuffix(".new") || name.contains("_git2_")
    }
  }
}
