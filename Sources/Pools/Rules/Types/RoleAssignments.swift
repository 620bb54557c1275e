extension FieldRules {
  /// `Microsoft.Authorization/roleAssignments`, on whatever scope.
  ///
  /// Who gets which role where is for life: Azure answers RoleAssignmentUpdateNotPermitted (learn.microsoft.com,
  /// "Troubleshoot Azure RBAC"; REST reference "Role Assignments - Create"). A subscription's list has them all.
  static let roleAssignments = TypeRules(
    apiVersion: "2022-04-01", takesTags: false, noun: "role assignment", deletionRank: 0,
    tree: RuleTree(
      [
        FieldPattern("properties.principalId", .compare(.anyCase), .change(.never)),
        FieldPattern("properties.roleDefinitionId", .compare(.lastName), .change(.never)),
        FieldPattern("properties.scope", .compare(.resourceID), .change(.never)),
        FieldPattern("properties.principalType", .compare(.anyCase)),
        FieldPattern("properties.delegatedManagedIdentityResourceId", .compare(.resourceID), .change(.never)),
        FieldPattern("properties.condition", .compare(.trimmed), .firm),
        FieldPattern("properties.description", .compare(.ownershipNote)),
      ] + ["createdOn", "createdBy", "updatedOn", "updatedBy"].map { FieldPattern("properties.\($0)", .noise) }))

  /// `Microsoft.ManagedIdentity/userAssignedIdentities`. All that it has is Azure's own, but for its tags; who it is in
  /// Entra ID is kept, since rights are told by it.
  static let userAssignedIdentities = TypeRules(
    apiVersion: "2023-01-31", noun: "identity", deletionRank: 70,
    tree: RuleTree(
      common + [
        FieldPattern("properties.isolationScope", .compare(.anyCase)),
        FieldPattern("properties.clientId", .noise),
        FieldPattern("properties.tenantId", .noise),
      ]))
}
