import Pools

extension Cloud {
  /// `…/providers/Microsoft.Resources/tags/default` of a resource: its tags as a resource of their own. A `PATCH` merges
  /// tags into them, replaces them, or takes off those with the names and values that it says (REST reference, "Tags -
  /// Update At Scope"). Nil for other paths; subscriptions and groups have them too, and are not simulated.
  mutating func answerTags(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply? {
    let path = request.path
    guard path.type?.folded == "microsoft.resources/tags", path.names.map({ $0.lowercased() }) == ["default"],
      let scope = path.extended, let type = ARMPath(scope).type
    else { return nil }
    let target = ARMPath(scope)
    let resource = try resource(at: target, subscription)
    let rules = try TypeRules.of(type)
    guard target.names.count == 1, rules.isLocated || resource.body.member("tags") != nil else {
      throw ARMError(
        400, "UnsupportedResourceOperation", "The resource type '\(resource.type)' does not support tags.")
    }
    let before = resource.body.member("tags")?.object ?? [:]
    switch request.method {
    case "GET": return ARMReply(200, body: Self.tagsBody(before, of: resource))
    case "PATCH":
      if let lock = lock(on: target.text, onlyReading: true) { throw .locked(target.text, by: lock, verb: "write") }
      let after = try Self.tags(before, changedBy: request.body)
      store[target.key]?.body = resource.body.setting(
        after.isEmpty ? Optional.none : .object(after), at: JSONPath("tags"))
      return ARMReply(200, body: Self.tagsBody(after, of: resource))
    default: throw .methodNotAllowed(request.method)
    }
  }

  private static func tags(
    _ before: [String: JSONValue], changedBy body: JSONValue?
  ) throws(ARMError) -> [String: JSONValue] {
    let said = try checkedTags(body?.member("properties")?.member("tags") ?? [:])?.object ?? [:]
    var after = before
    switch body?.member("operation")?.string?.lowercased() {
    case "merge":
      for (name, value) in said { after[after.key(of: name)] = value }
    case "replace": after = said
    case "delete":
      for (name, value) in said {
        let key = after.key(of: name)
        // An empty value stands for any.
        if value.string?.isEmpty == true || after[key] == value { after[key] = nil }
      }
    default:
      throw ARMError(
        400, "InvalidTagsOperation", "The operation of a tags patch is 'Replace', 'Merge' or 'Delete'.")
    }
    guard after.count <= 50 else {
      throw ARMError(400, "TooManyTags", "The resource has \(after.count) tags; it may have 50.")
    }
    return after
  }

  private static func tagsBody(_ tags: [String: JSONValue], of resource: Resource) -> JSONValue {
    [
      "id": .string("\(resource.id)/providers/Microsoft.Resources/tags/default"), "name": "default",
      "type": "Microsoft.Resources/tags", "properties": ["tags": .object(tags)],
    ]
  }
}
