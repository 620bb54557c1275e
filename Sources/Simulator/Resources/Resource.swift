package import Foundation
package import Pools

/// A resource as the cloud keeps it.
package struct Resource: Sendable {
  /// In the spelling of whoever made it, its type in Azure's own.
  package var id: String
  /// As its type is spelled by Azure: `Microsoft.Compute/virtualMachineScaleSets`.
  package var type: String
  /// The names along the type, joined by `/`: a child's name holds its parent's.
  package var name: String
  /// Nil for what stands on a subscription.
  package var group: GroupKey?
  package var subscription: SubscriptionID
  package var apiVersion: String
  /// Everything besides id, name and type. Write-only fields are in it, and stay out of every answer.
  package var body: JSONValue
  package var etag: String
  /// Until then `provisioningState` reads `settling`.
  package var settlesAt: Date?
  package var settling = "Updating"
  /// The machines of a scale set; nil for everything else.
  package var machines: Machines?
  /// The way of a scale set's machines to its newest model, under way or the last one; nil where there was none.
  package var upgrade: ModelUpgrade?

  package var key: String { id.lowercased() }
  package var location: Location? { body.member("location")?.string.flatMap { Location($0) } }
}

/// A resource group, whatever its capitals.
package struct GroupKey: Hashable, Sendable, Comparable {
  package var subscription: SubscriptionID
  package var name: ResourceGroupName

  package static func < (left: GroupKey, right: GroupKey) -> Bool {
    (left.subscription, left.name) < (right.subscription, right.name)
  }
}
