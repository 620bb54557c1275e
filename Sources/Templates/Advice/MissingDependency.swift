import Pools

extension Advice {
  /// ARM deploys side by side whatever does not depend on one another (Microsoft: define the order for deploying
  /// resources), and an id that is put together as text makes no dependency.
  static let missingDependency = Advice(name: .missingDependency) { resources in
    resources.documents.flatMap { document in
      missing(in: document, among: resources.byID).map { other in
        AdviceFinding(
          document, firstMention(of: other, in: document.body),
          "\(document.id.short) uses \(other.short) and does not depend on it, so it may be deployed too early")
      }
    }
  }

  /// The resources that a body speaks of, and that nothing makes it wait for.
  private static func missing(
    in document: ResourceDocument, among others: [String: ResourceDocument]
  ) -> [ResourceID] {
    var mentioned: Set<String> = []
    collectMentions(of: others, in: document.body, into: &mentioned)
    mentioned.subtract(document.dependsOn.map(\.folded))
    mentioned.remove(document.id.folded)
    guard !mentioned.isEmpty else { return [] }
    var reached: Set<String> = [document.id.folded]
    var open = [document.id.folded]
    while let id = open.popLast() {
      for next in others[id]?.dependsOn ?? [] where reached.insert(next.folded).inserted { open.append(next.folded) }
    }
    return mentioned.subtracting(reached).compactMap { others[$0] }
      .filter { !$0.dependsOn.contains(document.id) }.map(\.id).sorted()
  }

  /// The resources whose ids a body speaks of, or the ids of their parts, by their folded ids.
  ///
  /// Texts are only cut and looked up, and no id is made of them: a large repository has them by the hundred thousand.
  private static func collectMentions(
    of resources: [String: ResourceDocument], in value: JSONValue, into mentioned: inout Set<String>
  ) {
    switch value {
    case .string(let text) where text.utf8.first == UInt8(ascii: "/"):
      var id = text.lowercased()
      // `/subscriptions/S/resourceGroups/G/providers/P/type/name`, and two more with each part of it.
      var slashes = id.utf8.count { $0 == UInt8(ascii: "/") }
      while slashes >= 8 {
        if resources[id] != nil { mentioned.insert(id) }
        for _ in 0..<2 { id.removeSubrange((id.utf8.lastIndex(of: UInt8(ascii: "/")) ?? id.startIndex)...) }
        slashes -= 2
      }
    case .array(let elements):
      for element in elements { collectMentions(of: resources, in: element, into: &mentioned) }
    case .object(let members):
      for member in members.values { collectMentions(of: resources, in: member, into: &mentioned) }
    default: break
    }
  }

  private static func firstMention(of id: ResourceID, in body: JSONValue) -> JSONPath {
    var found: JSONPath?
    body.visit { path, value in
      guard found == nil, let text = value.string?.lowercased() else { return }
      if text == id.folded || text.hasPrefix(id.folded + "/") { found = path }
    }
    return found ?? .root
  }
}
