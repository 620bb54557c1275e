import Foundation
import Logging
import Pools
import PortContracts
import Synchronization
import Testing

@testable import Reconciliation

@Suite("What goes on side by side", .timeLimit(.minutes(10)))
struct WindowTests {
  @Test("256 pools are looked at at once and never more, and all get their turn")
  func looks() async throws {
    let gate = Gate(opensAt: 256)
    let world = try World(Repository.files(Dictionary(uniqueKeysWithValues: names(600).map { ($0, manifest($0)) })))
    let log = GatedLog(log: world.log, gate: gate)
    let report = try await world.controller(log: log).reconcile(ReconcileRequest(trigger: .command, dryRun: true))
    #expect(report.pools.count == 600)
    #expect(gate.most == 256)
  }

  @Test("one read serves all who ask before it begins, and none who ask after")
  func gathering() async throws {
    let clock = GatedClock()
    let reads = SharedReads<Int, Int>(clock: clock)
    let count = Mutex(0)
    let read: @Sendable (Int) async throws -> Int = { _ in
      count.withLock {
        $0 += 1
        return $0
      }
    }
    try await withThrowingTaskGroup(of: Int.self) { tasks in
      for _ in 0..<20 {
        tasks.addTask { try await reads.value(for: 1, gathering: .seconds(5), read: read) }
      }
      // The first of them waits; who comes in the meantime is served by it.
      await clock.isWaited()
      for _ in 0..<100 { await Task.yield() }
      clock.open()
      for try await answer in tasks { #expect(answer == 1) }
    }
    #expect(try await reads.value(for: 1, read: read) == 2)
  }

  @Test("whoever waits for others and is cancelled leaves the reading to the next")
  func cancelled() async throws {
    let clock = GatedClock()
    let reads = SharedReads<Int, Int>(clock: clock)
    let first = Task { try await reads.value(for: 1, gathering: .seconds(5)) { _ in 1 } }
    await clock.isWaited()
    let second = Task { try await reads.value(for: 1) { _ in 2 } }
    for _ in 0..<100 { await Task.yield() }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(try await second.value == 2)
  }

  private func names(_ count: Int) -> [String] { (1...count).map { "pool-\($0)" } }
  private func manifest(_ name: String) -> String { Repository.manifest(name) }
}

/// Lets nobody on until so many are there, and then looks whether one more comes.
private final class Gate: Sendable {
  private struct State {
    var inside = 0
    var most = 0
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())
  private let full: Int

  init(opensAt full: Int) { self.full = full }

  var most: Int { state.withLock { $0.most } }

  func pass() async {
    let isLast = state.withLock { state in
      state.inside += 1
      state.most = max(state.most, state.inside)
      return !state.isOpen && state.inside == full
    }
    if isLast {
      for _ in 0..<1_000 { await Task.yield() }
      let waiting = state.withLock { state in
        state.isOpen = true
        defer { state.waiting = [] }
        return state.waiting
      }
      for waiter in waiting { waiter.resume() }
    } else {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
    }
    state.withLock { $0.inside -= 1 }
  }
}

/// A log whose reading of one pool's baseline, the first thing that a look does, passes a gate.
private struct GatedLog: RunLog {
  let log: any RunLog
  let gate: Gate

  func baseline(of pool: PoolName) async throws -> Baseline? {
    await gate.pass()
    return try await log.baseline(of: pool)
  }

  func begin(_ run: RunStart) async throws { try await log.begin(run) }
  func setRevision(_ revision: Revision, of run: RunID) async throws { try await log.setRevision(revision, of: run) }
  func note(_ text: String, in run: RunID) async throws { try await log.note(text, in: run) }
  func finish(_ run: RunID, at date: Date, error: String?) async throws {
    try await log.finish(run, at: date, error: error)
  }
  func closeAbandonedRuns(at date: Date) async throws -> Int { try await log.closeAbandonedRuns(at: date) }
  func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws {
    try await log.record(entries, in: run, at: date)
  }
  func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws {
    try await log.mention(reports, in: run, at: date)
  }
  func intend(_ intent: WriteIntent) async throws -> Int64 { try await log.intend(intent) }
  func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws {
    try await log.end(write, as: end, at: date)
  }
  func openWrites() async throws -> [OpenWrite] { try await log.openWrites() }
  func untoldWrites() async throws -> [OpenWrite] { try await log.untoldWrites() }
  func baselines() async throws -> [PoolName: Baseline] { try await log.baselines() }
  func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws {
    try await log.setBaseline(baseline, of: pool)
  }
  func states() async throws -> [PoolName: PoolState] { try await log.states() }
  func setState(_ state: PoolState) async throws { try await log.setState(state) }
  func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws {
    try await log.change(pool, body)
  }
  func awakenings() async throws -> [PoolName: Awakening] { try await log.awakenings() }
  func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws {
    try await log.setAwakening(awakening, of: pool)
  }
  func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool {
    try await log.endAwakening(of: pool, overBy: date)
  }
  func identity() async throws -> String? { try await log.identity() }
  func adoptions() async throws -> [PoolName: Adoption] { try await log.adoptions() }
  func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws {
    try await log.setAdoption(adoption, of: pool)
  }
  func orphans() async throws -> [PoolName: OrphanedPool] { try await log.orphans() }
  func takenRevision() async throws -> TakenRevision? { try await log.takenRevision() }
  func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws {
    try await log.keepOrphans(orphans, forgetting: forgetting, taking: revision)
  }
  func rename(_ pool: PoolName, to name: PoolName) async throws { try await log.rename(pool, to: name) }
  func lastGoodRevision() async throws -> Revision? { try await log.lastGoodRevision() }
  func lastGoodPools() async throws -> Set<PoolName>? { try await log.lastGoodPools() }
  func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws {
    try await log.setLastGoodRevision(revision, pools: pools)
  }
  func takenManifests() async throws -> TakenManifests? { try await log.takenManifests() }
  func setTakenManifests(_ taken: TakenManifests) async throws { try await log.setTakenManifests(taken) }
  func sourceFault() async throws -> SourceFault? { try await log.sourceFault() }
  func setSourceFault(_ fault: SourceFault?) async throws { try await log.setSourceFault(fault) }
  func record(_ call: AzureCall, in run: RunID?) async throws { try await log.record(call, in: run) }
  func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord] { try await log.runs(pool: pool, limit: limit) }
  func run(_ id: RunID) async throws -> RunRecord? { try await log.run(id) }
  func calls(in run: RunID) async throws -> [AzureCall] { try await log.calls(in: run) }
  func prune(before date: Date, keeping count: Int) async throws -> Int {
    try await log.prune(before: date, keeping: count)
  }
}

/// A clock whose waits end when the test says so.
private final class GatedClock: WallClock {
  private let (gate, opening) = AsyncStream.makeStream(of: Void.self)
  private let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)

  func now() -> Date { Samples.start }
  func sleep(for duration: Duration) async throws {
    arrive.yield()
    for await _ in gate { return }
    try Task.checkCancellation()
  }
  func isWaited() async { for await _ in arrivals { return } }
  func open() { opening.yield() }
}
