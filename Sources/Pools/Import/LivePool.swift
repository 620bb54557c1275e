/// A scale set that exists, with the resources that it is made of: what a manifest is to be written for.
package struct LivePool: Hashable, Sendable {
  /// Something that the pool uses and that is not its own.
  package struct Shared: Hashable, Sendable {
    package var id: ResourceID
    /// Why it stays out: another group, or another user.
    package var reason: String
  }

  package var scaleSet: ResourceDocument
  package var resourceGroup: ResourceGroupName
  package var location: Location
  /// All that the pool consists of, the scale set too; sorted by id.
  package var resources: [ResourceDocument]
  /// Sorted by id.
  package var shared: [Shared]

  /// The role assignments that its identities have, on whatever; sorted by id.
  package var rights: [ResourceDocument]

  /// Gathers what belongs to a scale set: what it and what belongs to it name, in its own group and used by nothing else,
  /// and the autoscale settings that target it. Nil where the scale set is not among the documents, or has no location.
  ///
  /// What else uses a resource is told by the other scale sets, and by Azure's own references back: a subnet, a security
  /// group, an address and a balancer list the cards, addresses and end points on them.
  ///
  /// - Parameter documents: all of a subscription's of the types that Weir knows closely, in any order, as Azure answers.
  package init?(_ id: ResourceID, among documents: [ResourceDocument]) {
    let known = Dictionary(documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    guard let scaleSet = known[id], let location = scaleSet.body.member("location")?.string.flatMap(Location.init)
    else {
      return nil
    }
    guard let group = id.resourceGroup else { return nil }
    self.scaleSet = scaleSet
    self.resourceGroup = group
    self.location = location
    let others = documents.filter { $0.type.folded == FieldRules.scaleSetType && $0.id != id }
    var users = Self.reach(from: others, in: known)
    var gathered = Self.gather(scaleSet, documents, known, besides: users)
    // What is left to others no longer uses what stands behind it.
    while let strangers = Self.strangers(among: gathered.found, of: scaleSet, in: known) {
      users.merge(strangers) { first, _ in first }
      gathered = Self.gather(scaleSet, documents, known, besides: users)
    }
    resources = gathered.found.compactMap { known[$0] }.sorted { $0.id < $1.id }
    shared = gathered.outside.map { Shared(id: known[$0.key]?.id ?? $0.key, reason: $0.value) }.sorted { $0.id < $1.id }
    let principals = scaleSet.principals
    rights = documents.filter { $0.principal.map(principals.contains) ?? false }.sorted { $0.id < $1.id }
  }

  /// What the scale set leads to without passing what others use, and why the rest stays out.
  private static func gather(
    _ scaleSet: ResourceDocument, _ documents: [ResourceDocument], _ known: [ResourceID: ResourceDocument],
    besides users: [ResourceID: ResourceID]
  ) -> (found: Set<ResourceID>, outside: [ResourceID: String]) {
    let id = scaleSet.id
    var found: Set<ResourceID> = [id]
    var outside: [ResourceID: String] = [:]
    var waiting = [scaleSet]
    for setting in documents where setting.type.folded == FieldRules.autoscaleSettingType {
      if setting.scaleTarget == id.folded, found.insert(setting.id).inserted { waiting.append(setting) }
    }
    while let document = waiting.popLast() {
      for named in document.referencedResources where !found.contains(named) {
        if named.resourceGroup != id.resourceGroup || named.subscription != id.subscription {
          outside[named] = "it is in another resource group"
        } else if let user = users[named] {
          outside[named] = "\(user.short) uses it too"
        } else if Self.onlyNamed.contains(named.type.folded) {
          outside[named] = "pools only name resources of its type"
        } else if let next = known[named] {
          found.insert(named)
          waiting.append(next)
        } else {
          outside[named] = "Weir does not read resources of its type"
        }
      }
    }
    return (found, outside)
  }

  /// The resources that something besides the pool uses, each with one that does; nil where there are none.
  private static func strangers(
    among found: Set<ResourceID>, of scaleSet: ResourceDocument, in known: [ResourceID: ResourceDocument]
  ) -> [ResourceID: ResourceID]? {
    // Flexible machines are resources of their own, and so are their cards: those behind the pool's balancer are its own.
    let isFlexible =
      scaleSet.body.value(at: JSONPath("properties", "orchestrationMode"))?.string?.lowercased() == "flexible"
    let balanced = found.filter { $0.type.folded == FieldRules.balancerType }.compactMap { known[$0] }
    let own = isFlexible ? balanced.reduce(into: found) { $0.formUnion($1.users) } : found
    var strangers: [ResourceID: ResourceID] = [:]
    for id in found where id != scaleSet.id {
      strangers[id] = known[id]?.users.subtracting(own).min()
    }
    return strangers.isEmpty ? nil : strangers
  }

  /// What outlives pools: who counts on an identity's rights or an address range elsewhere must go on finding it.
  private static let onlyNamed: Set<String> = [
    "microsoft.managedidentity/userassignedidentities", "microsoft.network/publicipprefixes",
  ]

  /// What each of these leads to, and one of them that does.
  private static func reach(
    from starts: [ResourceDocument], in known: [ResourceID: ResourceDocument]
  ) -> [ResourceID: ResourceID] {
    var users: [ResourceID: ResourceID] = [:]
    for start in starts.sorted(by: { $0.id < $1.id }) {
      var waiting = [start]
      while let document = waiting.popLast() {
        for named in document.referencedResources where users[named] == nil && named != start.id {
          users[named] = start.id
          if let next = known[named] { waiting.append(next) }
        }
      }
    }
    return users
  }
}

extension ResourceDocument {
  /// The resources of which Azure says in this one's body that they use it, children by what they belong to.
  fileprivate var users: Set<ResourceID> {
    let lists: [String]
    switch type.folded {
    case FieldRules.networkType:
      lists = ["ipConfigurations", "ipConfigurationProfiles", "privateEndpoints", "serviceAssociationLinks"]
        .map { "subnets.\($0)" }
    case "microsoft.network/networksecuritygroups": lists = ["networkInterfaces", "subnets"]
    case "microsoft.network/publicipaddresses": lists = ["ipConfiguration", "natGateway"]
    case "microsoft.network/natgateways": lists = ["subnets"]
    case FieldRules.balancerType: lists = ["backendAddressPools.backendIPConfigurations"]
    default: return []
    }
    let ids = lists.flatMap { list -> [ResourceID] in
      var places = [body]
      for step in list.split(separator: ".") {
        places = places.flatMap { place -> [JSONValue] in
          guard let next = place.member("properties")?.member(String(step)) else { return [] }
          return next.array ?? [next]
        }
      }
      return places.compactMap { $0.member("id")?.string.flatMap { ResourceID($0) } }
    }
    return Set(ids.map { $0.ancestors.last ?? $0 }).subtracting([id])
  }

  /// Who the resource is in Entra ID, by the identities that it has, in small letters.
  fileprivate var principals: Set<String> {
    let identity = body.member("identity")
    let given = (identity?.member("userAssignedIdentities")?.object ?? [:]).values.map { $0.member("principalId") }
    return Set(([identity?.member("principalId")] + given).compactMap { $0?.string?.lowercased() })
  }

  /// The resources that this one names and is not, children by what they belong to; what Azure itself lists of others
  /// (the machines behind a balancer) does not count.
  fileprivate var referencedResources: Set<ResourceID> {
    var found: Set<ResourceID> = []
    collect(body, at: FieldSite(FieldRules.rules(for: type)), into: &found)
    found.remove(id)
    return found
  }

  private func collect(_ value: JSONValue, at site: FieldSite, into found: inout Set<ResourceID>) {
    guard !site.isNoise else { return }
    switch value {
    case .string(let text):
      guard text.isID, var id = ResourceID(text) else { return }
      while let parent = id.parent { id = parent }
      found.insert(id)
    case .array(let elements): for element in elements { collect(element, at: site.element, into: &found) }
    case .object(let members):
      for (name, member) in members {
        collect(member, at: site.member(name), into: &found)
        // User-assigned identities are named by members.
        if name.isID, let id = ResourceID(name) { found.insert(id) }
      }
    default: return
    }
  }
}
