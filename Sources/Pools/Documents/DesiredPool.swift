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

  package init(
    name: PoolName, subscription: SubscriptionID, resourceGroup: ResourceGroupName, location: Location,
    resources: [ResourceDocument], secrets: [String: SecretReference] = [:], manifest: SourceLocation,
    fields: [String: SourceLocation] = [:]
  ) {
    self.name = name
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.location = location
    self.resources = resources.sorted { $0.id < $1.id }
    self.secrets = secrets
    self.manifest = manifest
    self.fields = fields
  }
}

/// The tags by which Weir knows its own.
package enum OwnershipTag {
  /// The pool's name.
  package static let pool = "weir-pool"
  /// The controller's name, `weir` by default.
  package static let managedBy = "weir-managed-by"
}
