/// Decides what a reconciliation of one pool does. It writes nothing, and the same input has the same plan.
package func plan(_ input: PlanInput) -> PoolPlan { Planner(input).plan() }

/// The steps of one plan over one input.
struct Planner {
  let input: PlanInput
  let baseline: [ResourceID: Baseline.Resource]
  let autoscaled: Set<ResourceID>
  private let secrets: SecretComparison
  /// The desired children that are resources of their own, by what they are children of.
  private let children: [ResourceID: [ResourceID]]

  init(_ input: PlanInput) {
    self.input = input
    baseline = Dictionary(
      (input.baseline?.resources ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    autoscaled = Autoscaling(pool: input.pool, live: input.live, baseline: input.baseline).ownedScaleSets()
    children = Dictionary(
      grouping: input.pool.resources.compactMap { document in document.id.parent.map { (document.id, $0) } }, by: \.1
    ).mapValues { $0.map(\.0) }
    secrets = SecretComparison(
      digests: input.secretDigests, appliedDigests: input.baseline?.secretDigests ?? [:],
      keyedHash: input.keyedHash)
  }

  func plan() -> PoolPlan {
    var live = LiveLookup(input.live)
    var changes: [Change] = []
    var refusals = scopeRefusals()
    var foreign: [ForeignResource] = []
    var takeovers: [ResourceID] = []
    for document in input.pool.resources {
      var found = live[document.id]
      if let resource = foreignResource(document, live: &live) {
        foreign.append(resource)
      } else if let before = found {
        if let change = takeover(of: document, from: before) {
          takeovers.append(document.id)
          changes.append(change)
          found = before.managed(by: input.managedBy)
        }
        changes += adopting(document, from: before, difference(document, from: found ?? before, &live))
      } else {
        changes.append(creation(of: document))
      }
    }
    let held = changes.filter { $0.cause == .drift && input.held.contains(FieldPlace($0)) }
    if !held.isEmpty { changes.removeAll(where: Set(held).contains) }
    let departures = departures(live: &live)
    changes += departures.deletions.map { departure(of: $0.id, .delete, live: &live) }
    changes += departures.detachments.map { item in
      departure(of: item.id, .detach, because: departures.reasons[item.id]?.text, live: &live)
    }
    changes.sort { $0.precedes($1) }
    var scopes = ScopeGuard(input, live: live)
    refusals += scopes.refusals() + ownerRefusals(foreign) + homeRefusals(live: &live) + immutableRefusals(changes)
    refusals += nameRefusals(live: &live)
    refusals.sort {
      ($0.location ?? input.pool.manifest, $0.message) < ($1.location ?? input.pool.manifest, $1.message)
    }
    let isRefused = !refusals.isEmpty
    var plan = PoolPlan(
      changes: changes, refusals: refusals, deletions: isRefused ? [] : departures.deletions,
      outcome: outcome(changes, isRefused: isRefused))
    plan.held = held.sorted { $0.precedes($1) }
    plan.kept = departures.kept
    if !isRefused { (plan.detachments, plan.takeovers) = (departures.detachments, takeovers) }
    return plan
  }

  private func difference(
    _ document: ResourceDocument, from found: ResourceDocument, _ live: inout LiveLookup
  ) -> [Change] {
    let isNetwork = (document.id.ancestors.last ?? document.id).type.folded == FieldRules.networkType
    var difference = ResourceDifference(
      desired: document, baseline: baseline[document.id] ?? formerPart(document.id),
      takesUnseen: input.isFirstContact, secrets: secrets,
      isAutoscaled: autoscaled.contains(document.id), manifest: input.pool.manifest,
      neighbours: ResourceDifference.Neighbours(
        children: children[document.id] ?? [], occupied: isNetwork ? occupiedSubnets(&live) : [],
        told: told(document, &live)))
    return difference.changes(from: found)
  }

  /// What was applied of a child while it was still a part of its parent's body.
  private func formerPart(_ id: ResourceID) -> Baseline.Resource? { id.parent.flatMap { baseline[$0] }?.part(id) }

  /// The subnets in which a balancer, or a machine at least, of the pool stands, by their ids in small letters.
  private func occupiedSubnets(_ live: inout LiveLookup) -> Set<String> {
    var found: Set<String> = []
    for id in Set(input.pool.resources.map(\.id)).union(baseline.keys) {
      switch id.type.folded {
      case FieldRules.scaleSetType:
        guard let body = live[id]?.body, body.value(at: JSONPath("sku", "capacity"))?.integer != 0 else { continue }
        found.formUnion(body.subnets)
      case FieldRules.balancerType: found.formUnion(live[id]?.body.subnets ?? [])
      default: continue
      }
    }
    return found
  }

  private func creation(of document: ResourceDocument) -> Change {
    Change(
      resource: document.id, path: .root, before: nil, after: document.redacted().body, kind: .create,
      cause: baseline[document.id] == nil ? .manifest : .drift,
      location: document.provenance.location(of: .root) ?? input.pool.manifest)
  }

  private func departure(
    of id: ResourceID, _ kind: Change.Kind, because reason: String? = nil, live: inout LiveLookup
  ) -> Change {
    let before = baseline[id].flatMap { was in
      EchoProjection.project(
        live[id]?.body, onto: was.expressed, at: FieldSite(FieldRules.rules(for: id.type)), learning: false)
    }
    return Change(
      resource: id, path: .root, before: before, after: nil, kind: kind, cause: .manifest,
      location: input.pool.manifest, reason: reason)
  }

  private func outcome(_ changes: [Change], isRefused: Bool) -> Outcome {
    if isRefused { return .refused }
    if changes.isEmpty { return .unchanged }
    let created = changes.filter { $0.kind == .create }.count
    if created == changes.count && created == input.pool.resources.count && baseline.isEmpty { return .created }
    guard input.pool.resources.isEmpty else { return .updated }
    return changes.contains { $0.kind == .delete } ? .deleted : .detached
  }
}

/// Live documents, each parsed once for one plan, children out of their parsed parents.
struct LiveLookup {
  private let live: LiveState
  private var found: [ResourceID: ResourceDocument?] = [:]

  init(_ live: LiveState) { self.live = live }

  subscript(_ id: ResourceID) -> ResourceDocument? {
    mutating get {
      if let known = found[id] { return known }
      var document = live.direct(id)
      if document == nil, let parent = id.parent { document = self[parent]?.child(id) }
      found[id] = .some(document)
      return document
    }
  }
}
