import Foundation
package import Logging
package import Pools
import Synchronization

/// The controller: brings pools to what the repository says, one run at a time or for ever.
///
/// It holds the ports and what outlives a run: which pools are being worked on, the manifests as they were parsed, and
/// the reads that runs share. All methods may be called from several tasks at once.
package final class Controller: Sendable {
  let source: any Source
  let azure: any Azure
  let log: any RunLog
  let secrets: any SecretReader
  /// Stands before everything that is kept or shown, and learns each secret that is read.
  let redactor: Redactor
  let clock: any WallClock
  let settings: ReconcileSettings
  let logger: Logger
  /// 64 bits of chance.
  let random: @Sendable () -> UInt64

  let manifests: RevisionReader
  let live: SharedReads<ListKey, Listing>
  let deployments: SharedReads<DeploymentScope, [DeploymentStatus]>
  /// Of the newest manifests; there is one source.
  let revisions: SharedReads<SourceRead, LoadedRevision>
  let busy: BusyPools
  /// One run at a time reads the revision and claims its pools, so that none works on by an older one than the last.
  let entrance = Slots(1)
  let slots: Slots
  /// Wakes that came and were not taken yet. They come no faster than timers, finished pools and requests do.
  let wakes = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .unbounded)
  private let hasBegun = Mutex(false)
  /// Pools that were busy when a round came for them, and are free now.
  let missed = Mutex<Set<PoolName>>([])
  /// The one line that people read of an error; the command hands it in, since text is its business.
  let describe: @Sendable (any Error) -> String

  package init(
    source: any Source, templates: any TemplateLibrary = NoTemplates(), azure: any Azure, log: any RunLog,
    secrets: any SecretReader,
    redactor: Redactor = Redactor(),
    clock: any WallClock, settings: ReconcileSettings, logger: Logger, random: @escaping @Sendable () -> UInt64,
    describe: @escaping @Sendable (any Error) -> String
  ) {
    let described: @Sendable (any Error) -> String = { redactor.redact(describe($0)) }
    let log = RedactingRunLog(log, redactor: redactor)
    self.source = source
    self.azure = azure
    self.log = log
    self.secrets = LearningSecretReader(secrets, redactor: redactor)
    self.redactor = redactor
    self.clock = clock
    self.settings = settings
    self.logger = logger
    self.random = random
    self.describe = described
    manifests = RevisionReader(
      source: source, templates: templates, log: log, settings: settings, clock: clock, describe: described)
    live = SharedReads(clock: clock)
    deployments = SharedReads(clock: clock)
    revisions = SharedReads(clock: clock)
    slots = Slots(settings.concurrency)
    let wakes = wakes
    busy = BusyPools { pool in wakes.continuation.yield(.missed(pool)) }
  }

  /// Reconciles, or plans where the request says `dryRun`, and answers what came of it.
  ///
  /// A plan leaves no trace in the log. Throws `ReconcileError`, `LogError`, or `CancellationError` where the task was
  /// cancelled; everything else that goes wrong stands in the report.
  package func reconcile(
    _ request: ReconcileRequest, events: @escaping @Sendable (ReconcileEvent) async -> Void = { _ in }
  ) async throws -> RunReport {
    try await reconcile(request, as: nil, events: events)
  }

  /// The same; `read` is there where the round's read of the source is awaited already.
  func reconcile(
    _ request: ReconcileRequest, as read: AwaitedReads.Read?,
    events: @escaping @Sendable (ReconcileEvent) async -> Void
  ) async throws -> RunReport {
    let read = read ?? (request.isWhole ? manifests.awaited.add() : nil)
    let redactor = redactor
    let redacted: @Sendable (ReconcileEvent) async -> Void = { await events(redactor.redact($0)) }
    let started = clock.now()
    let run = RunID(at: started, random: (UInt16(truncatingIfNeeded: random()), random()))
    let round = Round(
      controller: self, request: request, run: run, startedAt: started, read: read, events: redacted)
    // A plan is no run of the log, so nothing is booked on it.
    let report = try await RunContext.$run.withValue(request.dryRun ? nil : run) { try await round.perform() }
    await redacted(.finished(report))
    return redactor.redact(report)
  }

  /// Before the first run of this process: ends in the log what a process that was killed left without an end. Whoever
  /// runs a controller holds the lock on the state, so no other run goes on.
  func settlePast() async throws {
    let isFirst = hasBegun.withLock { begun in
      defer { begun = true }
      return !begun
    }
    guard isFirst else { return }
    let abandoned = try await log.closeAbandonedRuns(at: clock.now())
    if abandoned > 0 {
      logger.notice("\(abandoned == 1 ? "a run" : "\(abandoned) runs") had been cut off; what was begun is taken up")
    }
    try await pruneLog()
  }

  /// Takes runs out of the log that are older than it keeps them.
  func pruneLog() async throws {
    _ = try await log.prune(
      before: clock.now().addingTimeInterval(-settings.retain.seconds), keeping: settings.retainRuns)
  }

  /// A jittered interval: `base` ± `settings.jitter` of it.
  func jittered(_ base: Duration) -> Duration {
    let share = Double(random() >> 11) / Double(1 << 53) * 2 - 1
    return base + base * (share * settings.jitter)
  }
}

/// What there is to read of the source.
enum SourceRead: Hashable, Sendable {
  case newest
}

/// The run that a task works for, so that calls to Azure can be booked on it.
package enum RunContext {
  @TaskLocal package static var run: RunID?
}
