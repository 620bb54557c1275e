import Pools

/// Where a resource goes.
struct ResourcePlace: Hashable {
  var subscription: SubscriptionID
  /// Nil for a subscription itself.
  var group: ResourceGroupName?
}

extension Evaluation {
  /// The id of a resource, which has to be known before anything is deployed.
  func identifier(of node: ResourceNode, in around: ResourceSurroundings) throws(EvaluationFault) -> ResourceID {
    let value = try known(node.name, around.frame, as: "a resource's name")
    guard let name = value.string, let type = ResourceType(node.type) else {
      throw EvaluationFault("a resource's name should be a string, and is of type \(value.kind)", path: node.name.path)
    }
    var names = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let parent = around.parent, names.count < type.segments.count { names = parent.id.names + names }
    guard names.count == type.segments.count else {
      throw EvaluationFault(
        "the type \(type) has \(type.segments.count) segments, and the name \(name) has \(names.count)",
        path: node.name.path)
    }
    let place = try place(of: node, named: name, in: around)
    let id: ResourceID?
    if let mark = type.segments.firstIndex(where: { $0.lowercased() == "providers" }) {
      id = Self.extensionID(type, names, at: mark, place)
    } else if let scope = node.scope {
      id = try self.id(of: type, names, extending: scope, place, around.frame)
    } else {
      id = ResourceID(subscription: place.subscription, resourceGroup: place.group, type: type, names: names)
    }
    guard let id else { throw EvaluationFault("the name \(name) is not one of a \(type)", path: node.name.path) }
    return id
  }

  /// `Microsoft.Storage/storageAccounts/providers/roleAssignments` with the name `account/Microsoft.Authorization/guid`.
  private static func extensionID(
    _ type: ResourceType, _ names: [String], at mark: Int, _ place: ResourcePlace
  ) -> ResourceID? {
    let segments = type.segments
    guard let extended = ResourceType(([type.provider] + segments[..<mark]).joined(separator: "/")),
      let own = ResourceType(([Substring(names[mark])] + segments[(mark + 1)...]).joined(separator: "/")),
      let base = ResourceID(
        subscription: place.subscription, resourceGroup: place.group, type: extended, names: Array(names[..<mark]))
    else { return nil }
    return ResourceID(extending: base, type: own, names: Array(names[(mark + 1)...]))
  }

  /// The id of what has a `scope`: a resource's id, or its type and names in the group that this goes to, or that group.
  private func id(
    of type: ResourceType, _ names: [String], extending scope: TemplateNode, _ place: ResourcePlace, _ frame: Frame
  ) throws(EvaluationFault) -> ResourceID? {
    guard let text = try known(scope, frame, as: "the scope of a \(type)").string else {
      throw EvaluationFault("the scope of a \(type) should be a string", path: scope.path)
    }
    let group = place.group.map { "/resourceGroups/\($0)" } ?? ""
    let own = "/subscriptions/\(place.subscription)\(group)"
    if text.foldedID == own.lowercased() {
      return ResourceID(subscription: place.subscription, resourceGroup: place.group, type: type, names: names)
    }
    guard let extended = ResourceID(text.hasPrefix("/") ? text.withoutSlash : "\(own)/\(Self.relative(text))") else {
      throw EvaluationFault(
        "the scope \(Quoted.line(text)) is no resource of a group; it should be a resource's id, or its type and names",
        path: scope.path)
    }
    guard extended.subscription == place.subscription, extended.resourceGroup == place.group else {
      throw EvaluationFault(
        "the scope \(extended.short) is in another group than its deployment: put it into a deployment with "
          + "\"resourceGroup\": \"\(extended.resourceGroup?.description ?? "")\"", path: scope.path)
    }
    return ResourceID(extending: extended, type: type, names: names)
  }

  /// `Provider.Name/type/name/…` as the end of an id.
  private static func relative(_ text: String) -> String {
    text.lowercased().hasPrefix("providers/") ? text.withoutSlash : "providers/\(text.withoutSlash)"
  }

  /// Where a resource goes: where all of its template goes, unless it is a deployment or already there.
  private func place(
    of node: ResourceNode, named name: String, in around: ResourceSurroundings
  ) throws(EvaluationFault) -> ResourcePlace {
    var place = around.place
    if let elsewhere = node.subscription {
      let text = try known(elsewhere, around.frame, as: "the subscription of \(name)").string ?? ""
      guard let found = SubscriptionID(text) else {
        throw EvaluationFault("the subscription of \(name) is no subscription's id", path: elsewhere.path)
      }
      // A deployment to a subscription without a group is one to the subscription itself.
      if node.nested != nil && node.resourceGroup == nil { place.group = nil }
      place.subscription = found
    }
    if let elsewhere = node.resourceGroup {
      let text = try known(elsewhere, around.frame, as: "the resource group of \(name)").string ?? ""
      guard let found = ResourceGroupName(text) else {
        throw EvaluationFault("the resource group of \(name) is no resource group's name", path: elsewhere.path)
      }
      place.group = found
    }
    return place
  }
}

extension String {
  fileprivate var withoutSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
