/// A pool as its manifest wants it, however it was described there.
package struct DesiredPool: Hashable, Sendable {
  package var name: PoolName
  package var subscription: SubscriptionID
  package var resourceGroup: ResourceGroupName
  package var location: Location
  /// Sorted by id; tagged; no id twice.
  package var resources: [ResourceDocument]
  /// The secure parameters that the resources' expressions name, and where each value is kept.
  package var secrets: [String: SecretReference]
  /// Where the pool's document begins.
  package var manifest: SourceLocation
  /// The places of the fields that guards speak about: `spec.subscription`, `spec.resourceGroup`, `spec.location`, ….
  package var fields: [String: SourceLocation]
  /// What the manifest says about deletion; nil where there is no manifest any more.
  package var deletion: DeletionPolicies?
  /// The names that the pool had before, newest first (`metadata.renamedFrom`): what carries the tag of one is its own.
  package var formerNames: [PoolName] = []
  /// What the names of the resources begin with, of a pool by its own fields; nil for a pool by template.
  package var nameStem: PoolName?

  package init(
    name: PoolName, subscription: SubscriptionID, resourceGroup: ResourceGroupName, location: Location,
    resources: [ResourceDocument], secrets: [String: SecretReference] = [:], manifest: SourceLocation,
    fields: [String: SourceLocation] = [:], deletion: DeletionPolicies? = nil
  ) {
    self.name = name
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.location = location
    self.resources = resources.sorted { $0.id < $1.id }
    self.secrets = secrets
    self.manifest = manifest
    self.fields = fields
    self.deletion = deletion
  }
}
