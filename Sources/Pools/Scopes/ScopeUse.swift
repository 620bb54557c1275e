/// A place where a pool makes Azure act on something, or read it, by its id: beside the resources that it deploys.
package struct ScopeUse: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A resource that is put on the scope: a role assignment, a lock, tags, a diagnostic setting, a policy.
    case extends
    /// An autoscale setting that counts the scope's instances.
    case scales
    /// A machine, or a script, that signs in as the identity.
    case actsAs
    /// A function of an expression, or a field, that reads the scope.
    case reads(by: String)
    /// A secure parameter whose value is kept in the vault.
    case takesSecret(parameter: String)
  }

  package var kind: Kind
  /// Nil where only Azure can tell what is meant.
  package var scope: AzureScope?
  /// The position of the resource in the pool's list; nil for a secure parameter.
  var resource: Int?
  /// Where in the resource's body it stands.
  var path = JSONPath.root
}

extension DesiredPool {
  /// Everything that the pool acts on or reads by its id, in the order of its resources.
  var scopeUses: [ScopeUse] {
    var uses: [ScopeUse] = []
    for (position, document) in resources.enumerated() {
      var collector = ScopeUseCollector(document: document, position: position)
      collector.collect()
      uses += collector.uses
    }
    for (name, reference) in secrets.sorted(by: { $0.key < $1.key }) {
      guard case .keyVault(let vault, _, _) = reference else { continue }
      let scope = AzureScope(vault)
      uses.append(ScopeUse(kind: .takesSecret(parameter: name), scope: scope?.resource == nil ? nil : scope))
    }
    return uses
  }

  /// The resources, not the pool's own, to which others may have a claim that a guard has to know: what `scopeUses` name
  /// and what resources of the pool are children of, each with everything around it.
  package var foreignIDs: Set<ResourceID> {
    let own = Set(resources.map(\.id))
    var ids: Set<ResourceID> = []
    for id in scopeUses.compactMap({ $0.scope?.resource }) { ids.formUnion([id] + id.owners) }
    for document in resources where document.id.type.isChild || document.id.isExtension {
      ids.formUnion(document.id.owners)
    }
    return ids.subtracting(own)
  }

  /// The resource groups on which resources of the pool act as a whole.
  package var claimedGroups: Set<GroupPlace> {
    Set(resources.compactMap { $0.actsOnGroup ?? $0.declaredGroup })
  }

  /// The resources, not the pool's own, that the pool acts on or reads: whose tags tell whom they belong to.
  ///
  /// - Returns: for each, true where the pool does no more than take a secret of it, which needs no right to read it.
  package var bystanderIDs: [ResourceID: Bool] {
    let own = Set(resources.map(\.id))
    var ids: [ResourceID: Bool] = [:]
    for use in scopeUses {
      guard let resource = use.scope?.resource else { continue }
      let bearer = resource.owners.last ?? resource
      guard !own.contains(bearer) else { continue }
      let isVault = if case .takesSecret = use.kind { true } else { false }
      ids[bearer] = isVault && ids[bearer] != false
    }
    return ids
  }
}

extension ResourceDocument {
  /// The group that the resource acts on as a whole, as a lock does; nil for every other resource.
  fileprivate var actsOnGroup: GroupPlace? {
    guard !id.isExtension, let group = id.resourceGroup, FieldRules.actsOnItsPlace(type) else { return nil }
    return GroupPlace(subscription: id.subscription, group: group)
  }

  /// The group that a resource of type `Microsoft.Resources/resourceGroups` makes; nil for every other resource.
  var declaredGroup: GroupPlace? {
    guard type.folded == "microsoft.resources/resourcegroups", let group = ResourceGroupName(id.name) else {
      return nil
    }
    return GroupPlace(subscription: id.subscription, group: group)
  }
}

extension FieldRules {
  /// Providers whose resources, on a group or a subscription, act on everything in it: rights, locks and policies;
  /// remediations; delegations to another tenant; plans of Defender for Cloud (learn.microsoft.com, "Extend resources").
  private static let actingProviders: Set<String> = [
    "microsoft.authorization", "microsoft.policyinsights", "microsoft.managedservices", "microsoft.security",
  ]
  private static let actingTypes: Set<String> = [tagsType, "microsoft.insights/diagnosticsettings"]

  static let tagsType = "microsoft.resources/tags"

  /// True for a type whose resources act on everything in the group or the subscription that they are put on.
  static func actsOnItsPlace(_ type: ResourceType) -> Bool {
    actingProviders.contains(type.provider.lowercased()) || actingTypes.contains(type.folded)
  }
}

/// Collects what one resource acts on and reads.
private struct ScopeUseCollector {
  let document: ResourceDocument
  let position: Int
  var uses: [ScopeUse] = []
  /// Where the walk over the body is.
  private var path = JSONPath.root

  init(document: ResourceDocument, position: Int) {
    self.document = document
    self.position = position
  }

  mutating func collect() {
    if let extended = document.id.extended {
      add(.extends, AzureScope(extended), .root)
    } else if FieldRules.actsOnItsPlace(document.type) || document.id.resourceGroup == nil {
      add(.extends, AzureScope(subscription: document.id.subscription, group: document.id.resourceGroup), .root)
    }
    for path in document.expressions.keys.sorted() {
      guard let text = document.body.value(at: path)?.string else { continue }
      for call in ExpressionCalls(in: text).calls { add(call, path) }
    }
    identities()
    // Of the other types with a table it is known that they have no such fields.
    let isKnown = FieldRules.rules(for: document.type).apiVersion != nil
    let isWalked = [FieldRules.scaleSetType, FieldRules.autoscaleSettingType].contains(document.type.folded)
    guard !isKnown || isWalked else { return }
    let first = uses.count
    fields(of: document.body)
    uses[first...].sort { $0.path < $1.path }
  }

  private mutating func add(_ kind: ScopeUse.Kind, _ scope: AzureScope?, _ path: JSONPath) {
    uses.append(ScopeUse(kind: kind, scope: scope, resource: position, path: path))
  }

  private mutating func add(_ call: ExpressionCalls.Call, _ path: JSONPath) {
    guard let target = call.target else { return add(.reads(by: "\(call.function)()"), nil, path) }
    // ARM takes a name without a slash at its begin for a resource of the same deployment, and refuses every other.
    if let scope = AzureScope(target) { add(.reads(by: "\(call.function)()"), scope, path) }
  }

  private mutating func identities() {
    guard let identity = document.body.member("identity") else { return }
    let place = JSONPath("identity")
    let list = place.member("userAssignedIdentities")
    let isUnknown = [place, list].contains { document.isExpression(at: $0) }
    if isUnknown { return add(.actsAs, nil, list) }
    for (id, value) in (identity.member("userAssignedIdentities")?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      // Null takes an identity away.
      if value != .null { add(.actsAs, AzureScope(id), list) }
    }
  }

  /// Walks a body to fields that name what their resource acts on or reads.
  private mutating func fields(of value: JSONValue) {
    switch value {
    case .object(let members):
      for (name, member) in members {
        let field = ScopeField(name)
        if field == .freeForm { continue }
        path.steps.append(.member(name))
        if let field { take(member, of: field, named: name) } else { fields(of: member) }
        path.steps.removeLast()
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        path.steps.append(.index(index))
        fields(of: element)
        path.steps.removeLast()
      }
    default: break
    }
  }

  private mutating func take(_ value: JSONValue, of field: ScopeField, named name: String) {
    let isScale = field == .target && document.type.folded == FieldRules.autoscaleSettingType
    let kind: ScopeUse.Kind = isScale ? .scales : .reads(by: name)
    switch value {
    case .string(let text):
      guard !document.isExpression(at: path) else {
        // A list of scopes only reads; what is scaled, and whose secrets are read, has to be known.
        if field != .scope { add(kind, nil, path) }
        return
      }
      if let scope = AzureScope(text) { add(kind, scope, path) } else if isScale { add(kind, nil, path) }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        path.steps.append(.index(index))
        take(element, of: field, named: name)
        path.steps.removeLast()
      }
    case .object(let members):
      guard field == .vault, let (key, id) = members.first(where: { $0.key.lowercased() == "id" }) else {
        return fields(of: value)
      }
      path.steps.append(.member(key))
      take(id, of: field, named: "\(name).id")
      path.steps.removeLast()
    default: break
    }
  }
}

/// A member of a body that names a scope wherever it stands.
private enum ScopeField {
  /// What the resource acts on.
  case target
  /// What the resource copies or measures.
  case source
  case scope
  case vault
  /// An object whose members' names mean nothing to Azure.
  case freeForm

  init?(_ name: String) {
    // By its length first: a walk meets every member of every body.
    switch name.utf8.count {
    case 4...8, 11, 16, 17: break
    default: return nil
    }
    switch name.lowercased() {
    case "targetresourceuri", "targetresourceid": self = .target
    case "metricresourceuri", "sourceresourceid": self = .source
    case "scope", "scopes", "assignablescopes": self = .scope
    case "keyvault", "sourcevault": self = .vault
    case "tags", "settings", "metadata", "protectedsettings": self = .freeForm
    default: return nil
    }
  }
}

extension ResourceDocument {
  /// True where only Azure can tell what stands at the path.
  func isExpression(at path: JSONPath) -> Bool {
    if expressions[path] != nil { return true }
    // Paths of expressions keep the spelling of the body, and members match in any capitals.
    let wanted = path.description.lowercased()
    return expressions.keys.contains { $0.steps.count == path.steps.count && $0.description.lowercased() == wanted }
  }
}
