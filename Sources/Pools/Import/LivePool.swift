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

  /// Gathers what belongs to a scale set: what it and what belongs to it name, in its own group and used by no other
  /// scale set, and the autoscale settings that target it. Nil where the scale set is not among the documents, or has no location.
  ///
  /// - Parameter documents: all of a subscription's of the types that Weir knows closely, in any order.
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
    let elsewhere = Self.reach(from: others, in: known)
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
        } else if let user = elsewhere[named] {
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
    resources = found.compactMap { known[$0] }.sorted { $0.id < $1.id }
    shared = outside.map { Shared(id: $0.key, reason: $0.value) }.sorted { $0.id < $1.id }
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
