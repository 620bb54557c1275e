import Pools

extension Cloud {
  func subscriptionBody(_ subscription: SubscriptionID) -> JSONValue {
    let position = settings.subscriptions.firstIndex(of: subscription) ?? 0
    return [
      "id": .string("/subscriptions/\(subscription)"), "subscriptionId": .string(subscription.description),
      "tenantId": .string(settings.tenant), "displayName": .string("Simulation \(position + 1)"), "state": "Enabled",
      "authorizationSource": "RoleBased", "managedByTenants": [],
      "subscriptionPolicies": [
        "locationPlacementId": "Internal_2014-09-01", "quotaId": "Internal_2014-09-01", "spendingLimit": "Off",
      ],
    ]
  }

  var subscriptionList: JSONValue {
    [
      "value": .array(settings.subscriptions.map(subscriptionBody)),
      "count": ["type": "Total", "value": .integer(Int64(settings.subscriptions.count))],
    ]
  }

  /// What `az cloud register` reads before anybody has signed in, in the shape of API version 2022-09-01.
  var metadata: JSONValue {
    let login = JSONValue.string(settings.base)
    let arm = JSONValue.string(settings.base)
    return [
      "name": "Simulation", "resourceManager": arm, "portal": login, "gallery": arm, "sqlManagement": arm,
      "graph": login, "graphAudience": login, "microsoftGraphResourceId": login, "batch": arm, "media": arm,
      "vmImageAliasDoc": arm, "activeDirectoryDataLake": login, "appInsightsResourceId": arm,
      "appInsightsTelemetryChannelResourceId": arm, "appServiceResourceId": arm, "attestationResourceId": arm,
      "azmirrorStorageAccountResourceId": arm, "logAnalyticsResourceId": arm, "ossrdbmsResourceId": arm,
      "synapseAnalyticsResourceId": arm,
      "authentication": [
        "loginEndpoint": login, "audiences": [.string(settings.base + "/")], "tenant": .string(settings.tenant),
        "identityProvider": "AAD",
      ],
      "suffixes": [
        "acrLoginServer": "azurecr.invalid", "attestationEndpoint": "attest.invalid",
        "azureDataLakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.invalid",
        "azureDataLakeStoreFileSystem": "azuredatalakestore.invalid", "keyVaultDns": "vault.invalid",
        "mariadbServerEndpoint": "mariadb.invalid", "mhsmDns": "managedhsm.invalid",
        "mysqlServerEndpoint": "mysql.invalid", "postgresqlServerEndpoint": "postgres.invalid",
        "sqlServerHostname": "database.invalid", "storage": "core.windows.net",
        "storageSyncEndpointSuffix": "afs.invalid", "synapseAnalytics": "dev.invalid",
      ],
    ]
  }
}
