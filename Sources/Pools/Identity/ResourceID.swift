/// The id of a resource in a resource group:
/// `/subscriptions/S/resourceGroups/G/providers/P/type/name[/type/name…]`.
///
/// It keeps its spelling; two that differ only in capitals are the same, since ARM answers in any.
package struct ResourceID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String
  package let subscription: SubscriptionID
  package let resourceGroup: ResourceGroupName
  package let type: ResourceType
  /// The names along the type's segments: `["vision-lb", "ssh"]`. Never empty.
  package let names: [String]
  package let folded: String

  /// Nil where the text is no id of a resource in a group (extension resources, with two `providers`, are none).
  package init?(_ text: String) {
    // By bytes: ids are made by the hundred thousand, and characters cost ten times as much to tell apart.
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count >= 9, parts.count.isMultiple(of: 2) == false, parts[0].isEmpty,
      parts[1].lowercased() == "subscriptions", parts[3].lowercased() == "resourcegroups",
      parts[5].lowercased() == "providers", parts[7...].allSatisfy({ !$0.isEmpty }),
      let subscription = SubscriptionID(parts[2]), let group = ResourceGroupName(parts[4])
    else { return nil }
    let tail = Array(parts[7...])
    let segments = stride(from: 0, to: tail.count, by: 2).map { tail[$0] }
    guard !segments.contains(where: { $0.lowercased() == "providers" }),
      let type = ResourceType(([parts[6]] + segments).joined(separator: "/"))
    else { return nil }
    self.init(
      subscription: subscription, resourceGroup: group, type: type,
      names: stride(from: 1, to: tail.count, by: 2).map { tail[$0] }, text: text)
  }

  /// Nil where there are not as many names as the type has segments, or a name is empty or holds a slash.
  package init?(
    subscription: SubscriptionID, resourceGroup: ResourceGroupName, type: ResourceType, names: [String]
  ) {
    guard type.segments.count == names.count, names.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else { return nil }
    let tail = zip(type.segments, names).map { "\($0)/\($1)" }.joined(separator: "/")
    self.init(
      subscription: subscription, resourceGroup: resourceGroup, type: type, names: names,
      text: "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)/providers/\(type.provider)/\(tail)")
  }

  private init(
    subscription: SubscriptionID, resourceGroup: ResourceGroupName, type: ResourceType, names: [String], text: String
  ) {
    description = text
    folded = text.lowercased()
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.type = type
    self.names = names
  }

  /// The last name, by which people know the resource.
  package var name: String { names[names.count - 1] }

  /// The resource that this is a child of; nil at the top.
  package var parent: ResourceID? {
    guard names.count > 1,
      let type = ResourceType(type.description.split(separator: "/").dropLast().joined(separator: "/"))
    else { return nil }
    return ResourceID(
      subscription: subscription, resourceGroup: resourceGroup, type: type, names: Array(names.dropLast()))
  }

  /// The short form that reports use: `Microsoft.Compute/virtualMachineScaleSets/nlp`, children as `…/lb/probes/ssh`.
  package var short: String {
    "\(type.provider)/" + zip(type.segments, names).map { "\($0)/\($1)" }.joined(separator: "/")
  }

  package static func == (left: ResourceID, right: ResourceID) -> Bool { left.folded == right.folded }
  package static func < (left: ResourceID, right: ResourceID) -> Bool { left.folded < right.folded }
  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
