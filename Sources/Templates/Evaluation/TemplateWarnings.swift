import Pools

/// What a template does that ARM takes, and that people regret.
enum TemplateWarnings {
  struct Warning {
    var resource: ResourceID
    var message: String
  }

  static func find(in documents: [ResourceDocument]) -> [Warning] {
    let all = Dictionary(documents.map { ($0.id.folded, $0) }, uniquingKeysWith: { first, _ in first })
    return documents.flatMap { readableSecrets($0) + missingDependencies($0, among: all) + outdated($0) }
  }

  /// A secure parameter in an extension's `settings` can be read by whoever may read the resource.
  private static func readableSecrets(_ document: ResourceDocument) -> [Warning] {
    let exposed = document.expressions.filter { path, parameters in
      !parameters.isEmpty
        && path.steps.contains { step in
          if case .member(let name) = step { name.lowercased() == "settings" } else { false }
        }
    }
    return exposed.sorted { $0.key < $1.key }.map { path, parameters in
      Warning(
        resource: document.id,
        message: "\(parameters.sorted().joined(separator: ", ")) can be read by others in \(path) of "
          + "\(document.id.short); protectedSettings is the place for secrets")
    }
  }

  /// A resource that speaks of another one of the template and does not wait for it may be deployed before it.
  private static func missingDependencies(
    _ document: ResourceDocument, among others: [String: ResourceDocument]
  ) -> [Warning] {
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
    let missing = mentioned.subtracting(reached).compactMap { others[$0] }
      .filter { !$0.dependsOn.contains(document.id) }.map(\.id)
    return missing.sorted().map { id in
      Warning(
        resource: document.id,
        message: "\(document.id.short) uses \(id.short) and does not depend on it, so it may be deployed too early")
    }
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
}
