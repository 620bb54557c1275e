package import Pools

/// Where a template is deployed to: what `subscription()`, `resourceGroup()`, `tenant()` and `deployment()` answer.
package struct TemplateScope: Hashable, Sendable {
  package var subscription: SubscriptionID
  package var resourceGroup: ResourceGroupName
  package var location: Location
  /// Nil where it is not known; an expression that needs it then goes through to ARM.
  package var tenant: String?
  /// The resource group's.
  package var tags: [String: String]
  /// The deployment's name.
  package var deployment: String

  package init(
    subscription: SubscriptionID, resourceGroup: ResourceGroupName, location: Location, tenant: String? = nil,
    tags: [String: String] = [:], deployment: String
  ) {
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.location = location
    self.tenant = tenant
    self.tags = tags
    self.deployment = deployment
  }
}
