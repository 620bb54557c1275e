package import Pools

package import struct Foundation.Date

/// A log that no secret value gets into: every text is redacted before it is kept.
///
/// Baselines pass through as they are, since they are compared with what is sent and read: what is secret in them is replaced
/// by the rules of its field when they are made.
package struct RedactingRunLog: RunLog {
  private let base: any RunLog
  private let redactor: Redactor

  package init(_ base: any RunLog, redactor: Redactor) {
    self.base = base
    self.redactor = redactor
  }

  package func begin(_ run: RunStart) async throws {
    var run = run
    run.reason = redactor.redact(run.reason)
    try await base.begin(run)
  }

  package func setRevision(_ revision: Revision, of run: RunID) async throws {
    try await base.setRevision(revision, of: run)
  }

  package func note(_ text: String, in run: RunID) async throws { try await base.note(redactor.redact(text), in: run) }

  package func finish(_ run: RunID, at date: Date, error: String?) async throws {
    try await base.finish(run, at: date, error: redactor.redact(error))
  }

  package func closeAbandonedRuns(at date: Date) async throws -> Int { try await base.closeAbandonedRuns(at: date) }

  package func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws {
    let redacted = entries.map { entry in
      var entry = entry
      entry.report = redactor.redact(entry.report)
      entry.state = redact(entry.state)
      return entry
    }
    try await base.record(redacted, in: run, at: date)
  }

  package func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws {
    try await base.mention(reports.map { redactor.redact($0) }, in: run, at: date)
  }

  package func intend(_ intent: WriteIntent) async throws -> Int64 {
    var intent = intent
    if let effect = intent.effect { intent.effect?.changes = effect.changes.map { redactor.redact($0) } }
    return try await base.intend(intent)
  }

  package func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws {
    var end = end
    if case .failed(let message) = end { end = .failed(redactor.redact(message)) }
    try await base.end(write, as: end, at: date)
  }

  package func openWrites() async throws -> [OpenWrite] { try await base.openWrites() }
  package func untoldWrites() async throws -> [OpenWrite] { try await base.untoldWrites() }
  package func baseline(of pool: PoolName) async throws -> Baseline? { try await base.baseline(of: pool) }
  package func baselines() async throws -> [PoolName: Baseline] { try await base.baselines() }
  package func appliedTypes() async throws -> [PoolName: Set<ResourceQuery>] { try await base.appliedTypes() }

  package func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws {
    try await base.setBaseline(baseline, of: pool)
  }

  package func states() async throws -> [PoolName: PoolState] { try await base.states() }
  package func setState(_ state: PoolState) async throws { try await base.setState(redact(state)) }

  package func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws {
    let redactor = redactor
    try await base.change(pool) { state in
      body(&state)
      state = Self.redact(state, by: redactor)
    }
  }

  package func orphans() async throws -> [PoolName: OrphanedPool] { try await base.orphans() }
  package func takenRevision() async throws -> TakenRevision? { try await base.takenRevision() }

  package func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws {
    try await base.keepOrphans(orphans, forgetting: forgetting, taking: revision)
  }

  package func rename(_ pool: PoolName, to name: PoolName) async throws { try await base.rename(pool, to: name) }

  package func identity() async throws -> String? { try await base.identity() }
  package func adoptions() async throws -> [PoolName: Adoption] { try await base.adoptions() }

  package func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws {
    let redacted = adoption.map { Adoption(by: $0.by, reason: redactor.redact($0.reason), at: $0.at) }
    try await base.setAdoption(redacted, of: pool)
  }

  package func awakenings() async throws -> [PoolName: Awakening] { try await base.awakenings() }

  package func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws {
    try await base.setAwakening(awakening, of: pool)
  }

  package func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool {
    try await base.endAwakening(of: pool, overBy: date)
  }

  package func lastGoodRevision() async throws -> Revision? { try await base.lastGoodRevision() }
  package func lastGoodPools() async throws -> Set<PoolName>? { try await base.lastGoodPools() }

  package func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws {
    try await base.setLastGoodRevision(revision, pools: pools)
  }

  package func takenManifests() async throws -> TakenManifests? { try await base.takenManifests() }

  package func setTakenManifests(_ taken: TakenManifests) async throws {
    var taken = taken
    taken.held = taken.held.mapValues { held in
      var held = held
      held.reason = redactor.redact(held.reason)
      return held
    }
    try await base.setTakenManifests(taken)
  }

  package func sourceFault() async throws -> SourceFault? { try await base.sourceFault() }

  package func setSourceFault(_ fault: SourceFault?) async throws {
    try await base.setSourceFault(fault.map { redactor.redact($0) })
  }

  package func record(_ call: AzureCall, in run: RunID?) async throws {
    var call = call
    call.arguments = call.arguments.map { redactor.redact($0) }
    try await base.record(call, in: run)
  }

  package func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord] {
    try await base.runs(pool: pool, limit: limit)
  }

  package func run(_ id: RunID) async throws -> RunRecord? { try await base.run(id) }
  package func calls(in run: RunID) async throws -> [AzureCall] { try await base.calls(in: run) }
  package func prune(before date: Date, keeping count: Int) async throws -> Int {
    try await base.prune(before: date, keeping: count)
  }

  private func redact(_ state: PoolState) -> PoolState { Self.redact(state, by: redactor) }

  private static func redact(_ state: PoolState, by redactor: Redactor) -> PoolState {
    var state = state
    state.last = state.last.map { redactor.redact($0) }
    if let suspension = state.suspension { state.suspension?.reason = redactor.redact(suspension.reason) }
    return state
  }
}
