/// The table of one resource type.
package struct TypeRules: Sendable {
  /// The `api-version` to read the type with, whatever a template writes it in; nil for a type without a table.
  package var apiVersion: String?
  package var takesTags: Bool
  /// What people call such a resource in a sentence: `scale set`.
  package var noun: String
  /// Where the bodies of child resources stand in this type's body, by the child's last type segment in small letters.
  var childPlaces: [String: JSONPath]
  /// When it is deleted among others that do not name each other: the smaller, the earlier.
  var deletionRank: Int
  package var tree: RuleTree
  /// True where deleting such a resource may lose data, so that it is only deleted where its manifest names it for that.
  /// The types with a table hold none: what is on the disks of a scale set's machines goes with each machine anyway. Of
  /// every other type nobody knows.
  package var mayHoldData: Bool

  init(
    apiVersion: String?, takesTags: Bool = true, noun: String, childPlaces: [String: JSONPath] = [:],
    deletionRank: Int, tree: RuleTree, mayHoldData: Bool = false
  ) {
    self.apiVersion = apiVersion
    self.takesTags = takesTags
    self.noun = noun
    self.childPlaces = childPlaces
    self.deletionRank = deletionRank
    self.tree = tree
    self.mayHoldData = mayHoldData
  }

  /// Where the children of type `segment` stand as a list in this type's body.
  func place(ofChildren segment: some StringProtocol) -> JSONPath {
    childPlaces[segment.lowercased()] ?? JSONPath("properties", String(segment))
  }

  /// The table of a child, which is its parent's rules for the list's elements.
  func child(_ segment: some StringProtocol) -> TypeRules {
    var tree: RuleTree? = tree
    for case .member(let name) in place(ofChildren: segment).steps { tree = tree?.member(name.lowercased()) }
    return TypeRules(
      apiVersion: apiVersion, takesTags: false, noun: Self.childNouns[segment.lowercased()] ?? String(segment),
      deletionRank: max(0, deletionRank - 1), tree: tree?.element ?? RuleTree(), mayHoldData: mayHoldData)
  }

  private static let childNouns = [
    "subnets": "subnet", "securityrules": "security rule", "extensions": "extension", "probes": "probe",
    "backendaddresspools": "backend pool", "inboundnatrules": "NAT rule", "virtualnetworkpeerings": "network peering",
  ]
}

/// The tables of all resource types that Weir knows closely, and what holds for the others.
package enum FieldRules {
  /// The rules of a type. A child follows its parent's table; a type without a table gets what is common to all.
  package static func rules(for type: ResourceType) -> TypeRules {
    if let known = tables[type.folded] { return known }
    if type.isChild, let last = type.segments.last, let parent = type.parent {
      return rules(for: parent).child(last)
    }
    return TypeRules(
      apiVersion: nil, takesTags: !tagless.contains(type.provider.lowercased()),
      noun: type.segments.last.map(String.init) ?? type.description, deletionRank: 5, tree: unknown,
      mayHoldData: true)
  }

  /// The top-level types that pools are read by, each with the API version to list it with; sorted by type.
  package static let knownTypes: [(type: ResourceType, apiVersion: String)] = tableRows.compactMap { row in
    guard let type = ResourceType(row.type), let version = row.rules.apiVersion else { return nil }
    return (type, version)
  }.sorted { $0.type < $1.type }

  private static let tableRows: [(type: String, rules: TypeRules)] = [
    ("Microsoft.Authorization/roleAssignments", roleAssignments),
    ("Microsoft.Compute/virtualMachineScaleSets", scaleSets),
    ("Microsoft.Insights/autoscaleSettings", autoscaleSettings),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", userAssignedIdentities),
    ("Microsoft.Network/loadBalancers", loadBalancers),
    ("Microsoft.Network/natGateways", natGateways),
    ("Microsoft.Network/networkSecurityGroups", networkSecurityGroups),
    ("Microsoft.Network/publicIPAddresses", publicAddresses),
    ("Microsoft.Network/publicIPPrefixes", publicAddressPrefixes),
    ("Microsoft.Network/virtualNetworks", virtualNetworks),
  ]

  private static let tables = Dictionary(
    tableRows.map { ($0.type.lowercased(), $0.rules) }, uniquingKeysWith: { first, _ in first })
  private static let unknown = RuleTree(common)
  /// Providers whose resources refuse tags.
  private static let tagless: Set<String> = ["microsoft.authorization"]

  /// Types that only the resource under them lists, so that no list call of a subscription shows them.
  private static let unlisted: Set<String> = [
    "microsoft.insights/diagnosticsettings", "microsoft.insights/datacollectionruleassociations",
    "microsoft.eventgrid/eventsubscriptions", "microsoft.guestconfiguration/guestconfigurationassignments",
    "microsoft.maintenance/configurationassignments",
  ]

  /// True for a type that is read resource by resource: Azure has no list of it for a subscription.
  package static func isUnlisted(_ type: ResourceType) -> Bool { unlisted.contains(type.folded) }

  static let roleAssignmentType = "microsoft.authorization/roleassignments"
  static let identityType = "microsoft.managedidentity/userassignedidentities"
  static let networkType = "microsoft.network/virtualnetworks"
  static let balancerType = "microsoft.network/loadbalancers"
  static let scaleSetType = "microsoft.compute/virtualmachinescalesets"
  static let autoscaleSettingType = "microsoft.insights/autoscalesettings"

  /// What holds at the top of every resource.
  static let common: [FieldPattern] = [
    FieldPattern("location", .compare(.location), .change(.never), .firm),
    FieldPattern("tags.*", .firm, .kept()),
    FieldPattern("tags.\(OwnershipTag.managedBy)", .compare(.controllerTag), .firm),
    FieldPattern("identity.type", .compare(.words)),
    FieldPattern("identity.userAssignedIdentities", .compare(.idSet)),
    FieldPattern("sku.name", .compare(.anyCase), .firm),
    FieldPattern("sku.tier", .compare(.anyCase)),
    FieldPattern("zones", .compare(.set)),
    FieldPattern("extendedLocation", .change(.never)),
    FieldPattern("kind", .compare(.anyCase)),
  ]
}

extension ResourceType {
  /// The type of the resources that these are children of; nil at the top.
  package var parent: ResourceType? {
    isChild ? ResourceType(description.split(separator: "/").dropLast().joined(separator: "/")) : nil
  }
}
