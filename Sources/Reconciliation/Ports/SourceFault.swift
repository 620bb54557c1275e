package import Pools

package import struct Foundation.Date

/// What is wrong with the newest manifests of the source, so that some pools, or all, keep an earlier definition.
package struct SourceFault: Hashable, Sendable {
  /// The commit that cannot be taken; nil where the source itself cannot be read.
  package var revision: Revision?
  /// A line a fault.
  package var error: String
  /// The pool of each line of `error`, in their order, where one is known; none where it is not about manifests.
  package var pools: [PoolName?]
  /// When it was found first; finding it again changes nothing.
  package var since: Date

  package init(revision: Revision?, error: String, pools: [PoolName?] = [], since: Date) {
    self.revision = revision
    self.error = error
    self.pools = pools
    self.since = since
  }
}
