package import Manifests
import Pools
import Synchronization
import Templates

/// The manifests that a run goes by.
struct LoadedRevision: Sendable {
  var revision: Revision
  var pools: [PoolDefinition]
  /// The advice on them.
  var warnings: [Diagnostic] = []
  /// Why these are not the newest manifests: the source is out of reach, or they are wrong. Nil where they are.
  var error: (any Error)?
  /// The same as it is told; for another ref than the configured one, what is wrong at that.
  var fault: SourceFault?
  var notes: [String] = []
  /// Of `pools`, those that go by an earlier definition, since errors of the revision concern them.
  var held: [PoolName: HeldDefinition] = [:]
  /// The pools that errors concern and whose earlier definition cannot be had any more: nothing may be done to them.
  var unreadable: [PoolName: HeldDefinition] = [:]
  /// What is to be remembered of the manifests once the run goes by them.
  var taken: TakenManifests?
}

/// The manifests of a revision that cannot be used.
package struct InvalidManifests: Error, Sendable {
  package var revision: Revision
  package var diagnostics: [Diagnostic]
  package init(revision: Revision, diagnostics: [Diagnostic]) {
    self.revision = revision
    self.diagnostics = diagnostics
  }
}

/// The first step of a run: from the repository to the pools that it wants.
final class RevisionReader: Sendable {
  let source: any Source
  private let templates: any TemplateLibrary
  private let log: any RunLog
  let settings: ReconcileSettings
  let clock: any WallClock
  private let describe: @Sendable (any Error) -> String
  private let loader: ManifestLoader
  /// The manifests of the commit that was read last: most runs find the same again.
  private let last = Mutex<(commit: CommitID, set: ManifestSet)?>(nil)
  private let lastSeen = Mutex<CommitID?>(nil)
  /// The rounds over all pools that are still to read the source.
  let awaited = AwaitedReads()
  /// The definitions of pools that go by an earlier revision, as they were read last.
  let earlierDefinitions = Mutex<[PoolName: (commit: CommitID, pool: PoolDefinition)]>([:])
  /// What the log has as taken last, as far as this process has read or written it.
  private let lastTaken = Mutex<TakenManifests?>(nil)
  /// What this process has kept in the log as the last good revision: most runs have nothing to change.
  private let lastKept = Mutex<(revision: Revision, pools: Set<PoolName>)?>(nil)

  init(
    source: any Source, templates: any TemplateLibrary, log: any RunLog, settings: ReconcileSettings,
    clock: any WallClock, describe: @escaping @Sendable (any Error) -> String
  ) {
    self.source = source
    self.templates = templates
    self.log = log
    self.settings = settings
    self.clock = clock
    self.describe = describe
    let begin = ContinuousClock.now
    loader = ManifestLoader(
      defaults: ManifestDefaults(
        subscription: settings.subscriptions.first, managedBy: settings.managedBy, secrets: settings.secrets),
      uptime: { ContinuousClock.now - begin })
  }

  /// The newest commit that a round over all pools has read, valid or not; nil before the first.
  var seen: CommitID? { lastSeen.withLock { $0 } }

  /// Fetches, and reads the manifests at the ref.
  ///
  /// Errors of manifests concern the pools that they are about: these go by their last good definition, or are left out
  /// where they have none, and the error stands beside. Where the repository cannot be read, all pools go by what was taken
  /// last. Throws the error itself where there is nothing to go by, or where another ref than the configured one cannot be
  /// read.
  ///
  /// - Parameters:
  ///   - read: the awaited read of a run over all pools, after which `seen` needs no other.
  ///   - recording: true where the log is told whether the newest manifests can be taken.
  func newest(
    _ ref: SourceRef? = nil, as read: AwaitedReads.Read? = nil, recording: Bool = false
  ) async throws -> LoadedRevision {
    let earlier = try await taken()
    var found: Revision?
    let fault: any Error
    do {
      read?.begin()
      let configured = try await source.fetch()
      if read != nil { lastSeen.withLock { $0 = configured.commit } }
      let revision = ref == nil ? configured : try await source.revision(of: ref)
      found = revision
      var loaded = try await effective(revision, after: earlier)
      if ref == nil, let good = try await log.lastGoodRevision(), good.commit != revision.commit,
        try await !source.isAncestor(good.commit, of: revision.commit)
      {
        loaded.notes.insert(
          "\(revision.ref) was rewritten: \(good.commit.short) is no longer in the history of \(revision.commit.short)",
          at: 0)
      }
      if recording { try await record(loaded.fault) }
      if ref != nil, loaded.fault == nil {
        loaded.fault = try await faultBeside(revision, at: configured, after: earlier)
      }
      return loaded
    } catch let error where error is CancellationError || error is LogError {
      throw error
    } catch {
      fault = error
    }
    let told = sourceFault(fault, at: found)
    if recording { try await record(told) }
    guard ref == nil, let earlier, var loaded = try? await effective(earlier.revision, after: earlier) else {
      try Task.checkCancellation()
      throw fault
    }
    let newest = found.map { "\($0.ref)@\($0.commit.short) is not taken" } ?? "the source cannot be read"
    loaded.notes.insert("\(newest); keeping to what was taken last, \(earlier.revision.commit.short)", at: 0)
    (loaded.error, loaded.fault, loaded.taken) = (fault, told, nil)
    return loaded
  }

  /// What is wrong with the manifests at the configured ref while others are planned; nil where nothing is.
  private func faultBeside(
    _ planned: Revision, at configured: Revision, after earlier: TakenManifests?
  ) async throws -> SourceFault? {
    guard planned.commit != configured.commit else { return nil }
    do {
      return try await effective(configured, after: earlier).fault
    } catch let error where error is CancellationError || error is LogError {
      throw error
    } catch {
      return sourceFault(error, at: configured)
    }
  }

  /// An error of the source or of its manifests as it is told and kept.
  func sourceFault(_ error: any Error, at revision: Revision?) -> SourceFault {
    let pools = (error as? InvalidManifests)?.diagnostics.map(\.pool) ?? []
    return SourceFault(revision: revision, error: describe(error), pools: pools, since: clock.now())
  }

  /// Tells the log why the newest manifests cannot be taken, or that they can. A fault that is known stays as it is, so
  /// that it goes on saying since when.
  func record(_ fault: SourceFault?) async throws {
    let before = try await log.sourceFault()
    guard before?.revision != fault?.revision || before?.error != fault?.error else { return }
    try await log.setSourceFault(fault)
  }

  /// Keeps what a run goes by: what of it was taken, and a revision without errors as the last good one with its pools.
  func keep(_ loaded: LoadedRevision) async throws {
    if let taken = loaded.taken, lastTaken.withLock({ $0 }) != taken {
      try await log.setTakenManifests(taken)
      lastTaken.withLock { $0 = taken }
    }
    let pools = Set(loaded.pools.map(\.name))
    let isKept = lastKept.withLock { $0.map { $0.revision == loaded.revision && $0.pools == pools } ?? false }
    guard loaded.error == nil, !isKept else { return }
    try await log.setLastGoodRevision(loaded.revision, pools: pools)
    lastKept.withLock { $0 = (loaded.revision, pools) }
  }

  /// The pools of a revision as its manifests describe them, without those that errors concern. Throws `SourceError`.
  func pools(at revision: Revision) async throws -> [PoolDefinition] { try await manifests(at: revision).pools }

  /// What was taken last; of a log that an earlier version has kept, the last good revision. Nil before the first run.
  private func taken() async throws -> TakenManifests? {
    if let known = lastTaken.withLock({ $0 }) { return known }
    var taken = try await log.takenManifests()
    if taken == nil, let good = try await log.lastGoodRevision() {
      let contents = try? await manifests(at: good).contents
      taken = TakenManifests(revision: good, files: contents ?? [:])
    }
    lastTaken.withLock { $0 = taken }
    return taken
  }

  /// The manifests of a commit, right or wrong. Throws `SourceError`.
  func manifests(at revision: Revision) async throws -> ManifestSet {
    if let last = last.withLock({ $0 }), last.commit == revision.commit { return last.set }
    let files = try await source.files(in: revision.commit)
    try checkFolder(among: files, at: revision)
    let templates = templates
    let set = try await loader.load(
      files: files, folder: settings.folder, today: CalendarDay(clock.now()), elsewhere: templates.template, read: read)
    // What could not be had now is asked for again by the next run.
    if set.isSettled { last.withLock { $0 = (revision.commit, set) } }
    return set
  }

  /// The content of a file as manifests are read.
  var read: @Sendable (SourceFile, Int) async throws -> [UInt8] {
    { [source] file, limit in
      do {
        return try await source.contents(of: file.blob, limit: limit)
      } catch SourceError.tooLarge {
        throw FileTooLarge()
      }
    }
  }

  /// A folder of manifests that is not there is a wrong `source.path` or a move, never the wish to have no pools.
  private func checkFolder(among files: [SourceFile], at revision: Revision) throws {
    let folder = settings.folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    guard !folder.isEmpty, !files.contains(where: { $0.path.hasPrefix(folder + "/") }) else { return }
    let folders = Set(files.compactMap { file in file.path.lastIndex(of: "/").map { String(file.path[..<$0]) } })
    let hint = NearestName.of(folder, in: folders.sorted()).map { "; did you mean \($0)?" } ?? ""
    throw SourceError.configuration(
      "source.path: there is no folder \(Quoted.text(folder)) in \(revision.ref)@\(revision.commit.short)\(hint)")
  }
}
