package import Manifests
import Pools
import Synchronization

/// The manifests that a run goes by.
struct LoadedRevision: Sendable {
  var revision: Revision
  var pools: [PoolDefinition]
  /// Why these are not the newest manifests: the source is out of reach, or they are wrong. Nil where they are.
  var error: (any Error)?
  var notes: [String] = []
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
  private let source: any Source
  private let log: any RunLog
  private let settings: ReconcileSettings
  private let loader: ManifestLoader
  /// The manifests of the commit that was read last: most runs find the same again.
  private let last = Mutex<(commit: CommitID, set: ManifestSet)?>(nil)
  private let lastSeen = Mutex<CommitID?>(nil)

  init(source: any Source, log: any RunLog, settings: ReconcileSettings) {
    self.source = source
    self.log = log
    self.settings = settings
    loader = ManifestLoader(
      defaults: ManifestDefaults(subscription: settings.subscriptions.first, managedBy: settings.name))
  }

  /// The newest commit that a round over all pools has read, valid or not; nil before the first.
  var seen: CommitID? { lastSeen.withLock { $0 } }

  /// Fetches, and reads the manifests at the ref; where that cannot be, the last good revision's with the error beside.
  ///
  /// Throws the error itself where there is no last good revision, or another ref than the configured one was asked for.
  ///
  /// - Parameter marking: true for a round over all pools, after which `seen` needs no other.
  func newest(_ ref: SourceRef? = nil, marking: Bool = false) async throws -> LoadedRevision {
    let good = try await log.lastGoodRevision()
    do {
      let configured = try await source.fetch()
      if marking { lastSeen.withLock { $0 = configured.commit } }
      let revision = ref == nil ? configured : try await source.revision(of: ref)
      var loaded = LoadedRevision(revision: revision, pools: try await pools(at: revision))
      if let good, ref == nil, good.commit != revision.commit,
        try await !source.isAncestor(good.commit, of: revision.commit)
      {
        loaded.notes.append(
          "\(revision.ref) was rewritten: \(good.commit.short) is not in the history of \(revision.commit.short) any more"
        )
      }
      return loaded
    } catch let error as CancellationError {
      throw error
    } catch {
      guard let good, ref == nil, let pools = try? await pools(at: good) else { throw error }
      return LoadedRevision(
        revision: good, pools: pools, error: error, notes: ["keeping to the last good revision, \(good.commit.short)"])
    }
  }

  /// The pools of a commit. Throws `InvalidManifests` where any manifest is wrong, and `SourceError`.
  private func pools(at revision: Revision) async throws -> [PoolDefinition] {
    let set: ManifestSet
    if let last = last.withLock({ $0 }), last.commit == revision.commit {
      set = last.set
    } else {
      let files = try await source.files(in: revision.commit)
      let source = source
      set = try await loader.load(files: files, folder: settings.folder) { file, limit in
        do {
          return try await source.contents(of: file.blob, limit: limit)
        } catch SourceError.tooLarge {
          throw FileTooLarge()
        }
      }
      last.withLock { $0 = (revision.commit, set) }
    }
    guard set.diagnostics.isEmpty else {
      throw InvalidManifests(revision: revision, diagnostics: set.diagnostics)
    }
    return set.pools
  }
}
