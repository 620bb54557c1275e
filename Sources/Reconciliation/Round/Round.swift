import Foundation
import Logging
import Manifests
import Pools

/// One run, from the source to the record: an ordered list of steps, and one place that always records.
struct Round: Sendable {
  let controller: Controller
  var request: ReconcileRequest
  let run: RunID
  let startedAt: Date
  /// Of a round over all pools.
  let read: AwaitedReads.Read?
  var events: @Sendable (ReconcileEvent) async -> Void

  func perform() async throws -> RunReport {
    guard !request.dryRun else { return try await work() }
    let log = controller.log
    try await controller.settlePast()
    try await log.begin(RunStart(id: run, trigger: request.trigger, reason: request.reason, startedAt: startedAt))
    do {
      let report = try await work()
      try await log.finish(run, at: report.finishedAt, error: report.error)
      return report
    } catch {
      let reason =
        error is CancellationError ? "ended before it was done; the next run goes on" : controller.describe(error)
      try await log.finish(run, at: controller.clock.now(), error: reason)
      throw error
    }
  }

  private func work() async throws -> RunReport {
    let loaded: LoadedRevision
    do {
      try await controller.azure.signIn()
    } catch let error as AzureError {
      // The reads that follow say it for the pools; here it only must not stop the reading of the source.
      controller.logger.debug("az is not ready", metadata: ["error": "\(controller.describe(error))"])
    }
    let held = HeldPools(busy: controller.busy, run: run)
    defer { held.releaseAll() }
    var selection: Selection
    do {
      (loaded, selection) = try await controller.entrance.holding {
        let loaded = try await controller.manifests.newest(request.ref, as: read, recording: !request.dryRun)
        let selection = try await select(from: loaded, claiming: held)
        if !request.dryRun { try await controller.manifests.keep(loaded) }
        return (loaded, selection)
      }
    } catch let error where error is CancellationError || error is LogError || error is ReconcileError {
      throw error
    } catch {
      // Faults of manifests are told with their pools, whatever ref they are at.
      let fault = (error as? InvalidManifests).map { controller.manifests.sourceFault($0, at: $0.revision) }
      return report(revision: nil, error: controller.describe(error), source: fault, notes: [], pools: [])
    }
    try await settleWakes(of: &selection)
    try await settleAdoptions(of: &selection)
    try await announce(loaded, selection)
    let revision = RunRevision(loaded, notes: loaded.notes + selection.notes)
    let pools = try await reconcile(selection, held, revision, mayRename: loaded.mayRemovePools)
    if let note = Self.unreadSecrets(in: pools) {
      _ = revision.note(note)
      await events(.note(note))
    }
    let end = revision.now
    let error = end.error.flatMap { concerns($0, loaded) ? $0 : nil }
    return report(
      revision: end.revision, error: error.map(controller.describe), source: end.fault,
      notes: end.notes + end.poolNotes.sorted(),
      warnings: request.dryRun ? loaded.warnings : [], pools: pools)
  }

  /// True where an error is one of the run: of the repository as a whole, or of a pool that the run is about.
  private func concerns(_ error: any Error, _ loaded: LoadedRevision) -> Bool {
    guard error is InvalidManifests, !request.pools.isEmpty else { return true }
    return request.pools.contains { loaded.held[$0] != nil || loaded.unreadable[$0] != nil }
  }

  /// What a plan that reads no secrets says of those of which it knows nothing.
  private static func unreadSecrets(in pools: [PoolReport]) -> String? {
    let count = pools.reduce(0) { $0 + $1.secrets.values.count { $0 == .notKnownHere } }
    guard count > 0 else { return nil }
    return "secrets were not read: \(count) shown as not known here; weir plan --with-secrets reads them"
  }

  private func announce(_ loaded: LoadedRevision, _ selection: Selection) async throws {
    if !request.dryRun {
      try await controller.log.setRevision(loaded.revision, of: run)
      for note in loaded.notes + selection.notes { try await controller.log.note(note, in: run) }
    }
    let subscriptions = Set(selection.pools.map(\.subscription))
    await events(
      .began(
        run: run, revision: loaded.revision, pools: selection.pools.map(\.name), subscriptions: subscriptions.count))
    for note in loaded.notes + selection.notes { await events(.note(note)) }
  }

  private func report(
    revision: Revision?, error: String?, source: SourceFault?, notes: [String], warnings: [Diagnostic] = [],
    pools: [PoolReport]
  ) -> RunReport {
    RunReport(
      run: run, trigger: request.trigger, revision: revision, startedAt: startedAt, finishedAt: controller.clock.now(),
      error: error, source: source, notes: notes, warnings: warnings, pools: pools)
  }

  /// All selected pools, each subscription by itself, so that one out of reach does not hold up another.
  private func reconcile(
    _ selection: Selection, _ held: HeldPools, _ revision: RunRevision, mayRename: Bool
  ) async throws -> [PoolReport] {
    let context = PoolContext(
      round: self, held: held, claims: ResourceClaims(selection.all), groups: MadeGroups(),
      bystanders: Bystanders(clock: controller.clock), revision: revision, orphans: selection.orphans,
      mayRename: mayRename)
    let bySubscription = Dictionary(grouping: selection.pools, by: \.subscription)
    return try await withThrowingTaskGroup(of: [PoolReport].self) { tasks in
      for (subscription, pools) in bySubscription.sorted(by: { $0.key < $1.key }) {
        tasks.addTask {
          try await SubscriptionRound(context: context, subscription: subscription, pools: pools).perform()
        }
      }
      var reports: [PoolReport] = []
      for try await some in tasks { reports += some }
      return reports
    }
  }
}

/// What every pool's work in a round needs.
struct PoolContext: Sendable {
  private(set) var round: Round
  let held: HeldPools
  var claims: ResourceClaims
  let groups: MadeGroups
  let bystanders: Bystanders
  let revision: RunRevision
  /// The pools that no manifest describes any more.
  let orphans: Set<PoolName>
  /// True where the revision may hand pools over to new names.
  var mayRename: Bool
  /// True where a pool is planned that nothing is done to, so that nothing is noted of it.
  private(set) var isPreview = false

  init(
    round: Round, held: HeldPools, claims: ResourceClaims, groups: MadeGroups, bystanders: Bystanders,
    revision: RunRevision, orphans: Set<PoolName>, mayRename: Bool
  ) {
    self.round = round
    self.held = held
    self.claims = claims
    self.groups = groups
    self.bystanders = bystanders
    self.revision = revision
    self.orphans = orphans
    self.mayRename = mayRename
  }

  var controller: Controller { round.controller }
  var request: ReconcileRequest { round.request }

  /// The same, for a pool that is only planned.
  var preview: PoolContext {
    var context = self
    context.round.request.dryRun = true
    context.round.events = { _ in }
    context.isPreview = true
    return context
  }
}
