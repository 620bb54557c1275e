import Foundation
import Pools
import PortContracts
import Reconciliation

/// An Azure that a killed process can no longer reach. A call that it was killed in may still have arrived: `start` is
/// passed on first and fails afterwards at every other step.
struct FusedAzure: Azure {
  let azure: InMemoryAzure
  let fuse: Fuse

  func signIn() async throws { try fuse.burn() }
  func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] {
    try fuse.burn()
    return try await azure.resourceGroups(in: subscription)
  }
  func resourceGroup(_ name: ResourceGroupName, in subscription: SubscriptionID) async throws -> ResourceGroup? {
    try fuse.burn()
    return try await azure.resourceGroup(name, in: subscription)
  }
  func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID, page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    try fuse.burn()
    try await azure.resources(query, in: subscription, page: page)
  }
  func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? {
    try fuse.burn()
    return try await azure.resource(id, apiVersion: apiVersion)
  }
  func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws {
    try fuse.burn()
    try await azure.makeResourceGroup(group, in: subscription)
    try fuse.burn()
  }
  func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] {
    try fuse.burn()
    return try await azure.deployments(in: scope)
  }
  func start(_ deployment: DeploymentRequest) async throws {
    try fuse.burn()
    try await azure.start(deployment)
    try fuse.burn()
  }
  func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? {
    try fuse.burn()
    return try await azure.failure(of: deployment, in: scope)
  }
  func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws {
    try fuse.burn()
    try await azure.retag(id, apiVersion: apiVersion, change)
    try fuse.burn()
  }
  func delete(_ id: ResourceID, apiVersion: String) async throws {
    try fuse.burn()
    try await azure.delete(id, apiVersion: apiVersion)
    try fuse.burn()
  }
}

/// A log that a killed process can no longer write.
struct FusedLog: RunLog {
  let log: any RunLog
  let fuse: Fuse

  private func alive<Result>(_ body: () async throws -> Result) async throws -> Result {
    try fuse.burn()
    return try await body()
  }

  func begin(_ run: RunStart) async throws { try await alive { try await log.begin(run) } }
  func setRevision(_ revision: Revision, of run: RunID) async throws {
    try await alive { try await log.setRevision(revision, of: run) }
  }
  func note(_ text: String, in run: RunID) async throws { try await alive { try await log.note(text, in: run) } }
  func finish(_ run: RunID, at date: Date, error: String?) async throws {
    try await alive { try await log.finish(run, at: date, error: error) }
  }
  func closeAbandonedRuns(at date: Date) async throws -> Int { try await log.closeAbandonedRuns(at: date) }
  func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws {
    try await alive { try await log.record(entries, in: run, at: date) }
  }
  func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws {
    try await alive { try await log.mention(reports, in: run, at: date) }
  }
  func intend(_ intent: WriteIntent) async throws -> Int64 { try await alive { try await log.intend(intent) } }
  func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws {
    try await alive { try await log.end(write, as: end, at: date) }
  }
  func openWrites() async throws -> [OpenWrite] { try await alive { try await log.openWrites() } }
  func untoldWrites() async throws -> [OpenWrite] { try await alive { try await log.untoldWrites() } }
  func baseline(of pool: PoolName) async throws -> Baseline? { try await alive { try await log.baseline(of: pool) } }
  func baselines() async throws -> [PoolName: Baseline] { try await alive { try await log.baselines() } }
  func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws {
    try await alive { try await log.setBaseline(baseline, of: pool) }
  }
  func states() async throws -> [PoolName: PoolState] { try await alive { try await log.states() } }
  func setState(_ state: PoolState) async throws { try await alive { try await log.setState(state) } }
  func awakenings() async throws -> [PoolName: Awakening] { try await alive { try await log.awakenings() } }
  func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws {
    try await alive { try await log.setAwakening(awakening, of: pool) }
  }
  func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool {
    try await alive { try await log.endAwakening(of: pool, overBy: date) }
  }
  func identity() async throws -> String? { try await alive { try await log.identity() } }
  func adoptions() async throws -> [PoolName: Adoption] { try await alive { try await log.adoptions() } }
  func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws {
    try await alive { try await log.setAdoption(adoption, of: pool) }
  }
  func orphans() async throws -> [PoolName: OrphanedPool] { try await alive { try await log.orphans() } }
  func takenRevision() async throws -> TakenRevision? { try await alive { try await log.takenRevision() } }
  func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws {
    try await alive { try await log.keepOrphans(orphans, forgetting: forgetting, taking: revision) }
  }
  func rename(_ pool: PoolName, to name: PoolName) async throws {
    try await alive { try await log.rename(pool, to: name) }
  }
  func lastGoodRevision() async throws -> Revision? { try await alive { try await log.lastGoodRevision() } }
  func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws {
    try await alive { try await log.change(pool, body) }
  }
  func lastGoodPools() async throws -> Set<PoolName>? { try await alive { try await log.lastGoodPools() } }
  func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws {
    try await alive { try await log.setLastGoodRevision(revision, pools: pools) }
  }
  func takenManifests() async throws -> TakenManifests? { try await alive { try await log.takenManifests() } }
  func setTakenManifests(_ taken: TakenManifests) async throws {
    try await alive { try await log.setTakenManifests(taken) }
  }
  func sourceFault() async throws -> SourceFault? { try await alive { try await log.sourceFault() } }
  func setSourceFault(_ fault: SourceFault?) async throws { try await alive { try await log.setSourceFault(fault) } }
  func record(_ call: AzureCall, in run: RunID?) async throws { try await log.record(call, in: run) }
  func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord] { try await log.runs(pool: pool, limit: limit) }
  func run(_ id: RunID) async throws -> RunRecord? { try await log.run(id) }
  func calls(in run: RunID) async throws -> [AzureCall] { try await log.calls(in: run) }
  func prune(before date: Date, keeping count: Int) async throws -> Int {
    try await log.prune(before: date, keeping: count)
  }
}
