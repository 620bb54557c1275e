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

  /// Both tags as one line, for what takes no tags and has a description: `weir-pool=vision; weir-managed-by=weir`.
  /// Without a pool, what several share: `weir-managed-by=weir`.
  static func note(pool: String?, managedBy: String) -> String {
    (pool.map { "\(Self.pool)=\($0); " } ?? "") + "\(Self.managedBy)=\(managedBy)"
  }

  /// The value of a tag in a description that ends with such a line, or is one; nil where it has none.
  static func value(of name: String, inNote text: String) -> String? {
    let mark = "\(name.lowercased())="
    guard let start = text.lowercased().ranges(of: mark).last else { return nil }
    let offset = text.lowercased().distance(from: text.lowercased().startIndex, to: start.upperBound)
    let value = text.dropFirst(offset).prefix { $0 != ";" }
    return value.isEmpty ? nil : String(value)
  }
}
