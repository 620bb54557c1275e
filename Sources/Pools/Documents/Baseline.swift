/// What was applied to a pool last, and what Azure answered to it: the memory that tells a change from drift.
package struct Baseline: Hashable, Sendable {
  /// How a resource came to be managed.
  package enum Origin: String, Hashable, Sendable, CaseIterable {
    /// A deployment of Weir's made it: it was proved absent right before that.
    case created
    /// It was there before Weir wrote it for the first time.
    case adopted
  }

  package struct Resource: Hashable, Sendable {
    package var id: ResourceID
    package var apiVersion: String
    /// The body that was sent; secrets are expressions in it.
    package var desired: JSONValue
    /// As in `ResourceDocument`.
    package var expressions: [JSONPath: Set<String>]
    /// The live body right after that deployment succeeded, redacted; nil until it was read.
    package var echo: JSONValue?
    /// Nil where it is not recorded: the baseline is of a version that kept no origins.
    package var origin: Origin?

    package init(
      id: ResourceID, apiVersion: String, desired: JSONValue, expressions: [JSONPath: Set<String>] = [:],
      echo: JSONValue? = nil, origin: Origin? = nil
    ) {
      self.id = id
      self.apiVersion = apiVersion
      self.desired = desired
      self.expressions = expressions
      self.echo = echo
      self.origin = origin
    }
  }

  /// Sorted by id.
  package var resources: [Resource]
  /// The keyed hash of each secure parameter's value, or of the Key Vault reference to it.
  package var secretDigests: [String: String]
  /// What the manifest said about deletion, which counts when the manifest is gone.
  package var deletion: DeletionPolicies
  /// The resources that were proved absent right before a deployment which did not succeed. Those that are live and carry
  /// the pool's tags were created by it.
  package var attempted: Set<ResourceID>

  /// The keyed hash of the reference to each of them; empty for what an earlier version has applied.
  package var secretReferences: [String: String]

  package init(
    resources: [Resource] = [], secretDigests: [String: String] = [:], secretReferences: [String: String] = [:],
    deletion: DeletionPolicies = DeletionPolicies(), attempted: Set<ResourceID> = []
  ) {
    self.resources = resources.sorted { $0.id < $1.id }
    self.secretDigests = secretDigests
    self.secretReferences = secretReferences
    self.deletion = deletion
    self.attempted = attempted
  }

  package subscript(_ id: ResourceID) -> Resource? { resources.first { $0.id == id } }
}
