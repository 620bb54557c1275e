/// What was applied to a pool last, and what Azure answered to it: the memory that tells a change from drift.
package struct Baseline: Hashable, Sendable {
  package struct Resource: Hashable, Sendable {
    package var id: ResourceID
    package var apiVersion: String
    /// The body that was sent; secrets are expressions in it.
    package var desired: JSONValue
    /// As in `ResourceDocument`.
    package var expressions: [JSONPath: Set<String>]
    /// The live body right after that deployment succeeded, redacted; nil until it was read.
    package var echo: JSONValue?

    package init(
      id: ResourceID, apiVersion: String, desired: JSONValue, expressions: [JSONPath: Set<String>] = [:],
      echo: JSONValue? = nil
    ) {
      self.id = id
      self.apiVersion = apiVersion
      self.desired = desired
      self.expressions = expressions
      self.echo = echo
    }
  }

  /// Sorted by id.
  package var resources: [Resource]
  /// The keyed hash of each secure parameter's value, or of the Key Vault reference to it.
  package var secretDigests: [String: String]

  /// The keyed hash of the reference to each of them; empty for what an earlier Weir has applied.
  package var secretReferences: [String: String]

  package init(
    resources: [Resource] = [], secretDigests: [String: String] = [:], secretReferences: [String: String] = [:]
  ) {
    self.resources = resources.sorted { $0.id < $1.id }
    self.secretDigests = secretDigests
    self.secretReferences = secretReferences
  }

  package subscript(_ id: ResourceID) -> Resource? { resources.first { $0.id == id } }
}
