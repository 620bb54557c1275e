package import Pools
import Reconciliation

/// What the roles of the principal that `az` is signed in as allow it at a scope, as Azure itself sums them up.
///
/// Policies, locks and deny assignments are no part of it: they can still forbid what the roles allow.
package struct AzurePermissions: Hashable, Sendable {
  /// One role's part: what matches an action and no exception is allowed. All parts count together.
  struct Grant: Hashable, Sendable {
    var actions: [String]
    var exceptions: [String]
  }
  var grants: [Grant]

  /// True where some role allows `Microsoft.Compute/virtualMachineScaleSets/write` or the like.
  package func allows(_ action: String) -> Bool {
    grants.contains { grant in
      grant.actions.contains { Self.matches(action, $0) } && !grant.exceptions.contains { Self.matches(action, $0) }
    }
  }

  /// What Weir does inside a resource group for the pools that most people have.
  package static let neededInGroup = [
    "Microsoft.Resources/deployments/write", "Microsoft.Resources/tags/write",
    "Microsoft.Compute/virtualMachineScaleSets/write",
    "Microsoft.Compute/virtualMachineScaleSets/delete", "Microsoft.Network/virtualNetworks/write",
    "Microsoft.Network/virtualNetworks/subnets/join/action", "Microsoft.Network/loadBalancers/write",
    "Microsoft.Network/publicIPAddresses/write", "Microsoft.Network/networkSecurityGroups/write",
  ]
  /// And at the subscription, where a pool's group is missing.
  package static let neededForGroups = "Microsoft.Resources/subscriptions/resourceGroups/write"

  /// Compares an action with a pattern in which each `*` stands for any text, capitals not counted.
  static func matches(_ action: String, _ pattern: String) -> Bool {
    let text = Array(action.lowercased().utf8)
    let pattern = Array(pattern.lowercased().utf8)
    let star = UInt8(ascii: "*")
    var (at, wanted) = (0, 0)
    // Where the last star stands, and up to where it reaches so far: it takes a byte more where the rest does not fit.
    var last: (star: Int, end: Int)?
    while at < text.count {
      if wanted < pattern.count, pattern[wanted] == star {
        last = (wanted, at)
        wanted += 1
      } else if wanted < pattern.count, pattern[wanted] == text[at] {
        at += 1
        wanted += 1
      } else if let reach = last {
        last = (reach.star, reach.end + 1)
        at = reach.end + 1
        wanted = reach.star + 1
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == star }
  }
}

extension AzureCommandLine {
  /// What the signed-in principal may do in a subscription, or in one of its resource groups. It changes nothing.
  ///
  /// Throws `AzureError`.
  package func permissions(
    in subscription: SubscriptionID, group: ResourceGroupName? = nil
  ) async throws -> AzurePermissions {
    let path = ARMPath.permissions(in: subscription, group: group)
    guard let parts = try await read(path, in: subscription).member("value")?.array else {
      throw AzureError.unreadable("the answer to \(Scrubber().clean(path)) is no list of permissions")
    }
    func words(_ part: JSONValue, _ name: String) -> [String] {
      (part.member(name)?.array ?? []).compactMap(\.string)
    }
    return AzurePermissions(
      grants: parts.map { .init(actions: words($0, "actions"), exceptions: words($0, "notActions")) })
  }
}
