import Pools

extension Evaluation {
  var groupPath: String { "/subscriptions/\(scope.subscription)/resourceGroups/\(scope.resourceGroup)" }

  var resourceGroup: Term {
    let origin = origins["resourceGroup"]
    return .members([
      "id": .known(.string(groupPath), origin), "name": .known(.string(scope.resourceGroup.description), origin),
      "type": .known("Microsoft.Resources/resourceGroups"),
      "location": .known(.string(scope.location.description), origins["location"]),
      "tags": .known(.object(scope.tags.mapValues { .string($0) })),
      "properties": .known(["provisioningState": "Succeeded"]),
    ])
  }

  /// Of another group than the pool's only its name is known. Throws where an expression asks for more.
  func checkGroupMember(_ name: String, of expression: Expression) throws(EvaluationFault) {
    guard case .access(let base, _) = expression.kind, case .call(let function, _) = base.kind,
      function.lowercased() == "resourcegroup", ["location", "tags", "managedby"].contains(name.lowercased())
    else { return }
    throw EvaluationFault(
      "the \(name) of resource group \(scope.resourceGroup) is not known before the deployment: pass it as a parameter")
  }

  var subscription: Term {
    let origin = origins["subscription"]
    return .members([
      "id": .known(.string("/subscriptions/\(scope.subscription)"), origin),
      "subscriptionId": .known(.string(scope.subscription.description), origin),
      "tenantId": tenantID(asked: "subscription"), "displayName": asked("subscription", "displayName"),
    ])
  }

  var tenant: Term {
    .members([
      "tenantId": tenantID(asked: "tenant"), "displayName": asked("tenant", "displayName"),
      "countryCode": asked("tenant", "countryCode"),
    ])
  }

  var deployment: Term {
    .known([
      "name": .string(scope.deployment),
      "properties": [
        "mode": "Incremental", "provisioningState": "Accepted",
        "template": ["contentVersion": .string(template.contentVersion)],
      ],
    ])
  }

  private func tenantID(asked function: String) -> Term {
    scope.tenant.map { .known(.string($0)) } ?? asked(function, "tenantId")
  }

  /// A member that only ARM knows.
  private func asked(_ function: String, _ member: String) -> Term {
    .pending(Expression(.access(.call(function, []), .string(member))), nil)
  }

  /// `environment()` in Azure's public cloud, as Microsoft publishes it.
  static let publicCloud: JSONValue = [
    "name": "AzureCloud",
    "gallery": "https://gallery.azure.com/",
    "graph": "https://graph.windows.net/",
    "portal": "https://portal.azure.com",
    "graphAudience": "https://graph.windows.net/",
    "activeDirectoryDataLake": "https://datalake.azure.net/",
    "batch": "https://batch.core.windows.net/",
    "media": "https://rest.media.azure.net",
    "sqlManagement": "https://management.core.windows.net:8443/",
    "vmImageAliasDoc":
      "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
    "resourceManager": "https://management.azure.com/",
    "authentication": [
      "loginEndpoint": "https://login.microsoftonline.com/",
      "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
      "tenant": "common",
      "identityProvider": "AAD",
    ],
    "suffixes": [
      "acrLoginServer": ".azurecr.io",
      "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
      "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
      "keyvaultDns": ".vault.azure.net",
      "sqlServerHostname": ".database.windows.net",
      "storage": "core.windows.net",
    ],
  ]
}
