package import Pools

/// What one file of a revision holds of Weir's, remembered so that a file which stops being a manifest is not taken for a
/// deletion.
package struct ManifestFile: Hashable, Sendable {
  package var blob: BlobID
  /// The pools that its documents describe, right or wrong; sorted.
  package var pools: [PoolName]
  /// True where it holds the `PoolDefaults` of its folder.
  package var holdsDefaults: Bool

  package init(blob: BlobID, pools: [PoolName] = [], holdsDefaults: Bool = false) {
    self.blob = blob
    self.pools = pools.sorted()
    self.holdsDefaults = holdsDefaults
  }
}

/// What stands at a path of a revision besides a plain file.
package enum SourceEntry: Hashable, Sendable {
  case file
  case symbolicLink
  case submodule
  case folder
}
