package import Pools
package import Reconciliation
import Synchronization

package import struct Foundation.Date

/// A reconciliation log in memory, for tests of what writes to one. It keeps the port's contract, but nothing on a disk.
package final class InMemoryRunLog: RunLog {
  private struct Content {
    /// In the order in which they began, without their reports.
    var runs: [RunRecord] = []
    var reports: [RunID: [PoolName: PoolReport]] = [:]
    var intents: [(id: Int64, intent: WriteIntent, end: WriteEnd?)] = []
    var told: Set<Int64> = []
    var baselines: [PoolName: Baseline] = [:]
    var states: [PoolName: PoolState] = [:]
    var awakenings: [PoolName: Awakening] = [:]
    var adoptions: [PoolName: Adoption] = [:]
    var orphans: [PoolName: OrphanedPool] = [:]
    var takenRevision: TakenRevision?
    var lastGood: Revision?
    var lastGoodPools: Set<PoolName>?
    var taken: TakenManifests?
    var sourceFault: SourceFault?
    var calls: [(run: RunID?, call: AzureCall)] = []

    mutating func change(_ run: RunID, _ body: (inout RunRecord) -> Void) throws {
      guard let position = runs.firstIndex(where: { $0.start.id == run }) else { throw InMemoryRunLog.noRun(run) }
      body(&runs[position])
    }

    /// The run with its reports; with only that of `pool` where one is named.
    func whole(_ run: RunRecord, pool: PoolName? = nil) -> RunRecord {
      var run = run
      if pool != nil { run.unlisted = 0 }
      let reports = reports[run.start.id] ?? [:]
      run.pools =
        if let pool { reports[pool].map { [$0] } ?? [] } else { reports.values.sorted { $0.name < $1.name } }
      return run
    }
  }
  private let content = Mutex(Content())

  private let state: String?

  /// - Parameter identity: of the state; nil for one of an older version.
  package init(identity: String? = "0a1b2c3d") { state = identity }

  private static func noRun(_ run: RunID) -> LogError {
    .storage(path: ":memory:", reason: "the log has no run \(run)")
  }

  /// Every write in the order of the intents, with its end where it has one: what a test asks about afterwards.
  package var writes: [(intent: WriteIntent, end: WriteEnd?)] {
    content.withLock { $0.intents.map { ($0.intent, $0.end) } }
  }

  package func begin(_ run: RunStart) async throws {
    try content.withLock { content in
      guard !content.runs.contains(where: { $0.start.id == run.id }) else {
        throw LogError.storage(path: ":memory:", reason: "the run \(run.id) has already begun")
      }
      content.runs.append(RunRecord(start: run))
    }
  }

  package func setRevision(_ revision: Revision, of run: RunID) async throws {
    try content.withLock { try $0.change(run) { $0.revision = revision } }
  }

  package func note(_ text: String, in run: RunID) async throws {
    try content.withLock { try $0.change(run) { $0.notes.append(text) } }
  }

  package func finish(_ run: RunID, at date: Date, error: String?) async throws {
    try content.withLock { content in
      try content.change(run) { record in
        record.finishedAt = date
        record.error = error
      }
    }
  }

  package func closeAbandonedRuns(at date: Date) async throws -> Int {
    content.withLock { content in
      let open = content.runs.indices.filter { content.runs[$0].finishedAt == nil }
      for position in open {
        content.runs[position].finishedAt = date
        content.runs[position].error = "the process ended before the run did"
      }
      return open.count
    }
  }

  package func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws {
    try content.withLock { content in
      guard !entries.isEmpty else { return }
      try content.change(run) { _ in }
      for entry in entries {
        if entry.isNoNews(after: content.states[entry.report.name]?.last) {
          try content.change(run) { $0.unlisted += 1 }
        } else {
          content.reports[run, default: [:]][entry.report.name] = entry.report
        }
        content.told.formUnion(entry.told)
        var state = entry.state
        (state.last, state.lastRun, state.lastAt) = (entry.report, run, date)
        if let before = content.states[state.name] { state.suspension = before.suspension }
        content.states[state.name] = state
        if entry.isForgotten {
          (content.baselines[state.name], content.orphans[state.name]) = (nil, nil)
        }
      }
    }
  }

  package func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws {
    try content.withLock { content in
      try content.change(run) { _ in }
      for report in reports { content.reports[run, default: [:]][report.name] = report }
    }
  }

  package func intend(_ intent: WriteIntent) async throws -> Int64 {
    try content.withLock { content in
      try content.change(intent.run) { _ in }
      let id = Int64(content.intents.count + 1)
      content.intents.append((id, intent, nil))
      return id
    }
  }

  package func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws {
    try content.withLock { content in
      guard let position = content.intents.firstIndex(where: { $0.id == write && $0.end == nil }) else {
        throw LogError.storage(path: ":memory:", reason: "the write \(write) is not in the log, or has already ended")
      }
      content.intents[position].end = end
      let intent = content.intents[position].intent
      guard let sent = intent.baseline else { return }
      switch end {
      case .succeeded: content.baselines[intent.pool] = sent
      case .failed:
        let before = content.baselines[intent.pool]
        content.baselines[intent.pool] = Baseline.afterFailure(of: sent, before: before)
      case .notSent: break
      }
    }
  }

  package func openWrites() async throws -> [OpenWrite] {
    content.withLock { content in
      content.intents.filter { $0.end == nil }.map { OpenWrite(id: $0.id, intent: $0.intent) }
    }
  }

  package func untoldWrites() async throws -> [OpenWrite] {
    content.withLock { content in
      content.intents
        .filter { $0.end == .succeeded && $0.intent.effect != nil && !content.told.contains($0.id) }
        .map { OpenWrite(id: $0.id, intent: $0.intent) }
    }
  }

  package func baseline(of pool: PoolName) async throws -> Baseline? { content.withLock { $0.baselines[pool] } }

  package func baselines() async throws -> [PoolName: Baseline] { content.withLock { $0.baselines } }

  package func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws {
    content.withLock { $0.baselines[pool] = baseline }
  }

  package func states() async throws -> [PoolName: PoolState] { content.withLock { $0.states } }

  package func setState(_ state: PoolState) async throws { content.withLock { $0.states[state.name] = state } }

  package func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws {
    content.withLock { content in
      var state = content.states[pool] ?? PoolState(name: pool)
      body(&state)
      content.states[pool] = state
    }
  }

  package func orphans() async throws -> [PoolName: OrphanedPool] { content.withLock { $0.orphans } }

  package func takenRevision() async throws -> TakenRevision? { content.withLock { $0.takenRevision } }

  package func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws {
    content.withLock { content in
      for name in forgetting { content.orphans[name] = nil }
      for orphan in orphans { content.orphans[orphan.name] = orphan }
      if let revision { content.takenRevision = revision }
    }
  }

  package func rename(_ pool: PoolName, to name: PoolName) async throws {
    content.withLock { content in
      if let baseline = content.baselines.removeValue(forKey: pool) { content.baselines[name] = baseline }
      if var state = content.states.removeValue(forKey: pool) {
        state.name = name
        state.last?.name = name
        state.suspension = state.suspension ?? content.states[name]?.suspension
        content.states[name] = state
      }
      if let awakening = content.awakenings.removeValue(forKey: pool), content.awakenings[name] == nil {
        content.awakenings[name] = awakening
      }
      if let adoption = content.adoptions.removeValue(forKey: pool), content.adoptions[name] == nil {
        content.adoptions[name] = adoption
      }
      (content.orphans[pool], content.orphans[name]) = (nil, nil)
      for position in content.intents.indices where content.intents[position].intent.pool == pool {
        let write = content.intents[position]
        let isUntold = write.end == .succeeded && write.intent.effect != nil && !content.told.contains(write.id)
        if write.end == nil || isUntold { content.intents[position].intent.pool = name }
      }
    }
  }

  package func awakenings() async throws -> [PoolName: Awakening] { content.withLock { $0.awakenings } }

  package func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws {
    content.withLock { $0.awakenings[pool] = awakening }
  }

  package func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool {
    content.withLock { content in
      guard let awakening = content.awakenings[pool], awakening.until <= date else { return false }
      content.awakenings[pool] = nil
      return true
    }
  }

  package func identity() async throws -> String? { state }

  package func adoptions() async throws -> [PoolName: Adoption] { content.withLock { $0.adoptions } }

  package func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws {
    content.withLock { $0.adoptions[pool] = adoption }
  }

  package func lastGoodRevision() async throws -> Revision? { content.withLock { $0.lastGood } }

  package func lastGoodPools() async throws -> Set<PoolName>? { content.withLock { $0.lastGoodPools } }

  package func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws {
    content.withLock { content in
      content.lastGood = revision
      if let pools { content.lastGoodPools = pools }
    }
  }

  package func takenManifests() async throws -> TakenManifests? { content.withLock { $0.taken } }

  package func setTakenManifests(_ taken: TakenManifests) async throws { content.withLock { $0.taken = taken } }

  package func sourceFault() async throws -> SourceFault? { content.withLock { $0.sourceFault } }

  package func setSourceFault(_ fault: SourceFault?) async throws { content.withLock { $0.sourceFault = fault } }

  package func record(_ call: AzureCall, in run: RunID?) async throws {
    try content.withLock { content in
      if let run { try content.change(run) { _ in } }
      content.calls.append((run, call))
    }
  }

  package func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord] {
    content.withLock { content in
      content.runs.reversed()
        .filter { run in
          guard let pool else { return true }
          return content.reports[run.start.id]?[pool] != nil || run.notes.contains { $0.hasPrefix("\(pool): ") }
        }
        .prefix(max(0, limit)).map { content.whole($0, pool: pool) }
    }
  }

  package func run(_ id: RunID) async throws -> RunRecord? {
    content.withLock { content in content.runs.first { $0.start.id == id }.map { content.whole($0) } }
  }

  package func calls(in run: RunID) async throws -> [AzureCall] {
    content.withLock { content in content.calls.filter { $0.run == run }.map(\.call) }
  }

  package func prune(before date: Date, keeping count: Int) async throws -> Int {
    content.withLock { content in
      let needed = Set(
        content.states.values.compactMap(\.lastRun) + content.intents.filter { $0.end == nil }.map(\.intent.run))
      let old = Set(
        content.runs.dropLast(count).filter { run in run.finishedAt.map { $0 < date } ?? false }.map(\.start.id)
      ).subtracting(needed)
      content.runs.removeAll { old.contains($0.start.id) }
      for run in old { content.reports[run] = nil }
      let loose = content.calls.indices.filter { content.calls[$0].run == nil }.dropLast(count)
        .filter { content.calls[$0].call.startedAt < date }
      for position in loose.reversed() { content.calls.remove(at: position) }
      content.calls.removeAll { call in call.run.map(old.contains) ?? false }
      return old.count
    }
  }
}
