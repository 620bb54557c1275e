package import Pools
import Reconciliation

/// Who `az` is signed in as.
package struct AzureAccount: Hashable, Sendable {
  /// The default subscription's name and id.
  package var name: String
  package var subscription: SubscriptionID
  package var tenant: String?
  package var user: String?
  /// `user`, `servicePrincipal` or `managedIdentity`.
  package var kind: String?
}

extension AzureCommandLine {
  /// The version of `az`, `2.91.0`. Throws `AzureError.unreadable` where there is no `az`.
  package func version() async throws -> String {
    let output = try await run(["version", "-o", "json", "--only-show-errors"]).get()
    guard let version = try Self.parse(output, from: "az version").member("azure-cli")?.string else {
      throw AzureError.unreadable("az version names no azure-cli")
    }
    return Scrubber().clean(version, limit: 60)
  }

  /// Who is signed in. Throws `AzureError.notSignedIn` where nobody is.
  package func account() async throws -> AzureAccount {
    let output = try await run(["account", "show", "-o", "json", "--only-show-errors"]).get()
    let answer = try Self.parse(output, from: "az account show")
    guard let name = answer.member("name")?.string,
      let subscription = answer.member("id")?.string.flatMap(SubscriptionID.init)
    else { throw AzureError.unreadable("az account show names no subscription") }
    let user = answer.member("user")
    return AzureAccount(
      name: name, subscription: subscription, tenant: answer.member("tenantId")?.string,
      user: user?.member("name")?.string,
      kind: user?.member("assignedIdentityInfo")?.string == nil ? user?.member("type")?.string : "managedIdentity")
  }
}
