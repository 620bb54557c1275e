import Foundation
import Pools

extension Cloud {
  func listGroups(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    let filter = try ListFilter(request.query["$filter"])
    let found = groups.values
      .filter { $0.key.subscription == subscription }
      .filter { group in filter.matchesTag(of: group.tags) && filter.allowsName(group.key.name.description) }
      .sorted { $0.key < $1.key }
    return try listed(request, found.map { ($0.id, $0) }, text: \.json)
  }

  /// The group of a path; throws where there is none.
  func group(of path: ARMPath, _ subscription: SubscriptionID) throws(ARMError) -> ResourceGroupState {
    let text = path.group ?? ""
    guard let name = ResourceGroupName(text),
      let group = groups[GroupKey(subscription: subscription, name: name)]
    else { throw .groupNotFound(text) }
    return group
  }

  /// Everything at a resource group itself, and the list of what is in it.
  mutating func answerGroup(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    if request.path.words.first?.lowercased() == "resources" {
      let key = try group(of: request.path, subscription).key
      return try listed(request, generic(store.keys(in: key), request), text: genericBody)
    }
    if let action = request.path.words.first {
      throw ARMError(400, "InvalidResourceGroupAction", "The action '\(action)' is not in this simulation.")
    }
    switch request.method {
    case "GET": return ARMReply(200, body: try group(of: request.path, subscription).json)
    case "HEAD":
      _ = try group(of: request.path, subscription)
      return ARMReply(204)
    case "PUT": return try putGroup(request, subscription)
    case "PATCH": return try patchGroup(request, subscription)
    case "DELETE": return try deleteGroup(request, subscription)
    default: throw .methodNotAllowed(request.method)
    }
  }

  private mutating func putGroup(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    guard let name = ResourceGroupName(request.path.group ?? "") else {
      throw ARMError(
        400, "InvalidResourceGroup", "The provided resource group name '\(request.path.group ?? "")' is not valid.")
    }
    let key = GroupKey(subscription: subscription, name: name)
    guard let text = request.body?.member("location")?.string, let location = Location(text) else {
      throw ARMError(400, "LocationRequired", "The location property is required for this definition.")
    }
    guard Region.all.contains(location.description) else {
      throw ARMError(
        400, "LocationNotAvailableForResourceGroup",
        "The provided location '\(text)' is not available for resource group."
          + " List of available regions is '\(Region.all.joined(separator: ","))'.")
    }
    let old = groups[key]
    if let old {
      if old.deletedAt != nil { throw Self.beingDeleted(name) }
      guard old.location == location else {
        throw ARMError(
          409, "InvalidResourceGroupLocation",
          "Invalid resource group location '\(location)'. The Resource group already exists in location"
            + " '\(old.location)'.")
      }
    }
    let tags = try Self.checkedTags(request.body?.member("tags"))
    let group = ResourceGroupState(
      key: old?.key ?? key, location: location, tags: tags, managedBy: request.body?.member("managedBy"))
    groups[key] = group
    return ARMReply(old == nil ? 201 : 200, body: group.json)
  }

  private mutating func patchGroup(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    var group = try group(of: request.path, subscription)
    if let tags = request.body?.member("tags") { group.tags = try Self.checkedTags(tags) }
    groups[group.key] = group
    return ARMReply(200, body: group.json)
  }

  private mutating func deleteGroup(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    var group = try group(of: request.path, subscription)
    let locks = store.keys(of: "Microsoft.Authorization/locks", in: subscription)
    if let lock = locks.first(where: { $0.hasPrefix(group.id.lowercased() + "/") }) ?? lock(on: group.id) {
      throw .locked(group.id, by: lock, verb: "delete")
    }
    let end = now.advanced(by: settings.latency)
    group.deletedAt = group.deletedAt ?? end
    groups[group.key] = group
    dyingGroups.insert(group.key)
    let link = track(
      "/subscriptions/\(subscription)/operationresults", apiVersion: request.apiVersion, for: settings.latency,
      result: ARMReply(200))
    return ARMReply(202, headers: pollHeaders(link))
  }

  /// Takes the groups away whose deletion is over, with all that is in them.
  mutating func removeDueGroups() {
    for key in dyingGroups {
      guard let end = groups[key]?.deletedAt, end <= now else { continue }
      dyingGroups.remove(key)
      for resource in store.keys(in: key) { store[resource] = nil }
      deployments[key] = nil
      active = active.filter { $0.group != key }
      groups[key] = nil
    }
  }

  static func beingDeleted(_ name: ResourceGroupName) -> ARMError {
    ARMError(
      409, "ResourceGroupBeingDeleted",
      "The resource group '\(name)' is in deprovisioning state and cannot perform this operation.")
  }

  /// Tags as Azure takes them: at most 50, names of 512 characters, values of 256 and all of them strings.
  static func checkedTags(_ tags: JSONValue?) throws(ARMError) -> JSONValue? {
    guard let tags, tags != .null else { return nil }
    guard let members = tags.object else { throw .invalidContent("tags should be an object") }
    guard members.count <= 50 else {
      throw ARMError(400, "TooManyTags", "A resource can have at most 50 tags; this one has \(members.count).")
    }
    for (name, value) in members {
      guard name.count <= 512, let text = value.string, text.count <= 256 else {
        throw ARMError(400, "InvalidTagValueLength", "The tag '\(name)' has a value that is no text of 256 characters.")
      }
    }
    return tags
  }
}

extension ListFilter {
  /// Whether tags have what `tagName eq 'x' and tagValue eq 'y'` asks for.
  func matchesTag(of tags: JSONValue?) -> Bool {
    guard let name = self["tagName"] else { return true }
    guard let value = tags?.member(name)?.string else { return false }
    return self["tagValue"].map { $0 == value } ?? true
  }

  func allowsName(_ name: String) -> Bool { self["name"].map { $0.lowercased() == name.lowercased() } ?? true }
}
