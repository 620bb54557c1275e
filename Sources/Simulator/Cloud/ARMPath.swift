package import Pools

/// The path of a request to Azure Resource Manager, taken apart; capitals do not count in its keywords.
package struct ARMPath: Hashable, Sendable {
  /// One type segment and the name behind it; a collection or an action has no name.
  package struct Segment: Hashable, Sendable {
    package var type: String
    package var name: String?
  }

  /// A provider's part: `providers/Microsoft.Network/virtualNetworks/v/subnets/s`.
  package struct Provider: Hashable, Sendable {
    package var namespace: String
    package var segments: [Segment]
  }

  /// As it was asked for.
  package var text: String
  /// The text behind `/subscriptions/`, whether or not it is a subscription's id.
  package var subscription: String?
  /// The text behind `/resourceGroups/`.
  package var group: String?
  /// What stands between the scope and the first `providers`: `["locations"]`, `["resources"]`, ….
  package var words: [String] = []
  package var providers: [Provider] = []

  package init(_ text: String) {
    self.text = text
    var parts = text.split(separator: "/").map(String.init)[...]
    if parts.first?.lowercased() == "subscriptions" {
      parts.removeFirst()
      subscription = parts.popFirst()
      if parts.first?.lowercased() == "resourcegroups", parts.count > 1 {
        parts.removeFirst()
        group = parts.popFirst()
      }
    }
    while let part = parts.first, part.lowercased() != "providers" {
      words.append(part)
      parts.removeFirst()
    }
    while parts.first?.lowercased() == "providers" {
      parts.removeFirst()
      guard let namespace = parts.popFirst() else {
        words.append("providers")
        break
      }
      var segments: [Segment] = []
      while let type = parts.first, type.lowercased() != "providers" {
        parts.removeFirst()
        let name = parts.first.flatMap { $0.lowercased() == "providers" && parts.count > 1 ? nil : $0 }
        if name != nil { parts.removeFirst() }
        segments.append(Segment(type: type, name: name))
      }
      providers.append(Provider(namespace: namespace, segments: segments))
    }
  }

  /// The full type that the last provider's part names: `Microsoft.Network/virtualNetworks/subnets`.
  package var type: ResourceType? {
    guard let last = providers.last, !last.segments.isEmpty else { return nil }
    return ResourceType(([last.namespace] + last.segments.map(\.type)).joined(separator: "/"))
  }

  /// The names along the last provider's part.
  package var names: [String] { providers.last?.segments.compactMap(\.name) ?? [] }

  /// True where the path ends with a type and no name: a collection, or an action of what stands before it.
  package var endsWithType: Bool { providers.last?.segments.last.map { $0.name == nil } ?? false }

  /// The path without its last part, which is an action or a name.
  package var droppingLast: ARMPath {
    ARMPath("/" + text.split(separator: "/").dropLast().joined(separator: "/"))
  }

  /// `…/resourceGroups/G/deployments/…` as the path that means the same, with its provider.
  var underResources: ARMPath {
    let parts = text.split(separator: "/").map(String.init)
    return ARMPath(
      "/" + (parts.prefix(4) + ["providers", "Microsoft.Resources"] + parts.dropFirst(4)).joined(separator: "/"))
  }

  /// The last part, folded.
  package var last: String { text.split(separator: "/").last.map { $0.lowercased() } ?? "" }

  /// What a resource is kept under: its id in small letters.
  package var key: String { "/" + text.split(separator: "/").joined(separator: "/").lowercased() }

  /// The scope that an extension resource (a lock, a role assignment) is put on; nil where it is none.
  package var extended: String? {
    guard let last = providers.last else { return nil }
    let count = 2 + last.segments.reduce(0) { $0 + ($1.name == nil ? 1 : 2) }
    let parts = text.split(separator: "/")
    guard parts.count >= count else { return nil }
    return "/" + parts.dropLast(count).joined(separator: "/")
  }
}
