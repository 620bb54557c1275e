package import Pools

/// How the cloud behaves: what differs from one simulation to another.
package struct CloudSettings: Hashable, Sendable {
  package var subscriptions: [SubscriptionID]
  package var tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
  /// What stands before the path in every link that the cloud hands out: `https://127.0.0.1:PORT`.
  package var base = "https://management.azure.com"
  /// From the acceptance of a deployment to its end, and of a change of one resource to its settling.
  package var latency: Duration = .milliseconds(300)
  /// The most that a list answers at once; `nextLink` leads to the rest.
  package var pageSize = 1000
  /// Nil where nothing is throttled.
  package var throttle: ThrottleSizes? = ThrottleSizes()
  /// Deployments kept for each resource group (Azure: 800).
  package var deploymentLimit = 800
  /// What the identifiers are made from.
  package var seed: UInt64 = 1

  package init(subscriptions: [SubscriptionID]) { self.subscriptions = subscriptions }
}
