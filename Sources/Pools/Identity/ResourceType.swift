/// The full type of a resource, `Microsoft.Network/loadBalancers/probes`; two that differ in capitals are the same.
package struct ResourceType: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String
  package let folded: String

  /// Nil where there is no provider and no type, or a segment is empty.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }), parts[0].contains(UInt8(ascii: ".")) else { return nil }
    description = text
    folded = text.lowercased()
  }

  /// The provider's namespace, `Microsoft.Network`.
  package var provider: Substring {
    description[..<(description.utf8.firstIndex(of: UInt8(ascii: "/")) ?? description.endIndex)]
  }
  /// The segments behind the provider: `["loadBalancers", "probes"]`.
  package var segments: [Substring] {
    description.utf8.split(separator: UInt8(ascii: "/")).dropFirst().map { Substring($0) }
  }
  /// True for a child of another resource (`virtualNetworks/subnets`): children carry no tags.
  package var isChild: Bool { segments.count > 1 }

  package static func == (left: ResourceType, right: ResourceType) -> Bool { left.folded == right.folded }
  package static func < (left: ResourceType, right: ResourceType) -> Bool { left.folded < right.folded }
  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
