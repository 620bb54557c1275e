import Foundation
import Pools
import Templates

/// Answers what only Azure knows while a deployment runs: `reference` and the `list` functions.
struct CloudRuntime: TemplateRuntime {
  let cloud: Cloud
  let scope: TemplateScope

  func reference(_ resource: String, apiVersion: String?, full: Bool) throws -> JSONValue {
    let body = try body(of: resource)
    return full ? body : body.member("properties") ?? [:]
  }

  func list(_ function: String, resource: String, apiVersion: String?, body: JSONValue?) throws -> JSONValue {
    let found = try self.resource(resource)
    guard function.lowercased() == "listkeys", found.type == "Microsoft.Storage/storageAccounts" else {
      throw ARMError(400, "BadRequest", "'\(function)' of '\(found.type)' is not in this simulation.")
    }
    return Cloud.keys(of: found)
  }

  private func body(of text: String) throws(ARMError) -> JSONValue {
    let path = ARMPath(text)
    if let child = try cloud.child(at: path, scope.subscription) { return child }
    return cloud.rendered(try resource(text))
  }

  /// The resource of an id, or of a name that only one resource of the group has.
  private func resource(_ text: String) throws(ARMError) -> Resource {
    if let found = cloud.store[ARMPath(text).key] { return found }
    let group = GroupKey(subscription: scope.subscription, name: scope.resourceGroup)
    let named = cloud.store.keys(in: group).filter { $0.hasSuffix("/" + text.lowercased()) }
    guard named.count == 1, let found = cloud.store[named[0]] else {
      let path = ARMPath(text)
      throw .resourceNotFound(
        path.type?.description ?? "", path.names.joined(separator: "/"), group: group.name.description)
    }
    return found
  }
}

extension Cloud {
  /// Puts a secret into a vault, which is made, open to deployments, where there is none. Throws where the vault's group
  /// is missing.
  mutating func setSecret(_ name: String, of vault: String, to value: String) throws(ARMError) {
    let path = ARMPath(vault)
    guard path.type?.folded == "microsoft.keyvault/vaults", let text = path.subscription,
      let subscription = SubscriptionID(text)
    else { throw .invalidContent("'\(vault)' is no Key Vault's id") }
    let group = try group(of: path, subscription)
    if store[path.key] == nil {
      let body: JSONValue = [
        "location": .string(group.location.description), "properties": ["enabledForTemplateDeployment": true],
      ]
      _ = try put(path, body, apiVersion: "2023-07-01", subscription, settling: false)
    }
    _ = try put(
      ARMPath("\(vault)/secrets/\(name)"), ["properties": ["value": .string(value)]], apiVersion: "2023-07-01",
      subscription, settling: false)
  }

  /// The value of a vault's secret, for a parameter of a deployment.
  func secret(_ name: String, of vault: String, for parameter: String) throws(ARMError) -> String {
    guard let found = store[vault.lowercased()] else {
      throw ARMError(
        400, "KeyVaultParameterReferenceNotFound",
        "The specified KeyVault '\(vault)' could not be found. Please see https://aka.ms/arm-keyvault for usage details."
      )
    }
    guard found.body.first("properties.enabledForTemplateDeployment") == true else {
      throw ARMError(
        403, "KeyVaultParameterReferenceAuthorizationFailed",
        "The specified KeyVault '\(vault)' is not enabled for template deployment.")
    }
    let key = "\(vault)/secrets/\(name)".lowercased()
    guard let value = store[key]?.body.first("properties.value")?.string else {
      throw ARMError(
        400, "KeyVaultParameterReferenceSecretRetrieveFailed",
        "The secret of KeyVault parameter '\(parameter)' cannot be retrieved. Http status code: 'NotFound'.")
    }
    return value
  }
}
