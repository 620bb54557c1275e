/// A place in Azure that a text names: a subscription, a resource group, a resource, or what stands above subscriptions.
package struct AzureScope: Hashable, Sendable {
  /// Nil for a tenant or a management group.
  package let subscription: SubscriptionID?
  /// Nil for a subscription, and for what stands on one.
  package let group: ResourceGroupName?
  /// Nil for a subscription or a group as a whole.
  package let resource: ResourceID?
  /// The text as it was written.
  package let text: String

  /// Reads an id.
  ///
  /// - Parameter text: an id of anything in Azure, in any capitals.
  /// - Returns: nil where the text is not such an id.
  package init?(_ text: String) {
    guard text.hasPrefix("/") else { return nil }
    self.text = text
    let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    guard parts.first?.lowercased() == "subscriptions" else {
      guard parts.isEmpty || parts.first?.lowercased() == "providers" else { return nil }
      (subscription, group, resource) = (nil, nil, nil)
      return
    }
    guard parts.count > 1, let subscription = SubscriptionID(parts[1]) else { return nil }
    self.subscription = subscription
    group =
      parts.count > 3 && parts[2].lowercased() == "resourcegroups" ? ResourceGroupName(parts[3]) : nil
    resource = ResourceID(text.hasSuffix("/") ? String(text.dropLast()) : text)
  }

  init(_ id: ResourceID) {
    subscription = id.subscription
    group = id.resourceGroup
    resource = id
    text = id.description
  }

  /// A group, or without one a subscription.
  init(subscription: SubscriptionID, group: ResourceGroupName?) {
    self.subscription = subscription
    self.group = group
    resource = nil
    text = "/subscriptions/\(subscription)" + (group.map { "/resourceGroups/\($0)" } ?? "")
  }

  /// The scope for a sentence.
  var short: String {
    if let resource { return Quoted.line(resource.short) }
    if let group { return "resource group \(group)" }
    return subscription.map { "subscription \($0)" } ?? Quoted.line(text)
  }
}

/// A resource group of a subscription.
package struct GroupPlace: Hashable, Sendable {
  package var subscription: SubscriptionID
  package var group: ResourceGroupName

  package init(subscription: SubscriptionID, group: ResourceGroupName) {
    self.subscription = subscription
    self.group = group
  }
}

extension ResourceID {
  /// What the resource belongs to: the resources that it is a child of and those that it extends, the nearest first.
  package var owners: [ResourceID] {
    var result: [ResourceID] = []
    var next = parent ?? extended
    while let found = next {
      result.append(found)
      next = found.parent ?? found.extended
    }
    return result
  }
}
