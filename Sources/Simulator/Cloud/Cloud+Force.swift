import Foundation
import Pools

extension Cloud {
  /// Merges a patch into a resource as somebody with another tool would: no lock, no precondition and no immutable field
  /// stands in the way. Machines follow the count. It is not in the journal.
  mutating func force(_ id: String, _ patch: JSONValue) throws(ARMError) {
    let path = ARMPath(id)
    guard var resource = store[path.key] else {
      throw .resourceNotFound(path.type?.description ?? "", path.names.joined(separator: "/"), group: path.group)
    }
    let old = resource
    resource.body = resource.body.merging(patch)
    resource.etag = "W/\"\(identifiers.guid())\""
    if let rules = TypeRules.all[resource.type.lowercased()] {
      if rules.style == .compute { resource.etag = "\"\((Int(old.etag.filter(\.isNumber)) ?? 0) + 1)\"" }
      decorate(&resource, rules, old)
    }
    store[path.key] = resource
    if let upgrade = resource.upgrade, upgrade.endedAt == nil { upgrading.insert(path.key) }
  }

  /// Takes a resource, or a whole group, away at once.
  mutating func forceRemoval(of id: String) {
    let path = ARMPath(id)
    if path.providers.isEmpty, let name = path.group.flatMap(ResourceGroupName.init),
      let subscription = path.subscription.flatMap(SubscriptionID.init)
    {
      let key = GroupKey(subscription: subscription, name: name)
      groups[key]?.deletedAt = now
      dyingGroups.insert(key)
      removeDueGroups()
    } else {
      remove(path.key)
    }
  }
}
