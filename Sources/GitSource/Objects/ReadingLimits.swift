/// How much of a repository is read at most, since whoever can push to it decides how large it is.
package struct ReadingLimits: Hashable, Sendable {
  /// The files of one commit. 10,000 pools with their templates and much else fit ten times over.
  package var files: Int
  /// The folders of one commit, counted wherever they stand: a few tree objects can name each other exponentially often.
  package var folders: Int
  /// The bytes of one tree object: about 300,000 entries.
  package var treeBytes: Int
  /// Folders inside folders.
  package var depth: Int
  /// Tags that a semver range is held against, and refs that a fetch takes.
  package var refs: Int

  package init(
    files: Int = 100_000, folders: Int = 100_000, treeBytes: Int = 16 << 20, depth: Int = 64, refs: Int = 100_000
  ) {
    self.files = files
    self.folders = folders
    self.treeBytes = treeBytes
    self.depth = depth
    self.refs = refs
  }
}
