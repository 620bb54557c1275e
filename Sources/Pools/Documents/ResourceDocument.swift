/// A resource as ARM takes and answers it: what a pool is made of, desired and live alike.
package struct ResourceDocument: Hashable, Sendable {
  package var id: ResourceID
  /// The `api-version` that the body is written in.
  package var apiVersion: String
  /// An object of everything besides id, name, type, API version and dependencies: `location`, `tags`, `sku`, `plan`,
  /// `zones`, `identity`, `properties`, …
  package var body: JSONValue
  /// What has to be there first. Sorted, without doubles.
  package var dependsOn: [ResourceID]
  /// The paths in the body whose string is an ARM expression, `[…]`, that only ARM can evaluate, and the secure
  /// parameters that each names. Everywhere else a string stands for itself, whatever it begins with.
  package var expressions: [JSONPath: Set<String>]
  /// The places in manifests that the values at these paths come from, for messages; a path's nearest ancestor speaks
  /// for it. Never part of a comparison.
  package var provenance: Provenance

  package var type: ResourceType { id.type }

  package init(
    id: ResourceID, apiVersion: String, body: JSONValue, dependsOn: [ResourceID] = [],
    expressions: [JSONPath: Set<String>] = [:], provenance: Provenance = Provenance()
  ) {
    self.id = id
    self.apiVersion = apiVersion
    self.body = body
    self.dependsOn = Set(dependsOn).sorted()
    self.expressions = expressions
    self.provenance = provenance
  }

  /// The tag's value, its name in any capitals as Azure compares them; nil where there is none. A role assignment, which
  /// takes no tags, has the ownership tags in its description.
  package func tag(_ name: String) -> String? {
    if let text = body.member("tags")?.member(name)?.string { return text }
    guard type.folded == FieldRules.roleAssignmentType,
      let description = body.member("properties")?.member("description")?.string
    else { return nil }
    return OwnershipTag.value(of: name, inNote: description)
  }
}

/// Which place of which manifest a value of a document comes from. Two are always equal: it explains, it does not count.
package struct Provenance: Hashable, Sendable {
  package var locations: [JSONPath: SourceLocation]

  package init(_ locations: [JSONPath: SourceLocation] = [:]) { self.locations = locations }

  /// The place of `path`, or of the nearest path around it.
  package func location(of path: JSONPath) -> SourceLocation? {
    var path = path
    while true {
      if let found = locations[path] { return found }
      guard !path.steps.isEmpty else { return nil }
      path.steps.removeLast()
    }
  }

  package static func == (left: Provenance, right: Provenance) -> Bool { true }
  package func hash(into hasher: inout Hasher) {}
}
