import Foundation
import Pools

/// A resource group as the cloud keeps it.
struct ResourceGroupState: Sendable {
  var key: GroupKey
  var location: Location
  var tags: JSONValue?
  var managedBy: JSONValue?
  /// When it will be gone; nil unless it is being deleted.
  var deletedAt: Date?

  var id: String { "/subscriptions/\(key.subscription)/resourceGroups/\(key.name)" }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "name": .string(key.name.description), "type": "Microsoft.Resources/resourceGroups",
      "location": .string(location.description),
      "properties": ["provisioningState": deletedAt == nil ? "Succeeded" : "Deleting"],
    ]
    members["tags"] = tags
    members["managedBy"] = managedBy
    return .object(members)
  }
}
