import Pools
import Reconciliation

/// The path and query of a call to ARM, as `az rest --url` takes them: `az` puts its cloud's own endpoint before them.
enum ARMPath {
  /// The API version of groups and deployments: every `az` since 2.45 has one at least as new, and ARM keeps it.
  static let resourcesVersion = "2021-04-01"

  static func list(_ query: ResourceQuery, in subscription: SubscriptionID) -> String {
    "/subscriptions/\(subscription)/providers/\(query.type)" + version(query.apiVersion)
  }

  static func resource(_ id: ResourceID, apiVersion: String) -> String {
    encoded(id.description) + version(apiVersion)
  }

  /// A resource to read with all that Azure shows of it: of a scale set the user data of its machines too, which lists
  /// leave out (REST: virtual machine scale sets, get; since 2021-03-01).
  static func whole(_ id: ResourceID, apiVersion: String) -> String {
    let isScaleSet = id.type.description.lowercased() == "microsoft.compute/virtualmachinescalesets"
    let expansion = isScaleSet && apiVersion >= "2021-03-01" ? "&" + encoded("$expand") + "=userData" : ""
    return resource(id, apiVersion: apiVersion) + expansion
  }

  static func tags(of id: ResourceID) -> String {
    encoded("\(id)/providers/Microsoft.Resources/tags/default") + version(resourcesVersion)
  }

  static func groups(in subscription: SubscriptionID) -> String {
    "/subscriptions/\(subscription)/resourcegroups" + version(resourcesVersion)
  }

  static func group(_ name: ResourceGroupName, in subscription: SubscriptionID) -> String {
    encoded("/subscriptions/\(subscription)/resourcegroups/\(name)") + version(resourcesVersion)
  }

  static func permissions(in subscription: SubscriptionID, group: ResourceGroupName?) -> String {
    let inner = group.map { "/resourcegroups/\($0)" } ?? ""
    return encoded("/subscriptions/\(subscription)\(inner)/providers/Microsoft.Authorization/permissions")
      + version("2022-04-01")
  }

  static func deployments(in scope: DeploymentScope) -> String { deployments(scope) + "/" + version(resourcesVersion) }

  static func deployment(_ name: String, in scope: DeploymentScope) -> String {
    deployments(scope) + "/" + encoded(name) + version(resourcesVersion)
  }

  static func operations(of deployment: String, in scope: DeploymentScope) -> String {
    deployments(scope) + "/" + encoded(deployment) + "/operations" + version(resourcesVersion)
  }

  private static func deployments(_ scope: DeploymentScope) -> String {
    encoded("/subscriptions/\(scope.subscription)/resourcegroups/\(scope.resourceGroup)")
      + "/providers/Microsoft.Resources/deployments"
  }

  private static func version(_ version: String) -> String { "?api-version=" + encoded(version) }

  /// Percent-encodes all but the unreserved characters of RFC 3986, slashes and brackets.
  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII,
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~/()".contains(Character(scalar))
      {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
