package import Pools

package import struct Foundation.Date

/// Which manifests a controller reads: `source.url`, `source.path` and `source.ref`.
package struct SourceIdentity: Hashable, Sendable {
  package var url: String
  package var path: String
  package var ref: String
  package init(url: String = "", path: String = "", ref: String = "") {
    self.url = url
    self.path = path
    self.ref = ref
  }
}

/// The last revision by which it was decided which pools are orphaned.
package struct TakenRevision: Hashable, Sendable {
  package var source: SourceIdentity
  package var commit: CommitID
  package init(source: SourceIdentity, commit: CommitID) {
    self.source = source
    self.commit = commit
  }
}

/// A pool that no manifest describes any more, and of which something was applied or is on its way.
package struct OrphanedPool: Hashable, Sendable {
  /// What becomes of it.
  package enum State: Hashable, Sendable {
    /// The next run deletes it.
    case due
    /// It stays until `weir prune`, or until its manifest comes back.
    case held(PruneHold)
    /// A person has asked for its deletion by `weir prune`.
    case approved(by: String)
  }

  package var name: PoolName
  /// When a run found its manifest gone.
  package var since: Date
  /// The revision without its manifest; nil where an earlier Weir kept no record.
  package var commit: CommitID?
  /// How many pools that revision removed, this one included.
  package var removedTogether: Int
  package var state: State

  package init(name: PoolName, since: Date, commit: CommitID?, removedTogether: Int, state: State) {
    self.name = name
    self.since = since
    self.commit = commit
    self.removedTogether = removedTogether
    self.state = state
  }
}

/// Why a pool without a manifest is not deleted by itself.
package enum PruneHold: Hashable, Sendable {
  /// No record says which revision removed its manifest.
  case unknownRevision
  /// `source.url`, `source.path` or `source.ref` changed with it.
  case sourceChanged
  /// The revision that was taken before is not in the history of the one without the manifest.
  case historyRewritten(CommitID)
  /// The revision has no pool at all, as after a move of the folder.
  case noPoolLeft
  case pruningDisabled
  /// The revision removed more pools than `reconcile.prune.limit`, which was this.
  case limit(Int)
  /// A pool of the revision describes resources of it.
  case wanted(by: PoolName)
  /// A pool described resources of it when its manifest went, and none does now.
  case claimEnded(of: PoolName)
}
