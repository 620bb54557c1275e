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

  /// A resource that another pool wants too, or that carries another pool's or another controller's tags.
  func ownerRefusal(of document: ResourceDocument, live: inout LiveLookup) -> Refusal? {
    let id = document.id
    let location = document.provenance.location(of: .root) ?? input.pool.manifest
    // A child has no tags of its own: it belongs to whom the resource around it belongs to.
    for wanted in [id] + id.ancestors {
      if let other = input.claimedBy[wanted], other != input.pool.name {
        let message = "\(wanted.short) is wanted by pool \(other) too: only one can have it"
        return Refusal(message: message, location: location)
      }
    }
    let bearer = id.ancestors.last ?? id
    guard let owner = live[bearer] else { return nil }
    if let manager = owner.tag(OwnershipTag.managedBy), manager != input.managedBy {
      return Refusal(
        message: "\(bearer.short) belongs to controller \(Quoted.line(manager)) (tag \(OwnershipTag.managedBy)): "
          + "remove its tags to hand it over",
        location: location)
    }
    if let pool = owner.tag(OwnershipTag.pool), pool != input.pool.name.description {
      return Refusal(
        message: "\(bearer.short) belongs to pool \(Quoted.line(pool)) (tag \(OwnershipTag.pool)): "
          + "remove its tags to hand it over",
        location: location)
    }
    return nil
  }

  /// A pool whose resources still stand in another group or subscription: moving it would delete it there.
  func homeRefusals(live: inout LiveLookup) -> [Refusal] {
    let pool = input.pool
    guard !baseline.isEmpty else { return [] }
    let homes = Set(baseline.keys.map { Home(subscription: $0.subscription, group: $0.resourceGroup) })
    guard !homes.contains(Home(subscription: pool.subscription, group: pool.resourceGroup)) else { return [] }
    // Another subscription is not read for this pool, so nobody knows that its resources are gone from there.
    if let elsewhere = baseline.keys.sorted().first(where: { $0.subscription != pool.subscription }) {
      return [
        Refusal(
          message: Self.immutable("subscription", "\(elsewhere.subscription)", "\(pool.subscription)"),
          location: place("spec.subscription"))
      ]
    }
    guard let left = baseline.keys.sorted().first(where: { isOurs($0, live: &live) }) else { return [] }
    return [
      Refusal(
        message: Self.immutable("resourceGroup", "\(left.resourceGroup)", "\(pool.resourceGroup)"),
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
  let group: ResourceGroupName
}
