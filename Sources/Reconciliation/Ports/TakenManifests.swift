package import Foundation
package import Manifests
package import Pools

/// The manifests that runs went by last, with which the next revision is compared.
package struct TakenManifests: Hashable, Sendable {
  /// The newest revision that was taken, wholly or for the pools that its errors do not concern.
  package var revision: Revision
  /// The files that hold manifests at that revision, or held them before they got an error; by path.
  package var files: [String: ManifestFile]
  /// The pools that go by an earlier definition.
  package var held: [PoolName: HeldDefinition]

  package init(
    revision: Revision, files: [String: ManifestFile] = [:], held: [PoolName: HeldDefinition] = [:]
  ) {
    self.revision = revision
    self.files = files
    self.held = held
  }
}

/// Why a pool goes by an earlier definition than the newest revision's.
package struct HeldDefinition: Hashable, Sendable {
  /// The revision that the definition is of.
  package var revision: Revision
  /// When a newer revision first had an error that concerns the pool.
  package var since: Date
  /// The error, in one line with its place.
  package var reason: String

  package init(revision: Revision, since: Date, reason: String) {
    self.revision = revision
    self.since = since
    self.reason = reason
  }

  /// `kept at main@4f1c2ab6 since 2026-12-01T18:00:00Z: pools/b.yaml:1:1: …`
  package var text: String {
    "kept at \(revision.ref)@\(revision.commit.short) since \(since.formatted(.iso8601)): \(reason)"
  }
}
