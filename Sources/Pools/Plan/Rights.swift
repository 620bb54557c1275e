extension DesiredPool {
  /// The pool with its role assignments under the names that they can have, as things are in Azure.
  ///
  /// Azure takes no other principal under a name that is taken (RoleAssignmentUpdateNotPermitted), and no second
  /// assignment of a role to a principal on a scope, whatever its name (RoleAssignmentExists); both are in "Troubleshoot
  /// Azure RBAC". A template knows neither: it names an assignment by whose identity it is for, and a scale set that is
  /// made anew has a new principal, while the old one's assignment stays. So:
  /// - A right that is there, and is the pool's or one that pools share, is wanted under the name that it has.
  /// - A right that is there and somebody else's is not wanted besides: it is given already.
  /// - Where the name is taken by a principal that is gone, another one is made of both; the old assignment is the
  ///   pool's and wanted no more, so that it goes.
  ///
  /// The same pool and the same live state always give the same names.
  package func adoptingLiveRights(from live: LiveState, managedBy: String) -> DesiredPool {
    guard resources.contains(where: { $0.type.folded == FieldRules.roleAssignmentType }) else { return self }
    var pool = self
    var renamed: [ResourceID: ResourceID] = [:]
    var taken = Set(resources.map(\.id))
    pool.resources = resources.compactMap { document in
      guard document.type.folded == FieldRules.roleAssignmentType else { return document }
      switch standing(of: document, in: live, managedBy: managedBy) {
      case .asSaid: return document
      case .given: return nil
      case .named(let id):
        guard taken.insert(id).inserted else { return document }
        renamed[document.id] = id
        var document = document
        document.id = id
        return document
      }
    }
    guard !renamed.isEmpty else { return pool }
    for position in pool.resources.indices {
      pool.resources[position].dependsOn = pool.resources[position].dependsOn.map { renamed[$0] ?? $0 }.sorted()
    }
    pool.resources.sort { $0.id < $1.id }
    return pool
  }

  /// True for a right of an identity that outlives pools: all pools with that identity want the same one, and it is none's
  /// alone.
  package func shares(_ document: ResourceDocument) -> Bool {
    guard document.type.folded == FieldRules.roleAssignmentType, let holder = document.holder else { return false }
    return holder.type.folded == FieldRules.identityType && !resources.contains { $0.id == holder }
  }

  private enum Standing {
    case asSaid
    /// Somebody else has given it.
    case given
    case named(ResourceID)
  }

  private func standing(of document: ResourceDocument, in live: LiveState, managedBy: String) -> Standing {
    let principal = principal(of: document, in: live)
    if case .unknown = principal { return .asSaid }
    let others = live.roleAssignments(on: document.id.scope)
    if case .known(let wanted) = principal,
      let found = others.first(where: { $0.principal == wanted && $0.role == document.role })
    {
      if found.id == document.id { return .asSaid }
      return isOurs(found, managedBy) || shares(document) && found.isManaged(by: managedBy) ? .named(found.id) : .given
    }
    // A template that says another principal, or another role, under one name asks for what a person should see refused.
    guard document.expressions[ResourceDocument.principalPath] != nil else { return .asSaid }
    if case .known(let wanted) = principal, others.contains(where: { $0.id == document.id && $0.principal == wanted }) {
      return .asSaid
    }
    var id = document.id
    // Each name that is taken has the mark of one principal more; nobody has lost so many.
    for _ in 0..<16 {
      guard let occupant = others.first(where: { $0.id == id }) else { break }
      guard isOurs(occupant, managedBy), let gone = occupant.principal, let next = id.marked(by: gone) else {
        return .asSaid
      }
      id = next
    }
    return id == document.id ? .asSaid : .named(id)
  }

  private func isOurs(_ document: ResourceDocument, _ managedBy: String) -> Bool {
    document.isOwned(by: self, managedBy: managedBy)
  }

  private enum Principal {
    case known(String)
    /// Azure will make it: the pool's own resource is not there, or has no such identity.
    case toCome
    case unknown
  }

  /// Who an assignment is for, as far as what is live tells.
  private func principal(of document: ResourceDocument, in live: LiveState) -> Principal {
    guard document.expressions[ResourceDocument.principalPath] != nil else {
      return document.principal.map { .known($0) } ?? .unknown
    }
    guard let holder = document.holder else { return .unknown }
    if holder.type.folded == FieldRules.identityType {
      // The scale sets that have an identity tell its principal too, where the identity itself is not read.
      let told = resources.lazy.compactMap { live[$0.id]?.body.givenIdentity(holder)?.principal }.first
      return (live[holder]?.body.principal ?? told).map { .known($0.lowercased()) } ?? .unknown
    }
    guard resources.contains(where: { $0.id == holder }) else { return .unknown }
    guard let identity = live[holder]?.body.member("identity") else { return .toCome }
    if let principal = identity.member("principalId")?.string { return .known(principal.lowercased()) }
    let isThere = identity.member("type")?.string?.lowercased().contains("systemassigned") ?? false
    return isThere ? .unknown : .toCome
  }
}

extension ResourceDocument {
  fileprivate static let principalPath = JSONPath("properties", "principalId")

  /// True where it carries the tags of the pool, by the name that it has or one that it had, and of its controller; a
  /// role assignment that pools share carries only the controller's.
  package func isOwned(by pool: DesiredPool, managedBy: String) -> Bool {
    guard isManaged(by: managedBy) else { return false }
    guard let owner = tag(OwnershipTag.pool) else { return type.folded == FieldRules.roleAssignmentType }
    return pool.hasName(owner)
  }

  /// True where its tag may be that of the controller.
  package func isManaged(by managedBy: String) -> Bool {
    // Nearly every resource has this very tag, and nothing has to be read out of it then.
    tag(OwnershipTag.managedBy).map { $0 == managedBy || ControllerTag($0).matches(ControllerTag(managedBy)) } ?? false
  }

  /// Of a role assignment, who has the role, in small letters; nil for an expression.
  package var principal: String? {
    expressions[Self.principalPath] == nil ? body.value(at: Self.principalPath)?.string?.lowercased() : nil
  }

  /// Of a role assignment, the role's GUID, in small letters: its definition's id differs from scope to scope.
  package var role: String? {
    body.value(at: JSONPath("properties", "roleDefinitionId"))?.string?.foldedID.split(separator: "/").last
      .map(String.init)
  }

  /// Of a role assignment over an identity that only ARM can tell, the resource that has the identity: the first id that
  /// stands in the expression.
  fileprivate var holder: ResourceID? {
    guard expressions[Self.principalPath] != nil else { return nil }
    return body.value(at: Self.principalPath)?.string?.split(separator: "'").lazy
      .compactMap { $0.hasPrefix("/") ? ResourceID(String($0)) : nil }.first
  }
}

extension JSONValue {
  /// The principal of the identity whose body this is.
  fileprivate var principal: String? { value(at: JSONPath("properties", "principalId"))?.string }
}

extension ResourceID {
  /// What a role assignment holds on, in small letters: everything before its own part of the id.
  var scope: String {
    let parts = folded.ranges(of: "/providers/")
    return parts.last.map { String(folded[..<$0.lowerBound]) } ?? folded
  }

  /// The same with a GUID's name mixed with another GUID; nil where one of them is none.
  fileprivate func marked(by other: String) -> ResourceID? {
    guard let first = name.guid, let second = other.guid else { return nil }
    let mixed = zip(first, second).map { String($0 ^ $1, radix: 16) }.joined()
    var text = ""
    for (position, digit) in mixed.enumerated() {
      if [8, 12, 16, 20].contains(position) { text += "-" }
      text.append(digit)
    }
    return ResourceID(description.dropLast(name.count) + text)
  }
}

extension String {
  /// The digits of a GUID; nil for other text.
  fileprivate var guid: [UInt8]? {
    guard split(separator: "-", omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12] else { return nil }
    let digits = filter { $0 != "-" }.map { $0.isASCII ? $0.hexDigitValue : nil }
    return digits.contains(nil) ? nil : digits.compactMap { $0.map { UInt8($0) } }
  }
}
