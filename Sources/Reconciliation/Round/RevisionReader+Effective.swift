import Foundation
import Manifests
import Pools
import Synchronization

extension RevisionReader {
  /// The pools that a run goes by at a revision: each as the revision has it, or, where an error concerns it, as it was right
  /// last.
  ///
  /// - Parameter earlier: what was taken before; nil where nothing was.
  /// - Throws: `InvalidManifests` where the revision has errors and no pool can be told, and `SourceError`.
  func effective(_ revision: Revision, after earlier: TakenManifests?) async throws -> LoadedRevision {
    let source = source
    let history = ManifestHistory(folder: settings.folder, read: read) { path in
      try await source.entry(at: path, in: revision.commit)
    }
    let (set, remembered) = try await history.check(try await manifests(at: revision), against: earlier?.files ?? [:]) {
      try await source.files(in: revision.commit)
    }
    var loaded = LoadedRevision(revision: revision, pools: set.pools, warnings: set.warnings)
    var diagnostics = set.diagnostics
    try await hold(set.affected, in: &loaded, after: earlier)
    // A pool that goes by an earlier definition may still have what another one is to get now: that one waits too.
    while !loaded.held.isEmpty {
      var concerned = AffectedPools()
      for conflict in ManifestSet.conflicts(among: loaded.pools) where loaded.held[conflict.pool] == nil {
        concerned.add(conflict.pool, because: conflict.diagnostic)
        diagnostics.append(conflict.diagnostic)
      }
      guard !concerned.isEmpty else { break }
      loaded.pools.removeAll { concerned.contains($0.name) }
      try await hold(concerned, in: &loaded, after: earlier)
    }
    loaded.pools.sort { $0.name < $1.name }
    if !diagnostics.isEmpty {
      let error = InvalidManifests(revision: revision, diagnostics: diagnostics.sorted())
      guard !loaded.pools.isEmpty || earlier != nil else { throw error }
      loaded.error = error
      loaded.fault = sourceFault(error, at: revision)
    }
    loaded.taken = taken(set, as: loaded, remembered: remembered)
    loaded.notes += notes(on: loaded.held)
    return loaded
  }

  /// Lets the pools that errors concern go by their last good definitions; those without any are left out.
  private func hold(
    _ affected: AffectedPools, in loaded: inout LoadedRevision, after earlier: TakenManifests?
  ) async throws {
    guard let earlier, !affected.isEmpty else { return }
    let taken = earlier.files.values.reduce(into: Set<PoolName>()) { $0.formUnion($1.pools) }
    var held: [PoolName: HeldDefinition] = [:]
    for (name, reason) in affected.reasons {
      let before = earlier.held[name]
      guard let origin = before?.revision ?? (taken.contains(name) ? earlier.revision : nil) else { continue }
      held[name] = HeldDefinition(
        revision: origin, since: before?.since ?? clock.now(), reason: reason.description)
    }
    let definitions = try await definitions(of: held.mapValues(\.revision))
    for (name, held) in held.sorted(by: { $0.key < $1.key }) {
      if let pool = definitions[name] {
        loaded.held[name] = held
        loaded.pools.append(pool)
      } else {
        let origin = "\(held.revision.ref)@\(held.revision.commit.short)"
        loaded.notes.append(
          "\(name): nothing is done to it, since its last good definition, of \(origin), can no longer be read; "
            + held.reason)
        loaded.unreadable[name] = held
      }
    }
  }

  /// The definitions of pools at earlier revisions, without those that can no longer be had.
  private func definitions(of pools: [PoolName: Revision]) async throws -> [PoolName: PoolDefinition] {
    var found: [PoolName: PoolDefinition] = [:]
    let known = earlierDefinitions.withLock { $0 }
    for (revision, names) in Dictionary(grouping: pools.keys, by: { pools[$0] }) {
      guard let revision else { continue }
      let missing = Set(names.filter { known[$0]?.commit != revision.commit })
      for name in names where !missing.contains(name) { found[name] = known[name]?.pool }
      guard !missing.isEmpty else { continue }
      do {
        for pool in try await manifests(at: revision).pools where missing.contains(pool.name) {
          found[pool.name] = pool
        }
      } catch is SourceError {
        // The history was rewritten, and the commit is gone.
        continue
      }
    }
    let kept = found.reduce(into: known) { kept, entry in
      if let revision = pools[entry.key] { kept[entry.key] = (revision.commit, entry.value) }
    }
    earlierDefinitions.withLock { $0 = kept }
    return found
  }

  /// What to compare the next revision with: the files of this one, as far as their pools were ever right, and those that
  /// errors have emptied.
  private func taken(
    _ set: ManifestSet, as loaded: LoadedRevision, remembered: [String: ManifestFile]
  ) -> TakenManifests {
    let held = loaded.held.merging(loaded.unreadable) { first, _ in first }
    let pools = Set(loaded.pools.map(\.name)).union(held.keys)
    var files = set.contents
    for path in files.keys { files[path]?.pools.removeAll { !pools.contains($0) } }
    for (path, was) in remembered {
      var file = files[path] ?? was
      file.pools = Set(file.pools).union(was.pools).sorted()
      file.holdsDefaults = file.holdsDefaults || was.holdsDefaults
      files[path] = file
    }
    return TakenManifests(revision: loaded.revision, files: files, held: held)
  }

  /// How many pools that go by earlier definitions are named in a run's notes; the error lists all that is wrong.
  private static let notesAtMost = 20

  private func notes(on held: [PoolName: HeldDefinition]) -> [String] {
    let sorted = held.sorted { $0.key < $1.key }
    let rest = sorted.count - Self.notesAtMost
    return sorted.prefix(Self.notesAtMost).map { "\($0): \($1.text)" }
      + (rest > 0 ? ["\(rest) more pools are kept at earlier definitions"] : [])
  }
}
