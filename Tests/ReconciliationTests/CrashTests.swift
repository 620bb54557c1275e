import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

/// The process is gone: nothing after it is done, in Azure or in the log.
struct Killed: Error {}

/// Counts the calls of all ports and, from one of them on, refuses all: what a SIGKILL looks like from outside.
final class Fuse: Sendable {
  private let left: Mutex<Int>
  init(_ calls: Int) { left = Mutex(calls) }
  var isBlown: Bool { left.withLock { $0 <= 0 } }
  func burn() throws {
    try left.withLock { left in
      guard left > 0 else { throw Killed() }
      left -= 1
    }
  }
}

@Suite("A crash")
struct CrashTests {
  /// Kills the run before its n-th write or read of Azure and of the log, for every n that there is.
  @Test("at any step leaves a log from which the next run ends in the same state, no deployment sent twice")
  func anywhere() async throws {
    let steps = try await killedEverywhere { try World(Repository.pools("nlp", "vision")) }
    #expect(steps > 30)
  }

  @Test("while a count changes, drift is put back and a dropped resource is deleted, ends in the same state too")
  func changes() async throws {
    let steps = try await killedEverywhere {
      let world = try World(Repository.pools("nlp", "vision"))
      try await world.reconcile()
      var files = Repository.files([
        "nlp": Repository.manifest("nlp", count: 4), "vision": Repository.manifest("vision", count: 5),
      ])
      files["template.json"] = Repository.templateWithoutAddress
      world.source.commit(files)
      try world.change("nlp", JSONPath("sku", "capacity"), to: 7)
      world.azure.withState { $0.calls = [] }
      return world
    } check: { world, step in
      let left = world.azure.withState { $0.resources.keys.map(\.name).sorted() }
      #expect(left == ["nlp", "vision"], "killed at step \(step)")
      let deletions = world.azure.writes.filter { $0.hasPrefix("delete ") }
      #expect(Set(deletions).count == 2, "killed at step \(step): \(deletions)")
    }
    #expect(steps > 30)
  }

  /// Kills a run in a world made anew before its n-th call of any port, for every n, and lets two more runs follow.
  /// Answers how many steps there were.
  private func killedEverywhere(
    _ make: () async throws -> World, check: (World, Int) async throws -> Void = { _, _ in }
  ) async throws -> Int {
    var step = 1
    while true {
      let fuse = Fuse(step)
      let world = try await make()
      let azure = FusedAzure(azure: world.azure, fuse: fuse)
      let first = world.controller(log: FusedLog(log: world.log, fuse: fuse), azure: azure)
      do { _ = try await first.reconcile(ReconcileRequest(trigger: .command)) } catch {}
      let finished = !fuse.isBlown
      try await world.reconcile(now: true)
      let last = try await world.reconcile(now: true)
      #expect(last.outcomes == ["nlp": .unchanged, "vision": .unchanged], "killed at step \(step)")
      let starts = world.azure.writes.filter { $0.hasPrefix("start ") }
      #expect(starts.count == Set(starts).count, "killed at step \(step): \(starts)")
      #expect(try await world.log.openWrites().isEmpty, "killed at step \(step)")
      #expect(try await world.log.runs(pool: nil, limit: 10).allSatisfy { $0.finishedAt != nil })
      try await check(world, step)
      if finished { return step }
      step += 1
    }
  }
}
