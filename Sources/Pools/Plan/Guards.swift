extension Planner {
  /// Subscriptions outside the allow-list.
  func scopeRefusals() -> [Refusal] {
    let pool = input.pool
    let wanted = Set([pool.subscription] + pool.resources.map(\.id.subscription))
    return wanted.subtracting(input.allowedSubscriptions).sorted().map { subscription in
      Refusal(
        message: "subscription \(subscription) is not in azure.subscriptions: add it there, or name one that is",
        location: place("spec.subscription"))
    }
  }

  /// A resource that another pool wants too, or that carries another pool's or another controller's tags; nil for ours.
  func foreignResource(_ document: ResourceDocument, live: inout LiveLookup) -> ForeignResource? {
    let id = document.id
    let location = document.provenance.location(of: .root) ?? input.pool.manifest
    // All pools with one identity want the same right of it, and have it together.
    let isShared = input.pool.shares(document)
    // A child has no tags of its own: it belongs to whom the resource around it belongs to.
    for wanted in [id] + id.ancestors where !isShared {
      if let other = input.claimedBy[wanted], other != input.pool.name {
        return ForeignResource(id: wanted, owner: .wanted(by: other), location: location)
      }
    }
    let bearer = id.ancestors.last ?? id
    guard let found = live[bearer],
      !(isTakenOver(found) && input.pool.resources.contains { $0.id == bearer }),
      let owner = found.foreignOwner(besides: input.pool, managedBy: input.managedBy)
    else {
      return nil
    }
    switch owner {
    case .pool where isShared: return nil
    case .pool(let name):
      let orphan = input.orphanedPools.first { $0.description == name }
      return ForeignResource(id: bearer, owner: orphan.map { .orphan($0) } ?? owner, location: location)
    default: return ForeignResource(id: bearer, owner: owner, location: location)
    }
  }

  /// A line an owner, whatever it has of what this pool wants: a renamed pool is one refusal and not one a resource.
  func ownerRefusals(_ resources: [ForeignResource]) -> [Refusal] {
    Dictionary(grouping: resources, by: \.owner).map { owner, resources in
      let ids = Set(resources.map(\.id)).sorted()
      let first = ids.first.map(\.short) ?? ""
      let subject = ids.count > 1 ? "\(first) and \(ids.count - 1) more" : first
      let place = resources.map(\.location).min() ?? input.pool.manifest
      return Refusal(message: owner.refusal(of: subject, isOne: ids.count == 1), location: place)
    }
  }

  /// A pool whose resources still stand in another group or subscription: moving it would delete it there.
  func homeRefusals(live: inout LiveLookup) -> [Refusal] {
    let pool = input.pool
    guard !baseline.isEmpty else { return [] }
    // Where a role holds is no pool's home.
    let kept = baseline.keys.filter { !$0.isExtension && $0.type.folded != FieldRules.roleAssignmentType }
    let homes = Set(kept.map { Home(subscription: $0.subscription, group: $0.resourceGroup) })
    guard !homes.isEmpty else { return [] }
    guard !homes.contains(Home(subscription: pool.subscription, group: pool.resourceGroup)) else { return [] }
    // Another subscription is not read for this pool, so nobody knows that its resources are gone from there.
    if let elsewhere = kept.sorted().first(where: { $0.subscription != pool.subscription }) {
      return [
        Refusal(
          message: Self.immutable("subscription", "\(elsewhere.subscription)", "\(pool.subscription)"),
          location: place("spec.subscription"))
      ]
    }
    guard let left = kept.sorted().first(where: { isOurs($0, live: &live) }) else { return [] }
    return [
      Refusal(
        message: Self.immutable("resourceGroup", left.resourceGroup?.description ?? "none", "\(pool.resourceGroup)"),
        location: place("spec.resourceGroup"))
    ]
  }

  /// Changes that only a new resource can have; a location that many resources share is said once.
  func immutableRefusals(_ changes: [Change]) -> [Refusal] {
    var said: Set<String> = []
    return changes.filter { $0.kind == .replace }.compactMap { change in
      let isLocation = change.path == JSONPath("location")
      let message =
        isLocation
        ? Self.immutable("location", Self.region(change.before), Self.region(change.after))
        : Self.immutable(change.subject, Change.short(change.before), Change.short(change.after))
      guard said.insert(message).inserted else { return nil }
      return Refusal(message: message, change: change, location: change.location ?? input.pool.manifest)
    }
  }

  private static func immutable(_ what: String, _ before: String, _ after: String) -> String {
    "\(what) cannot change in place: \(before) → \(after)"
  }

  private static func region(_ value: JSONValue?) -> String {
    value?.string.flatMap { Location($0) }?.description ?? Change.short(value)
  }

  private func place(_ field: String) -> SourceLocation { input.pool.fields[field] ?? input.pool.manifest }
}

/// Where a pool's resources stand.
private struct Home: Hashable {
  let subscription: SubscriptionID
  let group: ResourceGroupName?
}

/// A resource of the pool's that is somebody else's.
struct ForeignResource {
  let id: ResourceID
  let owner: Owner
  /// Where the manifest asks for it.
  let location: SourceLocation

  enum Owner: Hashable {
    case wanted(by: PoolName)
    case controller(String)
    /// A controller of this one's name with another state; the pool that wants the resource.
    case state(String, pool: PoolName)
    case pool(String)
    /// A pool that no manifest describes any more.
    case orphan(PoolName)

    fileprivate func refusal(of subject: String, isOne: Bool) -> String {
      let (belongs, tags) = isOne ? ("belongs", "its tags to hand it over") : ("belong", "their tags to hand them over")
      return switch self {
      case .wanted(let pool):
        "\(subject) \(isOne ? "is" : "are") wanted by pool \(pool) too: only one can have \(isOne ? "it" : "them")"
      case .controller(let name):
        "\(subject) \(belongs) to controller \(Quoted.line(name)) (tag \(OwnershipTag.managedBy)): remove \(tags)"
      case .state(let tag, let pool):
        "\(subject) \(belongs) to another controller of this name, \(Quoted.line(tag)) (tag \(OwnershipTag.managedBy)): end that "
          + "one or give it another name; where its state is lost, weir adopt \(pool) takes \(isOne ? "it" : "them") over"
      case .pool(let name):
        "\(subject) \(belongs) to pool \(Quoted.line(name)) (tag \(OwnershipTag.pool)): remove \(tags)"
      case .orphan(let name):
        "\(subject) \(belongs) to pool \(name), whose manifest is gone: write metadata.renamedFrom: \(name) to keep "
          + (isOne ? "it" : "them")
      }
    }
  }
}
