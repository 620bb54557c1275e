package import Pools

package import struct Foundation.Date

/// What set a run going.
package enum Trigger: String, Hashable, Sendable, CaseIterable {
  case command
  case schedule
  case commit
  case startup
}

/// A run as it begins.
package struct RunStart: Hashable, Sendable {
  package var id: RunID
  package var trigger: Trigger
  /// Who asked for it and why, as `--reason` and the socket say.
  package var reason: String?
  package var startedAt: Date
  package init(id: RunID, trigger: Trigger, reason: String? = nil, startedAt: Date) {
    self.id = id
    self.trigger = trigger
    self.reason = reason
    self.startedAt = startedAt
  }
}

/// A run as the log keeps it.
package struct RunRecord: Hashable, Sendable {
  package var start: RunStart
  package var revision: Revision?
  /// Nil while it goes on, or where the process was killed in it.
  package var finishedAt: Date?
  /// What kept the whole run from being done: the source, a manifest.
  package var error: String?
  /// What is worth telling though it is no error: a force-push, a takeover.
  package var notes: [String]
  /// By name, without those of which there was no news.
  package var pools: [PoolReport]
  /// How many more pools were looked at and found unchanged, as the round before had found them.
  package var unlisted: Int
  package init(
    start: RunStart, revision: Revision? = nil, finishedAt: Date? = nil, error: String? = nil, notes: [String] = [],
    pools: [PoolReport] = [], unlisted: Int = 0
  ) {
    self.start = start
    self.revision = revision
    self.finishedAt = finishedAt
    self.error = error
    self.notes = notes
    self.pools = pools
    self.unlisted = unlisted
  }
}

/// One call of `az`, for the log: never its secrets, only the words of its command line.
package struct AzureCall: Hashable, Sendable {
  package var arguments: [String]
  package var startedAt: Date
  package var duration: Duration
  /// Nil where it was ended by a signal or at its deadline.
  package var exitCode: Int32?
  package init(arguments: [String], startedAt: Date, duration: Duration, exitCode: Int32?) {
    self.arguments = arguments
    self.startedAt = startedAt
    self.duration = duration
    self.exitCode = exitCode
  }
}

/// What the controller remembers of a pool from run to run.
package struct PoolState: Hashable, Sendable {
  package struct Suspension: Hashable, Sendable {
    package var reason: String
    package var since: Date
    /// Nil: until somebody resumes it.
    package var until: Date?
    /// The user who suspended it; nil where an older Weir kept no name.
    package var by: String?
    package init(reason: String, since: Date, until: Date?, by: String? = nil) {
      self.reason = reason
      self.since = since
      self.until = until
      self.by = by
    }

    /// ` by ana: exam week`, or the reason alone where nobody knows whose it is.
    package var cause: String { (by.map { " by \($0)" } ?? "") + ": \(reason)" }
  }
  package var name: PoolName
  /// How often in a row it has failed.
  package var failures: Int
  /// Not due before; nil: due.
  package var notBefore: Date?
  package var suspension: Suspension?
  /// The last report, and the run and time that it is from.
  package var last: PoolReport?
  package var lastRun: RunID?
  package var lastAt: Date?
  /// The fields that were put back lately.
  package var corrections: CorrectionHistory
  package init(
    name: PoolName, failures: Int = 0, notBefore: Date? = nil, suspension: Suspension? = nil, last: PoolReport? = nil,
    lastRun: RunID? = nil, lastAt: Date? = nil, corrections: CorrectionHistory = CorrectionHistory()
  ) {
    self.name = name
    self.failures = failures
    self.notBefore = notBefore
    self.suspension = suspension
    self.last = last
    self.lastRun = lastRun
    self.lastAt = lastAt
    self.corrections = corrections
  }

  /// When the pool is tried next; nil where it is due.
  ///
  /// A time further ahead than anything waits was written before the clock was set back, and holds off nothing; only
  /// `distantFuture`, until the manifest changes, lies that far.
  package func retryTime(at now: Date) -> Date? {
    guard let notBefore, notBefore > now else { return nil }
    let isPossible = notBefore == .distantFuture || notBefore <= now.addingTimeInterval(BackOff.bound.seconds)
    return isPossible ? notBefore : nil
  }
}

/// A pool's report, and what is remembered of the pool from then on.
package struct PoolEntry: Hashable, Sendable {
  package var report: PoolReport
  package var state: PoolState
  /// The writes that the report tells of.
  package var told: [Int64]
  /// True where nothing of the pool is left: its baseline and what is kept of it as an orphan go with this entry.
  package var isForgotten: Bool
  package init(report: PoolReport, state: PoolState, told: [Int64] = [], isForgotten: Bool = false) {
    self.report = report
    self.state = state
    self.told = told
    self.isForgotten = isForgotten
  }
}

extension PoolEntry {
  /// True where the pool is unchanged and `last`, the log's last report of it, says exactly the same.
  package func isNoNews(after last: PoolReport?) -> Bool {
    report.outcome == .unchanged && told.isEmpty && report == last
  }
}

/// The reconciliation log. The port to the database.
///
/// Every method is durable when it returns, does its work to the end even where the task is cancelled, since what was
/// done must stand in the log, and throws `LogError`.
package protocol RunLog: Sendable {
  func begin(_ run: RunStart) async throws
  /// Sets what is known only once the run goes on.
  func setRevision(_ revision: Revision, of run: RunID) async throws
  func note(_ text: String, in run: RunID) async throws
  func finish(_ run: RunID, at date: Date, error: String?) async throws
  /// Ends, with an error, every run that has no end: their process was killed. Answers how many there were.
  func closeAbandonedRuns(at date: Date) async throws -> Int

  /// Keeps pools' reports and, in the same transaction, their states from now on: `last`, `lastRun` and `lastAt` of the
  /// states become this report, run and date. A suspension is left as it is in the log: only `setState` and `change` touch
  /// it, since somebody may have suspended the pool while the run went on.
  ///
  /// A pool that is unchanged, of which the log's last report says exactly the same, is only counted in the run's record:
  /// a year of rounds in which nothing happens would otherwise be a hundred million rows at a thousand pools.
  func record(_ entries: [PoolEntry], in run: RunID, at date: Date) async throws
  /// Keeps reports of pools that another run works on: in this run's record, and their states as they are.
  func mention(_ reports: [PoolReport], in run: RunID, at date: Date) async throws

  /// Puts an intent down and answers its id.
  func intend(_ intent: WriteIntent) async throws -> Int64
  /// Ends a write. A deployment that succeeded makes its intent's baseline the pool's, in the same transaction; of one that
  /// failed, what it may have created is remembered (`Baseline.afterFailure`).
  func end(_ write: Int64, as end: WriteEnd, at date: Date) async throws
  func openWrites() async throws -> [OpenWrite]
  /// Writes with an effect that succeeded, and that no entry has told of: their run was killed in between.
  func untoldWrites() async throws -> [OpenWrite]

  func baseline(of pool: PoolName) async throws -> Baseline?
  func baselines() async throws -> [PoolName: Baseline]
  /// Of every pool that has a baseline, the types and API versions of its resources, which are none for an empty one.
  ///
  /// It tells what there is to list and which pools there were without a baseline in memory: ten thousand of those are
  /// gigabytes.
  func appliedTypes() async throws -> [PoolName: Set<ResourceQuery>]
  /// Keeps a pool's baseline; nil forgets it, after the pool was deleted.
  func setBaseline(_ baseline: Baseline?, of pool: PoolName) async throws

  func states() async throws -> [PoolName: PoolState]
  func setState(_ state: PoolState) async throws
  /// Reads a pool's state, or a fresh one where there is none, and keeps what `body` makes of it, with no other write in
  /// between.
  func change(_ pool: PoolName, _ body: @escaping @Sendable (inout PoolState) -> Void) async throws

  /// The pools that no manifest describes any more, until they are deleted or their manifests come back.
  func orphans() async throws -> [PoolName: OrphanedPool]
  /// The last revision by which it was decided which pools are orphaned; nil before the first.
  func takenRevision() async throws -> TakenRevision?
  /// Keeps orphans, each in the place of what was kept of it, forgets others, and keeps `revision`, where there is one, as
  /// the last by which that was decided; all in one transaction.
  func keepOrphans(
    _ orphans: [OrphanedPool], forgetting: Set<PoolName>, taking revision: TakenRevision?
  ) async throws
  /// Hands all that is kept of a pool over to another name, in one transaction: baseline, state with its suspension,
  /// wake-up, and writes that are open or that no report has told of. A suspension and a wake-up that the other name has
  /// already stay where the pool has none. Its past reports stay under its old name.
  func rename(_ pool: PoolName, to name: PoolName) async throws

  /// The pools that somebody has woken, those whose time is over too until `endAwakening` took them away.
  func awakenings() async throws -> [PoolName: Awakening]
  /// Keeps a pool's wake; it takes the place of an earlier one.
  func setAwakening(_ awakening: Awakening, of pool: PoolName) async throws
  /// Takes a pool's wake away where it is over by `date`. True where it was this call that did, so that of several
  /// processes one tells it.
  func endAwakening(of pool: PoolName, overBy date: Date) async throws -> Bool

  /// The identity of this state, eight hexadecimal digits that never change; nil where the state is of an older version
  /// and may not be written.
  func identity() async throws -> String?
  /// The pools that a person has said to take over and that no run has taken over yet.
  func adoptions() async throws -> [PoolName: Adoption]
  /// Keeps a pool's adoption; nil forgets it, once it is done.
  func setAdoption(_ adoption: Adoption?, of pool: PoolName) async throws

  /// The last commit whose manifests were all valid; nil before the first.
  func lastGoodRevision() async throws -> Revision?
  /// The pools of the last good revision; nil where the log does not know them.
  func lastGoodPools() async throws -> Set<PoolName>?
  /// Keeps the last good revision with its pools, in one transaction; without any, those that are kept stay.
  func setLastGoodRevision(_ revision: Revision, pools: Set<PoolName>?) async throws
  /// The manifests that runs went by last; nil before the first run, and in a log of an earlier version.
  func takenManifests() async throws -> TakenManifests?
  func setTakenManifests(_ taken: TakenManifests) async throws
  /// Why the newest manifests cannot be taken; nil where they can.
  func sourceFault() async throws -> SourceFault?
  func setSourceFault(_ fault: SourceFault?) async throws

  func record(_ call: AzureCall, in run: RunID?) async throws
  /// Newest first; `pool` keeps the runs that had something to say of it, by a report or by a note that begins with
  /// `POOL: `, with that pool's report only and all notes.
  func runs(pool: PoolName?, limit: Int) async throws -> [RunRecord]
  func run(_ id: RunID) async throws -> RunRecord?
  func calls(in run: RunID) async throws -> [AzureCall]
  /// Takes away runs that ended before `date`, never what states and baselines rest on. Answers how many.
  ///
  /// - Parameter count: the newest runs that stay whatever their date, as the log has them in order: a clock that jumps
  ///   ahead makes every run old at once.
  func prune(before date: Date, keeping count: Int) async throws -> Int
}

/// Why the log could not be read or written.
package enum LogError: Error, Hashable, Sendable {
  /// A full disk, no right: with SQLite's own words.
  case storage(path: String, reason: String)
  /// The file is no database, or no longer one that can be read: with SQLite's own words.
  case damaged(path: String, reason: String)
  /// The file was written by a newer Weir.
  case newerSchema(path: String)
}

extension RunLog {
  /// The same where no run stays for being new.
  package func prune(before date: Date) async throws -> Int { try await prune(before: date, keeping: 0) }

  package func appliedTypes() async throws -> [PoolName: Set<ResourceQuery>] {
    try await baselines().mapValues(\.types)
  }

  package func setLastGoodRevision(_ revision: Revision) async throws {
    try await setLastGoodRevision(revision, pools: nil)
  }

  /// Keeps one pool's report and its state from now on.
  package func record(_ report: PoolReport, state: PoolState, in run: RunID, at date: Date) async throws {
    try await record([PoolEntry(report: report, state: state)], in: run, at: date)
  }
}

extension Baseline {
  /// The types and API versions of its resources.
  package var types: Set<ResourceQuery> {
    Set(resources.map { ResourceQuery(type: $0.id.type, apiVersion: $0.apiVersion) })
  }
}
