import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("The history of a pool")
struct HistoryTests {
  @Test("tells what was made exactly once, at whatever step the run that made it was killed")
  func killed() async throws {
    var step = 1
    var isWhole = false
    while !isWhole {
      let fuse = Fuse(step)
      let world = try World(Repository.pools("nlp", "vision"))
      let azure = FusedAzure(azure: world.azure, fuse: fuse)
      let first = world.controller(log: FusedLog(log: world.log, fuse: fuse), azure: azure)
      do { _ = try await first.reconcile(ReconcileRequest(trigger: .command)) } catch {}
      isWhole = !fuse.isBlown
      for _ in 0..<2 { try await world.reconcile(now: true) }
      for pool in ["nlp", "vision"] {
        let told = try await reports(of: pool, in: world).filter { !$0.changes.isEmpty && $0.outcome != .failed }
        #expect(told.map(\.outcome) == [.created], "\(pool), killed at step \(step)")
        #expect(told.first?.changes.count == 2, "\(pool), killed at step \(step)")
        #expect(told.first?.deployment?.hasPrefix("weir-\(pool)-") == true, "\(pool), killed at step \(step)")
      }
      #expect(try await world.log.untoldWrites().isEmpty, "killed at step \(step)")
      step += 1
    }
    #expect(step > 30)
  }

  @Test("says that a deployment nobody waited for is being applied, and what came of it with the next run")
  func notWaited() async throws {
    let world = try World(Repository.pools("vision"))
    let sent = try await world.reconcile(wait: false)
    #expect(sent.outcomes == ["vision": .applying])
    #expect(sent["vision"]?.changes.count == 2)
    #expect(try await world.log.openWrites().count == 1)
    let next = try await world.reconcile()
    #expect(next.outcomes == ["vision": .created])
    #expect(next["vision"]?.changes == sent["vision"]?.changes)
    #expect(next["vision"]?.deployment == sent["vision"]?.deployment)
    #expect(next["vision"]?.message == "begun by run \(sent.run)")
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("goes on saying that it is being applied while Azure has not ended it and nobody waits")
  func stillApplying() async throws {
    let world = try World(Repository.pools("vision"))
    world.azure.withState { $0.looksUntilDone = 3 }
    for _ in 0..<2 {
      #expect(try await world.reconcile(wait: false).outcomes == ["vision": .applying])
    }
    #expect(try await world.reconcile().outcomes == ["vision": .created])
    #expect(world.azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
  }

  @Test("has what an earlier run changed and what this one changes besides, in one report")
  func both() async throws {
    let world = try World(Repository.pools("vision"))
    try await world.reconcile()
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
    try await world.reconcile(wait: false)
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 7)]))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["vision": .updated])
    #expect(report["vision"]?.changes.map(\.after) == [7])
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }

  @Test("has in each round's record how many pools there was no news of, and no report of them")
  func idle() async throws {
    let world = try World(Repository.pools("audio", "nlp", "vision"))
    for _ in 0..<4 { try await world.reconcile() }
    let runs = try await world.log.runs(pool: nil, limit: 9)
    // The first makes them, the second finds them unchanged for the first time.
    #expect(runs.map(\.pools.count) == [0, 0, 3, 3])
    #expect(runs.map(\.unlisted) == [3, 3, 0, 0])
    let nlp = try #require(PoolName("nlp"))
    let state = try #require(try await world.log.states()[nlp])
    #expect(state.lastRun == runs.first?.start.id && state.last?.outcome == .unchanged)
    #expect(try await world.log.runs(pool: nlp, limit: 9).count == 2)
  }

  private func reports(of pool: String, in world: World) async throws -> [PoolReport] {
    try await world.log.runs(pool: PoolName(pool), limit: 100).flatMap(\.pools)
  }
}
