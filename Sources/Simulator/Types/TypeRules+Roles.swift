import Pools

extension TypeRules {
  /// Microsoft.Authorization/roleAssignments, on a resource, a group or a subscription.
  static let roleAssignments: TypeRules = {
    var rules = TypeRules("Microsoft.Authorization/roleAssignments", versions: .roles)
    rules.isLocated = false
    rules.defaults = [
      ("properties.condition", .null), ("properties.conditionVersion", .null),
      ("properties.delegatedManagedIdentityResourceId", .null), ("properties.description", .null),
    ]
    rules.finish = { resource, old, here in
      let path = ARMPath(resource.id)
      let role = resource.body.first("properties.roleDefinitionId")?.string ?? ""
      let name = role.split(separator: "/").last.map(String.init) ?? role
      let definition =
        "/subscriptions/\(resource.subscription)/providers/Microsoft.Authorization/roleDefinitions/\(name)"
      let created = old?.body.first("properties.createdOn")?.string ?? here.now.armText
      resource.body = resource.body
        .changing("properties.roleDefinitionId") { _ in .string(definition) }
        .changing("properties.scope") { _ in .string(path.extended ?? "/") }
        .changing("properties.principalType") { $0 ?? "ServicePrincipal" }
        .changing("properties.createdOn") { _ in .string(created) }
        .changing("properties.updatedOn") { _ in .string(here.now.armText) }
        .changing("properties.createdBy") { $0 ?? .string(Cloud.caller) }
        .changing("properties.updatedBy") { _ in .string(Cloud.caller) }
    }
    return rules
  }()
}

extension Cloud {
  /// The principal that requests come from, as far as roles are concerned.
  static let caller = "00000000-aaaa-4bbb-8ccc-000000000001"

  /// What Authorization says of a role assignment before it takes it (learn.microsoft.com, "Troubleshoot Azure RBAC").
  func checkRoleAssignment(_ path: ARMPath, _ body: JSONValue, _ old: Resource?) throws(ARMError) {
    guard Self.isGUID(path.names.last ?? "") else {
      throw ARMError(
        400, "InvalidRoleAssignmentId",
        "The role assignment ID '\(path.names.last ?? "")' is not valid. The role assignment ID must be a GUID.")
    }
    let principal = body.first("properties.principalId")?.string ?? ""
    let role = body.first("properties.roleDefinitionId")?.string.map(Self.last) ?? ""
    guard Self.isGUID(principal), Self.isGUID(role) else {
      throw ARMError(
        400, "BadRequestFormat",
        "The request was incorrectly formatted: principalId is a GUID, and roleDefinitionId the id of a role.")
    }
    if let old {
      let before = old.body.first("properties.principalId")?.string?.lowercased()
      guard before == principal.lowercased(),
        old.body.first("properties.roleDefinitionId")?.string.map(Self.last)?.lowercased() == role.lowercased()
      else {
        throw ARMError(
          400, "RoleAssignmentUpdateNotPermitted",
          "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
      }
    }
    if body.first("properties.principalType")?.string == nil, !knowsPrincipal(principal) {
      throw ARMError(
        400, "PrincipalNotFound",
        "Principal \(principal.replacing("-", with: "")) does not exist in the directory \(settings.tenant). Check that you"
          + " have the correct principal ID. If you are creating this principal and then immediately assigning a role, this"
          + " error might be related to a replication delay. In this case, set the role assignment principalType property to"
          + " a value, such as ServicePrincipal, User, or Group.")
    }
    try checkOnce(path, principal, role)
  }

  /// A principal has a role at a scope once, whatever the assignment's name.
  private func checkOnce(_ path: ARMPath, _ principal: String, _ role: String) throws(ARMError) {
    guard let subscription = path.subscription.flatMap(SubscriptionID.init) else { return }
    let scope = path.extended?.lowercased()
    for key in store.keys(of: "Microsoft.Authorization/roleAssignments", in: subscription) where key != path.key {
      guard let other = store[key], ARMPath(key).extended == scope,
        other.body.first("properties.principalId")?.string?.lowercased() == principal.lowercased(),
        other.body.first("properties.roleDefinitionId")?.string.map(Self.last)?.lowercased() == role.lowercased()
      else { continue }
      let id = other.name.replacing("-", with: "")
      throw ARMError(
        409, "RoleAssignmentExists",
        "The role assignment already exists. The ID of the existing role assignment is \(id).")
    }
  }

  private func knowsPrincipal(_ principal: String) -> Bool {
    let wanted = JSONValue.string(principal.lowercased())
    if wanted == .string(Self.caller) { return true }
    return settings.subscriptions.contains { subscription in
      store.keys(in: subscription).contains { key in
        guard let body = store[key]?.body else { return false }
        return [body.first("identity.principalId"), body.first("properties.principalId")].contains { found in
          found?.string.map { .string($0.lowercased()) } == wanted && !key.contains("/roleassignments/")
        }
      }
    }
  }

  private static func last(_ id: String) -> String { id.split(separator: "/").last.map(String.init) ?? id }

  private static func isGUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
  }

  /// What a subscription's list of role assignments begins with: the caller's own right, from a management group above.
  func inheritedRoleAssignments() -> JSONValue {
    let name = "00000000-aaaa-4bbb-8ccc-0000000000ff"
    let scope = "/providers/Microsoft.Management/managementGroups/\(settings.tenant)"
    return [
      "id": .string("\(scope)/providers/Microsoft.Authorization/roleAssignments/\(name)"), "name": .string(name),
      "type": "Microsoft.Authorization/roleAssignments",
      "properties": [
        "principalId": .string(Self.caller), "principalType": "ServicePrincipal", "scope": .string(scope),
        "roleDefinitionId":
          "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
      ],
    ]
  }
}
