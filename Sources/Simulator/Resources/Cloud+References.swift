import Foundation
import Pools

extension Cloud {
  /// Throws where what a resource has to stand in is missing: its group, its parent, the resource that it extends.
  func checkPlace(_ path: ARMPath, _ rules: TypeRules, _ subscription: SubscriptionID) throws(ARMError) {
    if path.group != nil {
      let group = try group(of: path, subscription)
      if group.deletedAt != nil { throw Self.beingDeleted(group.key.name) }
    } else if path.providers.count == 1, rules.isLocated {
      throw ARMError(
        404, "MissingSubscriptionScope", "The resource type '\(rules.type)' has to be put into a resource group.")
    }
    if path.providers.count > 1, let scope = path.extended, store[scope.lowercased()] == nil {
      let extended = ARMPath(scope)
      throw .resourceNotFound(
        extended.type?.description ?? "", extended.names.joined(separator: "/"), group: path.group)
    }
    if path.names.count > 1 {
      let parent = path.droppingLast.droppingLast
      guard store[parent.key] != nil else {
        throw ARMError(
          404, "ParentResourceNotFound",
          "Failed to perform 'write' on resource(s) of type '\(rules.type)', because the parent resource"
            + " '\(parent.text)' could not be found.")
      }
    }
  }

  /// Throws where a reference leads nowhere, the resource itself and its children among what it may lead to.
  func checkReferences(_ rules: TypeRules, _ id: String, _ body: JSONValue) throws(ARMError) {
    for pattern in rules.references {
      for text in body.values(pattern).compactMap(\.string) where !isThere(text, besides: id, body, rules) {
        throw ARMError(
          400, "InvalidResourceReference",
          "Resource \(text) referenced by resource \(id) was not found. Please make sure that the referenced resource"
            + " exists, and that both resources are in the same region.", target: text)
      }
    }
    for text in (body.first("identity.userAssignedIdentities")?.object ?? [:]).keys.sorted()
    where store[text.lowercased()] == nil {
      throw ARMError(
        400, "FailedIdentityOperation",
        "Identity operation for resource '\(id)' failed: the user assigned identity '\(text)' was not found.")
    }
  }

  private func isThere(_ text: String, besides id: String, _ body: JSONValue, _ rules: TypeRules) -> Bool {
    let path = ARMPath(text)
    if store[path.key] != nil && path.key != id.lowercased() { return true }
    guard path.names.count > 1, let segment = path.providers.last?.segments.last, let name = segment.name else {
      return path.key == id.lowercased()
    }
    let parent = path.droppingLast.droppingLast
    let (holder, type) =
      parent.key == id.lowercased()
      ? (body, rules) : (store[parent.key]?.body ?? .null, parent.type.flatMap { TypeRules.all[$0.folded] } ?? rules)
    guard let children = type.children(segment.type) else { return false }
    return holder.first(children.list)?.array?.contains {
      $0.member("name")?.string?.lowercased() == name.lowercased()
    } ?? false
  }

  /// The id of another resource that names `id` or what is below it; nil where none does.
  ///
  /// - Parameter passes: true for resources that do not count.
  func user(
    of id: String, in subscription: SubscriptionID, unless passes: (Resource) -> Bool = { _ in false }
  ) -> String? {
    let key = id.lowercased()
    for other in store.keys(in: subscription) where other != key && !other.hasPrefix(key + "/") {
      guard let resource = store[other], let rules = TypeRules.all[resource.type.lowercased()],
        !passes(resource)
      else { continue }
      for text in rules.references.flatMap({ resource.body.values($0) }).compactMap({ $0.string?.lowercased() })
      where text == key || text.hasPrefix(key + "/") {
        return resource.id
      }
    }
    return nil
  }

  /// The id of a lock that holds `id`: on it, or on what it is in. Nil where none does.
  func lock(on id: String, onlyReading: Bool = false) -> String? {
    guard let subscription = ARMPath(id).subscription.flatMap(SubscriptionID.init) else { return nil }
    let key = id.lowercased()
    for lock in store.keys(of: "Microsoft.Authorization/locks", in: subscription) where lock != key {
      guard let scope = ARMPath(lock).extended, key == scope || key.hasPrefix(scope + "/") else { continue }
      if !onlyReading || store[lock]?.body.first("properties.level")?.string == "ReadOnly" { return store[lock]?.id }
    }
    return nil
  }
}
