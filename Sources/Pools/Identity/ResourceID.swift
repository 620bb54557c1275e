/// The id of a resource in a resource group, on a subscription, or on another resource:
/// `/subscriptions/S[/resourceGroups/G]/providers/P/type/name[/type/name…][/providers/P/type/name…]`.
///
/// What follows a second `providers` extends the resource before it: a role assignment, a lock, a diagnostic setting. It
/// keeps its spelling; two that differ only in capitals are the same, since ARM answers in any.
package struct ResourceID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String
  package let subscription: SubscriptionID
  /// Nil for what stands on a subscription itself, as a role that holds everywhere in it.
  package let resourceGroup: ResourceGroupName?
  package let type: ResourceType
  /// The names along the type's segments: `["vision-lb", "ssh"]`. Never empty.
  package let names: [String]
  package let folded: String
  /// How many bytes of the text are the extended resource's id; 0 where none is extended.
  private let extendedLength: Int

  /// How many resources may extend one another in one id. Azure has one such step, and two for a lock on a role assignment.
  package static let extensionLimit = 4

  /// Nil where the text is no id of a resource.
  package init?(_ text: String) {
    // By bytes: ids are made by the hundred thousand, and characters cost ten times as much to tell apart.
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count >= 7, parts[0].isEmpty, parts[1].lowercased() == "subscriptions",
      let subscription = SubscriptionID(parts[2])
    else { return nil }
    var start = 3
    var group: ResourceGroupName?
    if parts[3].lowercased() == "resourcegroups" {
      guard let name = ResourceGroupName(parts[4]) else { return nil }
      group = name
      start = 5
    }
    // A name may be `providers` too; only every other part is a type's segment.
    let starts = stride(from: start, to: parts.count, by: 2).filter { position in
      parts[position].utf8.count == 9 && parts[position].lowercased() == "providers"
    }
    guard starts.first == start, let last = starts.last, starts.count <= Self.extensionLimit,
      parts[start...].allSatisfy({ !$0.isEmpty })
    else { return nil }
    for (first, next) in zip(starts, starts.dropFirst()) {
      guard next - first >= 4, parts[first + 1].contains(".") else { return nil }
    }
    let tail = Array(parts[(last + 1)...])
    guard tail.count >= 3, !tail.count.isMultiple(of: 2) else { return nil }
    let segments = stride(from: 1, to: tail.count, by: 2).map { tail[$0] }
    guard let type = ResourceType(([tail[0]] + segments).joined(separator: "/")) else { return nil }
    let extended = starts.count > 1 ? parts[..<last].reduce(0) { $0 + $1.utf8.count + 1 } - 1 : 0
    self.init(
      subscription: subscription, resourceGroup: group, type: type,
      names: stride(from: 2, to: tail.count, by: 2).map { tail[$0] }, text: text, extendedLength: extended)
  }

  /// A resource of a group; without one, of a subscription.
  ///
  /// Nil where there are not as many names as the type has segments, or a name is empty or holds a slash.
  package init?(
    subscription: SubscriptionID, resourceGroup: ResourceGroupName?, type: ResourceType, names: [String]
  ) {
    guard let tail = Self.tail(type, names) else { return nil }
    let group = resourceGroup.map { "/resourceGroups/\($0)" } ?? ""
    self.init(
      subscription: subscription, resourceGroup: resourceGroup, type: type, names: names,
      text: "/subscriptions/\(subscription)\(group)/\(tail)", extendedLength: 0)
  }

  /// A resource that extends another.
  ///
  /// Nil where there are not as many names as the type has segments, or a name is empty or holds a slash.
  package init?(extending extended: ResourceID, type: ResourceType, names: [String]) {
    guard let tail = Self.tail(type, names) else { return nil }
    self.init(
      subscription: extended.subscription, resourceGroup: extended.resourceGroup, type: type, names: names,
      text: "\(extended)/\(tail)", extendedLength: extended.description.utf8.count)
  }

  private init(
    subscription: SubscriptionID, resourceGroup: ResourceGroupName?, type: ResourceType, names: [String],
    text: String, extendedLength: Int
  ) {
    description = text
    folded = text.lowercased()
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.type = type
    self.names = names
    self.extendedLength = extendedLength
  }

  private static func tail(_ type: ResourceType, _ names: [String]) -> String? {
    guard type.segments.count == names.count, names.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else { return nil }
    return "providers/\(type.provider)/" + zip(type.segments, names).map { "\($0)/\($1)" }.joined(separator: "/")
  }

  /// The last name, by which people know the resource.
  package var name: String { names[names.count - 1] }

  /// The resource that this one is put on; nil for a resource of a group or a subscription.
  package var extended: ResourceID? {
    extendedLength == 0 ? nil : ResourceID(String(decoding: description.utf8.prefix(extendedLength), as: UTF8.self))
  }

  /// True for a resource that is put on another one.
  package var isExtension: Bool { extendedLength > 0 }
  package var isRoleAssignment: Bool { type.folded == FieldRules.roleAssignmentType }

  /// The resource that this is a child of; nil at the top, and for what only extends another.
  package var parent: ResourceID? {
    guard names.count > 1,
      let type = ResourceType(type.description.split(separator: "/").dropLast().joined(separator: "/"))
    else { return nil }
    let names = Array(names.dropLast())
    if let extended { return ResourceID(extending: extended, type: type, names: names) }
    return ResourceID(subscription: subscription, resourceGroup: resourceGroup, type: type, names: names)
  }

  /// The short form that reports use: `Microsoft.Compute/virtualMachineScaleSets/nlp`, children as `…/lb/probes/ssh`,
  /// and an extension behind what it extends.
  package var short: String {
    let own = "\(type.provider)/" + zip(type.segments, names).map { "\($0)/\($1)" }.joined(separator: "/")
    return extended.map { "\($0.short)/\(own)" } ?? own
  }

  package static func == (left: ResourceID, right: ResourceID) -> Bool { left.folded == right.folded }
  package static func < (left: ResourceID, right: ResourceID) -> Bool { left.folded < right.folded }
  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
