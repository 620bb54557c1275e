import Foundation
package import Pools

/// What Azure does to resources of one type: what it adds, hides, refuses and needs.
package struct TypeRules: Sendable {
  /// How a type looks when it is answered.
  package enum Style: Sendable {
    /// `provisioningState` alone.
    case plain
    /// An `etag` of the form `"7"` at the top.
    case compute
    /// An `etag` of the form `W/"GUID"` at the top and in children, `resourceGuid`; a `PATCH` takes tags alone.
    case network
  }

  /// A field that stays as it was first made.
  package struct Fixed: Sendable {
    var pattern: JSONPattern
    var code = "PropertyChangeNotAllowed"
    /// True where a body that does not say it keeps the old value instead of getting the default.
    var isKept = false
    /// What a body says that does not name it.
    var absent: JSONValue?
    /// Whether this change is refused.
    var refuses: @Sendable (_ old: JSONValue, _ new: JSONValue) -> Bool = { !$0.saysTheSame(as: $1) }
  }

  /// A list in the body whose elements are resources of their own.
  package struct Children: Sendable {
    var segment: String
    var list: JSONPattern
  }

  /// In Azure's spelling.
  package var type: String
  package var versions: APIVersions
  package var isLocated = true
  package var style = Style.plain
  /// Added where the place is there and says nothing, in this order.
  package var defaults: [(JSONPattern, JSONValue)] = []
  package var writeOnly: [JSONPattern] = []
  /// What of `writeOnly` is shown where `$expand` names it, in small letters.
  package var expansions: [String: JSONPattern] = [:]
  /// The lists that a body which does not name them leaves as they are, from this API version on.
  package var keptLists: [(list: JSONPattern, since: String)] = []
  package var fixed: [Fixed] = []
  /// The ids that have to lead somewhere.
  package var references: [JSONPattern] = []
  package var children: [Children] = []
  /// The code of the refusal to delete one that another resource names; nil where Azure deletes it all the same.
  package var inUseCode: String?
  /// Done to a body before defaults are added.
  package var prepare: @Sendable (_ body: JSONValue, _ old: Resource?) -> JSONValue = { body, _ in body }
  /// What else Azure looks at before it takes a body, defaults and all.
  package var check: @Sendable (_ body: JSONValue) throws(ARMError) -> Void = { _ in }
  /// What Azure works out by itself.
  package var finish: @Sendable (inout Resource, _ old: Resource?, inout Surroundings) -> Void = { _, _, _ in }

  /// What working things out needs from the cloud.
  package struct Surroundings {
    var now: Date
    /// How long a change of one resource takes.
    var latency: Duration
    var tenant: String
    var identifiers: Identifiers
  }

  package init(_ type: String, versions: APIVersions) {
    self.type = type
    self.versions = versions
  }

  /// The list that holds children of this folded segment.
  func children(_ segment: some StringProtocol) -> Children? {
    children.first { $0.segment.lowercased() == segment.lowercased() }
  }
}

extension TypeRules {
  /// Every type that is more than a name and a body.
  package static let all: [String: TypeRules] = Dictionary(
    [
      scaleSets, loadBalancers, publicAddresses, networks, securityGroups, natGateways, autoscaleSettings,
      storageAccounts, identities, vaults, vaultSecrets, roleAssignments, locks,
    ].map { ($0.type.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

  /// The rules of a type, generic ones where it has none of its own. Throws where Azure has no such type.
  package static func of(_ type: ResourceType) throws(ARMError) -> TypeRules {
    if let found = all[type.folded] { return found }
    guard let namespace = Namespace.all[type.provider.lowercased()] else {
      throw ARMError(404, "InvalidResourceNamespace", "The resource namespace '\(type.provider)' is invalid.")
    }
    let tail = type.segments.map(String.init)
    guard let canonical = namespace.spelling(of: tail) else {
      throw ARMError(
        404, "InvalidResourceType",
        "The resource type '\(tail.joined(separator: "/"))' could not be found in the namespace '\(namespace.name)'.")
    }
    var rules = TypeRules("\(namespace.name)/\(canonical)", versions: .dated)
    rules.isLocated = tail.count == 1 && namespace.name != "Microsoft.Authorization"
    return rules
  }
}
