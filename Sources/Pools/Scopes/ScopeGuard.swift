/// Refuses what a pool would do, by an id, to resources that are not its own.
///
/// A deployment runs with the controller's rights, which reach further than any one pool may.
struct ScopeGuard {
  private let input: PlanInput
  private let own: Set<ResourceID>
  private let allowed: Set<SubscriptionID>
  /// Identities that others have made and the pool's own resources sign in with, as far as manifests say.
  private let attached: Set<ResourceID>
  private var live: LiveLookup
  private var bystanders: LiveLookup

  private var pool: DesiredPool { input.pool }

  init(_ input: PlanInput, live: LiveLookup) {
    self.input = input
    self.live = live
    bystanders = LiveLookup(input.bystanders)
    own = Set(input.pool.resources.map(\.id))
    allowed = Set(input.allowedSubscriptions)
    attached = Set(
      input.pool.resources.flatMap { document in
        (document.body.value(at: JSONPath("identity", "userAssignedIdentities"))?.object ?? [:])
          .filter { $0.value != .null }.keys.compactMap { ResourceID($0) }
      })
  }

  /// All refusals, each once, in the order of the pool's resources.
  mutating func refusals() -> [Refusal] {
    var said: Set<String> = []
    var refusals: [Refusal] = []
    for use in pool.scopeUses {
      guard let message = verdict(on: use), said.insert(message).inserted else { continue }
      refusals.append(Refusal(message: message, location: location(of: use)))
    }
    for document in pool.resources {
      guard let message = placeVerdict(on: document), said.insert(message).inserted else { continue }
      refusals.append(Refusal(message: message, location: document.provenance.location(of: .root) ?? pool.manifest))
    }
    return refusals
  }

  private func location(of use: ScopeUse) -> SourceLocation {
    if case .takesSecret(let parameter) = use.kind {
      return pool.fields["spec.template.secrets.\(parameter)"] ?? pool.manifest
    }
    return use.resource.flatMap { pool.resources[$0].provenance.location(of: use.path) } ?? pool.manifest
  }

  /// Why the use is refused; nil where it is the pool's to do.
  private mutating func verdict(on use: ScopeUse) -> String? {
    guard let scope = use.scope else { return unknown(use) }
    if let subscription = scope.subscription, subscription != pool.subscription, !allowed.contains(subscription) {
      return "\(subject(use)) \(scope.short) in subscription \(subscription), which is not in azure.subscriptions: "
        + "whoever runs Weir can add it there"
    }
    if let resource = scope.resource {
      if isOwn(resource) { return use.kind == .extends ? ownVerdict(on: use) : nil }
      if let owner = owner(of: resource) { return "\(subject(use)) \(scope.short), which \(Self.clause(owner))" }
    }
    switch use.kind {
    case .extends: return extensionVerdict(on: use, scope)
    case .scales:
      return "\(subject(use)) \(scope.short), which is not the pool's own: only the pool that deploys it can scale it"
    case .actsAs where isScript(use):
      return "\(subject(use)) \(scope.short), which is not the pool's own: declare an identity in the pool's template, "
        + "or leave the identity out"
    case .actsAs, .reads, .takesSecret: return nil
    }
  }

  private func unknown(_ use: ScopeUse) -> String {
    switch use.kind {
    case .takesSecret(let parameter):
      "the secret \(Quoted.bare(parameter)) names a vault by something else than a resource id: "
        + "write /subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME"
    default:
      "\(subject(use)) a resource that only Azure can tell, so nobody can check whose it is: "
        + "name it by values that are known before the deployment"
    }
  }

  /// The resource, and what it does to the scope, for the begin of a sentence.
  private func subject(_ use: ScopeUse) -> String {
    if case .takesSecret(let parameter) = use.kind { return "the secret \(Quoted.bare(parameter)) is read from" }
    let document = use.resource.map { pool.resources[$0] }
    let noun = document.map { FieldRules.rules(for: $0.type).noun } ?? "the pool"
    let name = document.map { "\(noun) \(Quoted.line($0.id.name))" } ?? noun
    switch use.kind {
    case .extends: return "\(name) acts on"
    case .scales: return "\(name) scales"
    case .actsAs: return "\(name) signs in as"
    case .reads(let reader): return "\(name) reads, by \(Quoted.bare(reader)),"
    case .takesSecret: return name
    }
  }

  private static func clause(_ owner: ForeignResource.Owner) -> String {
    switch owner {
    case .wanted(let pool):
      "pool \(pool) deploys: only the manifest of pool \(pool) can do that"
    case .pool(let name):
      "belongs to pool \(Quoted.line(name)) (tag \(OwnershipTag.pool)): only the manifest of that pool can do that"
    case .controller(let name):
      "belongs to controller \(Quoted.line(name)) (tag \(OwnershipTag.managedBy)): only whoever runs that controller can "
        + "do that"
    case .state(let tag, _):
      "belongs to another controller of this name, \(Quoted.line(tag)) (tag \(OwnershipTag.managedBy)): only whoever runs "
        + "that controller can do that"
    case .orphan(let name):
      "belongs to pool \(name), whose manifest is gone: nothing is done to it until weir prune deletes it"
    }
  }

  private func isOwn(_ id: ResourceID) -> Bool { own.contains(id) || id.owners.contains(where: own.contains) }

  private func isScript(_ use: ScopeUse) -> Bool {
    use.resource.map { pool.resources[$0].type.folded == "microsoft.resources/deploymentscripts" } ?? false
  }

  /// Whose a resource is that is not the pool's: by what other pools of the revision want, then by its tags.
  private mutating func owner(of id: ResourceID) -> ForeignResource.Owner? {
    for wanted in [id] + id.owners {
      if let other = input.claimedBy[wanted], other != pool.name { return .wanted(by: other) }
    }
    let bearer = id.owners.last ?? id
    guard let found = live[bearer] ?? bystanders[bearer] else { return nil }
    return found.foreignOwner(besides: pool, managedBy: input.managedBy)
  }

  // MARK: Extensions

  /// Of what is put on a resource of the pool's own.
  private func ownVerdict(on use: ScopeUse) -> String? {
    guard let document = use.resource.map({ pool.resources[$0] }), document.type.folded == FieldRules.tagsType,
      let extended = document.id.extended
    else { return nil }
    return "tags \(Quoted.line(document.id.name)) replace all tags of \(Quoted.line(extended.short)), Weir's own among "
      + "them: write the tags in the resource itself"
  }

  /// Of what is put on a resource that nobody has a claim to, on a group or on a subscription.
  private mutating func extensionVerdict(on use: ScopeUse, _ scope: AzureScope) -> String? {
    guard let document = use.resource.map({ pool.resources[$0] }) else { return nil }
    if scope.group == nil {
      return Self.subscriptionTypes.contains(document.type.folded)
        ? nil
        : "\(subject(use)) all of \(scope.short): only an owner of the subscription can allow that, and sets it up "
          + "outside Weir"
    }
    if scope.resource == nil {
      guard scope.subscription == pool.subscription, scope.group == pool.resourceGroup else {
        return
          "\(subject(use)) all of \(scope.short), which is not the pool's own: an owner of that group can set it up "
          + "outside Weir"
      }
      if let other = otherPool(in: GroupPlace(subscription: pool.subscription, group: pool.resourceGroup)) {
        return "\(subject(use)) all of \(scope.short), where pool \(other) has resources too: "
          + "put it on the pool's own resources instead"
      }
    }
    if let message = tagsVerdict(on: document, bearer: scope.resource) { return message }
    guard document.type.folded == FieldRules.roleAssignmentType,
      !isForOwnIdentity(document, sharing: scope.resource != nil)
    else { return nil }
    return "\(subject(use)) \(scope.short) for a principal that is no identity of the pool's own: an owner of it can "
      + "assign the role outside Weir"
  }

  /// What a pool can have on a subscription: groups, which are checked by themselves, and budgets, which change nothing.
  private static let subscriptionTypes: Set<String> = [
    "microsoft.resources/resourcegroups", "microsoft.consumption/budgets",
  ]

  private func otherPool(in group: GroupPlace) -> PoolName? {
    input.groupClaims[group].flatMap { $0 == pool.name ? nil : $0 }
  }

  /// Ownership tags that the pool would write by itself, and a group that is another pool's: to make it once more replaces
  /// its tags.
  private func placeVerdict(on document: ResourceDocument) -> String? {
    if document.type.folded == FieldRules.tagsType, let message = ownershipVerdict(on: document) { return message }
    guard let group = document.declaredGroup, let other = otherPool(in: group) else { return nil }
    return "resource group \(group.group) is where pool \(other) has its resources: only the manifest of pool \(other) "
      + "can make it"
  }

  private static let tagsPath = JSONPath("properties", "tags")

  /// Ownership tags that somebody else than Weir would write, or that nobody can rule out.
  private func ownershipVerdict(on document: ResourceDocument) -> String? {
    let name = "tags \(Quoted.line(document.id.name))"
    if [JSONPath("properties"), Self.tagsPath].contains(where: { document.isExpression(at: $0) }) {
      return "\(name) sets tags that only Azure can tell: write their names out, so that Weir's own can be ruled out"
    }
    let names = document.body.value(at: Self.tagsPath)?.object?.keys.map { $0.lowercased() } ?? []
    guard let tag = [OwnershipTag.pool, OwnershipTag.managedBy].first(where: names.contains) else { return nil }
    return "\(name) sets the tag \(tag), by which Weir tells whose a resource is: only Weir writes it; take it out"
  }

  /// Tags on what still carries Weir's would take those away.
  private mutating func tagsVerdict(on document: ResourceDocument, bearer: ResourceID?) -> String? {
    guard document.type.folded == FieldRules.tagsType, let bearer,
      let found = live[bearer] ?? bystanders[bearer], found.tag(OwnershipTag.managedBy) != nil
    else { return nil }
    return
      "tags \(Quoted.line(document.id.name)) replace all tags of \(Quoted.line(bearer.short)), Weir's own among them: "
      + "write the tags in the resource itself"
  }

  /// True where a role goes to a machine, or to an identity, of the pool's own, or to an identity that its machines have.
  ///
  /// - Parameter sharing: true where an identity that outlives pools counts too, as all pools that have it share its rights
  ///   on a vault. One that belongs to somebody else is refused where it is read.
  private func isForOwnIdentity(_ document: ResourceDocument, sharing: Bool) -> Bool {
    let place = JSONPath("properties", "principalId")
    guard document.isExpression(at: place), let text = document.body.value(at: place)?.string else { return false }
    guard let reference = LiveReference(text) else {
      // What is no id at all is refused by ARM.
      let calls = ExpressionCalls(in: text).calls
      return text.hasPrefix("[reference('") && calls.count == 1 && calls[0].target.map { ResourceID($0) == nil } == true
    }
    let id = reference.resource
    let steps = reference.path.steps
    guard steps.last == .member("principalId") else { return false }
    if id.type.folded == FieldRules.identityType {
      guard steps.count == 2, [.member("properties"), .member("identity")].contains(steps[0]) else { return false }
      return sharing || own.contains(id) || attached.contains(id)
    }
    if steps.first == .member("identity") { return own.contains(id) }
    return steps.count == 2 && steps.first == .member("properties")
      && id.type.folded == "microsoft.managedidentity/identities" && id.extended.map(own.contains) == true
  }
}

extension ResourceDocument {
  /// Whose the resource is by its tags; nil where it is nobody's or this pool's.
  func foreignOwner(besides pool: DesiredPool, managedBy: String) -> ForeignResource.Owner? {
    if let manager = tag(OwnershipTag.managedBy), !isManaged(by: managedBy) {
      let isNamesake = ControllerTag(manager).isNamesake(of: ControllerTag(managedBy))
      return isNamesake ? .state(manager, pool: pool.name) : .controller(manager)
    }
    if let other = tag(OwnershipTag.pool), !pool.hasName(other) { return .pool(other) }
    return nil
  }
}
