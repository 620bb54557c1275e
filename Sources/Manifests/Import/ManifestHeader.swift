package import Pools

/// Where a pool's manifest says that it is, however it is described.
package struct ManifestHeader: Hashable, Sendable {
  package var name: PoolName
  package var subscription: SubscriptionID
  package var resourceGroup: ResourceGroupName
  package var location: Location

  package init(
    name: PoolName, subscription: SubscriptionID, resourceGroup: ResourceGroupName, location: Location
  ) {
    self.name = name
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.location = location
  }

  /// The manifest's text around the fields of its `spec`, ended by a line break.
  ///
  /// - Parameters:
  ///   - comments: lines above it.
  ///   - around: the `spec` of the defaults of its folder; what they give is not said again.
  func manifest(_ spec: [ManifestNode.Member], comments: [String], around: JSONValue) -> String {
    let whole =
      [
        ManifestNode.Member("subscription", .text(subscription.description)),
        .init("resourceGroup", .text(resourceGroup.description)),
        .init("location", .text(location.description)),
      ] + spec
    let document: ManifestNode = .map([
      .init("apiVersion", .text("weir.dev/v1")),
      .init("kind", .text("Pool")),
      .init("metadata", .map([.init("name", .text(name.description))])),
      .init("spec", .map(whole.beyond(around, .object(PoolSchema.spec)))),
    ])
    return (comments.map { $0.isEmpty ? "#" : "# \($0)" } + document.lines).joined(separator: "\n") + "\n"
  }
}
