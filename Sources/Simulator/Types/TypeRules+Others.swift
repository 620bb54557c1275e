import Pools

extension TypeRules {
  /// Microsoft.Insights/autoscaleSettings.
  static let autoscaleSettings: TypeRules = {
    var rules = TypeRules("Microsoft.Insights/autoscaleSettings", versions: .autoscale)
    rules.defaults = [
      ("properties.enabled", true), ("properties.notifications", []), ("properties.predictiveAutoscalePolicy", .null),
      ("properties.targetResourceLocation", .null), ("properties.profiles.*.rules", []),
      ("properties.profiles.*.rules.*.metricTrigger.dividePerInstance", false),
      ("properties.profiles.*.rules.*.metricTrigger.dimensions", []),
      ("properties.profiles.*.rules.*.metricTrigger.metricNamespace", ""),
    ]
    rules.references = ["properties.targetResourceUri"]
    rules.check = { body throws(ARMError) in
      try checkProfiles(body)
      for profile in body.values("properties.profiles.*.capacity") {
        let counts = ["minimum", "default", "maximum"].compactMap { name in
          profile.member(name).flatMap { $0.string.flatMap { Int($0) } ?? $0.integer.map(Int.init) }
        }
        guard counts.count == 3, counts == counts.sorted() else {
          throw ARMError(
            400, "BadRequest", "The capacity of an autoscale profile needs minimum <= default <= maximum.")
        }
      }
    }
    rules.finish = { resource, _, _ in
      let name = resource.name
      resource.body = resource.body.changing("properties.name") { _ in .string(name) }
      for count in ["minimum", "maximum", "default"] {
        resource.body = resource.body.changing(JSONPattern("properties.profiles.*.capacity.\(count)")) { value in
          value?.integer.map { .string(String($0)) } ?? value
        }
      }
    }
    return rules
  }()

  /// At most 20 profiles, and ten rules in each (learn.microsoft.com, "Autoscale best practices"), names told apart, and
  /// time zones that Windows knows.
  private static func checkProfiles(_ body: JSONValue) throws(ARMError) {
    let profiles = body.values("properties.profiles.*")
    let names = profiles.compactMap { $0.member("name")?.string?.lowercased() }
    guard profiles.count <= 20, Set(names).count == profiles.count,
      profiles.allSatisfy({ ($0.member("rules")?.array?.count ?? 0) <= 10 })
    else {
      throw ARMError(
        400, "BadRequest", "An autoscale setting has at most 20 profiles, each with its own name, and 10 rules in each."
      )
    }
    let zones = profiles.flatMap { $0.values("recurrence.schedule.timeZone") + $0.values("fixedDate.timeZone") }
    for zone in zones.compactMap(\.string) where TimeZones.named(zone) == nil {
      throw ARMError(400, "BadRequest", "The time zone '\(zone)' is not valid.")
    }
  }

  /// Microsoft.Storage/storageAccounts.
  static let storageAccounts: TypeRules = {
    var rules = TypeRules("Microsoft.Storage/storageAccounts", versions: .dated)
    rules.defaults = [
      ("properties", [:]), ("kind", "StorageV2"), ("properties.accessTier", "Hot"),
      ("properties.supportsHttpsTrafficOnly", true), ("properties.statusOfPrimary", "available"),
    ]
    rules.fixed = [Fixed(pattern: "kind", code: "AccountPropertyCannotBeUpdated")]
    rules.finish = { resource, old, here in
      let created = old?.body.first("properties.creationTime")?.string ?? here.now.armText
      var links: [String: JSONValue] = [:]
      for service in ["blob", "file", "queue", "table"] {
        links[service] = .string("https://\(resource.name).\(service).core.windows.net/")
      }
      let location = resource.location?.description ?? ""
      resource.body = resource.body
        .changing("properties.primaryEndpoints") { _ in .object(links) }
        .changing("properties.primaryLocation") { _ in .string(location) }
        .changing("properties.creationTime") { _ in .string(created) }
    }
    return rules
  }()

  /// Microsoft.ManagedIdentity/userAssignedIdentities.
  static let identities: TypeRules = {
    var rules = TypeRules("Microsoft.ManagedIdentity/userAssignedIdentities", versions: .identity)
    rules.defaults = [("properties", [:])]
    rules.finish = { resource, old, here in
      for name in ["principalId", "clientId"] {
        let pattern = JSONPattern("properties.\(name)")
        let value = old?.body.first(pattern) ?? .string(here.identifiers.guid())
        resource.body = resource.body.changing(pattern) { _ in value }
      }
      let tenant = here.tenant
      resource.body = resource.body.changing("properties.tenantId") { _ in .string(tenant) }
    }
    return rules
  }()

  /// Microsoft.KeyVault/vaults.
  static let vaults: TypeRules = {
    var rules = TypeRules("Microsoft.KeyVault/vaults", versions: .dated)
    rules.defaults = [
      ("properties", [:]), ("properties.sku", ["family": "A", "name": "standard"]), ("properties.accessPolicies", []),
      ("properties.enabledForDeployment", false), ("properties.enabledForTemplateDeployment", false),
      ("properties.enableSoftDelete", true), ("properties.softDeleteRetentionInDays", 90),
    ]
    rules.finish = { resource, _, here in
      let (name, tenant) = (resource.name, here.tenant)
      resource.body = resource.body
        .changing("properties.vaultUri") { _ in .string("https://\(name).vault.azure.net/") }
        .changing("properties.tenantId") { $0 ?? .string(tenant) }
    }
    return rules
  }()

  /// Microsoft.KeyVault/vaults/secrets, by which a secret's value gets into a vault without the vault's own endpoint.
  static let vaultSecrets: TypeRules = {
    var rules = TypeRules("Microsoft.KeyVault/vaults/secrets", versions: .dated)
    rules.isLocated = false
    rules.writeOnly = ["properties.value"]
    return rules
  }()

  /// Microsoft.Authorization/locks.
  static let locks: TypeRules = {
    var rules = TypeRules("Microsoft.Authorization/locks", versions: .dated)
    rules.isLocated = false
    rules.check = { body throws(ARMError) in
      let level = body.first("properties.level")?.string
      guard level == "CanNotDelete" || level == "ReadOnly" else {
        throw .invalidContent("level should be CanNotDelete or ReadOnly")
      }
    }
    return rules
  }()
}
