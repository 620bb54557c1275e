import Pools

/// A role that the machines' identities are given.
package enum MachineRole: String {
  /// Key Vault Secrets User; ids are the same everywhere (learn.microsoft.com, Azure built-in roles).
  case vault = "4633458b-17de-408a-b874-0445c86b69e6"
  /// Storage File Data SMB Share Contributor.
  case share = "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb"

  /// What follows the pool's name in the deployment's.
  var suffix: String { self == .vault ? "-vault-rights" : "-share-rights" }
}

extension PoolTemplateWriter {
  /// What the machines' identities may do: read the vault's secrets, and the share where its account is named.
  ///
  /// Rights stand on resources that may be in other groups, where a template reaches only by a deployment within it.
  mutating func rights() -> [JSONValue] {
    var deployments: [JSONValue] = []
    if let vault = fields.identity.keyVault {
      let scope = parameters.value("keyVault", .string(vault.description), at: "spec.identity.keyVault")
      deployments += rights(.vault, on: scope)
    }
    // NFS knows machines by their network alone.
    if let account = fields.share?.accountID, case .smb = fields.share?.kind {
      let place = "spec.storage.azureFiles.accountId"
      let scope = parameters.value("storageAccount", .string(account.description), at: place)
      deployments += rights(.share, on: scope)
    }
    return deployments
  }

  /// Who is given a right: `id` tells holders apart, `principal` is who Entra ID knows.
  private struct Holder {
    var id: JSONValue
    var principal: JSONValue
  }

  private mutating func holders() -> [Holder] {
    var holders: [Holder] = []
    if hasSystemIdentity {
      let set = PoolResource.scaleSet
      let principal = "reference(\(set.idCall), '\(set.apiVersion)', 'Full').identity.principalId"
      holders.append(Holder(id: set.id, principal: .string("[\(principal)]")))
    }
    for index in fields.identity.userAssigned.indices {
      let identity = userIdentity(index)
      let principal = "reference(\(identity), '2023-01-31').principalId"
      holders.append(Holder(id: .string("[\(identity)]"), principal: .string("[\(principal)]")))
    }
    return holders
  }

  private mutating func rights(_ role: MachineRole, on scope: JSONValue) -> [JSONValue] {
    let holders = holders()
    guard !holders.isEmpty else { return [] }
    var given: [String: JSONValue] = ["scope": ["value": scope]]
    for (index, holder) in holders.enumerated() {
      given["holder\(index)"] = ["value": holder.id]
      given["principal\(index)"] = ["value": holder.principal]
    }
    return [
      .some([
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": .string("[concat(parameters('pool'), '\(role.suffix)')]"),
        "subscriptionId": .string("[split(\(scope.inner), '/')[2]]"),
        "resourceGroup": .string("[split(\(scope.inner), '/')[4]]"),
        "dependsOn": hasSystemIdentity ? [PoolResource.scaleSet.id] : nil,
        "properties": [
          "mode": "Incremental",
          "expressionEvaluationOptions": ["scope": "inner"],
          "parameters": .object(given),
          "template": [
            "$schema": .string(DeploymentTemplate.schema),
            "contentVersion": "1.0.0.0",
            "parameters": .object(given.mapValues { _ in ["type": "string"] }),
            "resources": .array(holders.indices.map { Self.assignment(role, to: $0) }),
          ],
        ],
      ])
    ]
  }

  private static func assignment(_ role: MachineRole, to index: Int) -> JSONValue {
    let definition = "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '\(role.rawValue)')"
    return [
      "type": "Microsoft.Authorization/roleAssignments",
      "apiVersion": "2022-04-01",
      "name": .string("[guid(parameters('scope'), parameters('holder\(index)'), '\(role.rawValue)')]"),
      "scope": "[parameters('scope')]",
      "properties": [
        "roleDefinitionId": .string("[\(definition)]"),
        "principalId": .string("[parameters('principal\(index)')]"),
        // Spares Azure a look for a principal that is too new to be found everywhere.
        "principalType": "ServicePrincipal",
      ],
    ]
  }
}
