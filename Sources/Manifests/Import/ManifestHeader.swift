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
  /// - Parameter comments: lines above it.
  func manifest(_ spec: [ManifestNode.Member], comments: [String]) -> String {
    let document: ManifestNode = .map([
      .init("apiVersion", .text("weir.dev/v1")),
      .init("kind", .text("Pool")),
      .init("metadata", .map([.init("name", .text(name.description))])),
      .init(
        "spec",
        .map(
          [
            .init("subscription", .text(subscription.description)),
            .init("resourceGroup", .text(resourceGroup.description)),
            .init("location", .text(location.description)),
          ] + spec)),
    ])
    return (comments.map { $0.isEmpty ? "#" : "# \($0)" } + document.lines).joined(separator: "\n") + "\n"
  }
}
