package import Pools

package import struct Foundation.Date

/// A resource group as Azure answers it.
package struct ResourceGroup: Hashable, Sendable {
  package var name: ResourceGroupName
  package var location: Location?
  package var tags: [String: String]
  /// True while Azure deletes it: it still answers, and takes nothing in any more.
  package var isBeingDeleted: Bool
  package init(
    name: ResourceGroupName, location: Location?, tags: [String: String] = [:], isBeingDeleted: Bool = false
  ) {
    self.name = name
    self.location = location
    self.tags = tags
    self.isBeingDeleted = isBeingDeleted
  }
}

/// A kind of resources to list in a subscription.
package struct ResourceQuery: Hashable, Sendable, Comparable {
  package var type: ResourceType
  package var apiVersion: String
  package init(type: ResourceType, apiVersion: String) {
    self.type = type
    self.apiVersion = apiVersion
  }
  package static func < (left: ResourceQuery, right: ResourceQuery) -> Bool {
    (left.type, left.apiVersion) < (right.type, right.apiVersion)
  }
}

/// Where a deployment goes.
package struct DeploymentScope: Hashable, Sendable, Comparable {
  package var subscription: SubscriptionID
  package var resourceGroup: ResourceGroupName
  package init(subscription: SubscriptionID, resourceGroup: ResourceGroupName) {
    self.subscription = subscription
    self.resourceGroup = resourceGroup
  }
  package static func < (left: DeploymentScope, right: DeploymentScope) -> Bool {
    (left.subscription, left.resourceGroup) < (right.subscription, right.resourceGroup)
  }
}

/// A deployment to start, in ARM's incremental mode.
package struct DeploymentRequest: Sendable {
  package var name: String
  package var scope: DeploymentScope
  /// An ARM template; no secret stands in it.
  package var template: JSONValue
  /// The secure parameters. A Key Vault's secret goes as a reference, every other by a file that only `az` reads.
  package var secrets: [String: SecretValue]
  package init(name: String, scope: DeploymentScope, template: JSONValue, secrets: [String: SecretValue]) {
    self.name = name
    self.scope = scope
    self.template = template
    self.secrets = secrets
  }
}

/// What a secure parameter is sent as.
package enum SecretValue: Hashable, Sendable {
  case text(SecretText)
  case keyVault(vault: String, secret: String, version: String?)
}

/// A deployment as ARM reports it.
package struct DeploymentStatus: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    case running
    case succeeded
    case failed
    case canceled
  }
  package var name: String
  package var state: State
  /// ARM makes a new one at each `PUT`, so it tells a run from an earlier one of the same name.
  package var correlationID: String
  package var timestamp: Date?
  /// ARM's error code and message, the innermost; nil unless it failed.
  package var error: String?
  package init(
    name: String, state: State, correlationID: String, timestamp: Date? = nil, error: String? = nil
  ) {
    self.name = name
    self.state = state
    self.correlationID = correlationID
    self.timestamp = timestamp
    self.error = error
  }
}

/// Azure Resource Manager. The port to the Azure CLI. Every method throws `AzureError`.
package protocol Azure: Sendable {
  /// Makes sure of a login that holds, refreshing the token once, before calls go out side by side.
  func signIn() async throws

  /// All resource groups of a subscription, sorted by name.
  func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup]

  /// One resource group as it is now; nil only where Azure says that there is none of that name.
  func resourceGroup(_ name: ResourceGroupName, in subscription: SubscriptionID) async throws -> ResourceGroup?

  /// All resources of one type in a subscription, a page at a time, so that a large subscription need not fit in memory.
  ///
  /// It throws where a page cannot be read, and then what `page` was handed is not the whole: only after it returned is
  /// a resource that was not handed over known to be absent.
  func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws

  /// One resource as it is now; nil only where Azure says of this id that there is nothing. A list that does not show it,
  /// and any other failure, prove nothing.
  func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument?

  /// Makes a resource group. Of one that is there it would replace all tags, so ask `resourceGroup` first.
  func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws

  /// The deployments that a resource group keeps, in one list call whose pages are all read.
  func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus]

  /// Sends a deployment and comes back when ARM has accepted it, not when it has ended.
  ///
  /// It is sent once. Throws `.conflict` where one of that name is still running, and `.throttled` where it was not taken,
  /// with the time before which no other is sent.
  func start(_ deployment: DeploymentRequest) async throws

  /// Why a deployment failed: the message of the operation that did, or nil where ARM keeps none.
  func failure(of deployment: String, in scope: DeploymentScope) async throws -> String?

  /// Deletes one resource and comes back when it is gone, as a read of its id has shown. A resource that is not there is no
  /// error.
  func delete(_ id: ResourceID, apiVersion: String) async throws

  /// Changes tags of one resource and nothing else of it; of a role assignment, which takes no tags, the line at the end
  /// of its description. Taking tags off a resource that is not there is no error.
  func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws
}

/// A change of a resource's tags.
package enum TagChange: Hashable, Sendable {
  case set([String: String])
  /// Takes off the tags that have these values; one that has another value stays.
  case remove([String: String])
}
