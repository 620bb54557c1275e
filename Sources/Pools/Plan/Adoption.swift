extension Planner {
  /// The changes of a resource that is there, with the adoption of an unmanaged one in the place of the tags that say it.
  func adopting(_ document: ResourceDocument, from found: ResourceDocument, _ changes: [Change]) -> [Change] {
    let tags = changes.filter { $0.resource == document.id && $0.path.isOwnershipTag && $0.kind == .inPlace }
    let isUnmanaged = found.tag(OwnershipTag.managedBy) == nil && found.tag(OwnershipTag.pool) == nil
    guard !tags.isEmpty, isUnmanaged, baseline[document.id] == nil else { return changes }
    return changes.filter { !tags.contains($0) } + [
      Change(
        resource: document.id, path: .root, before: nil, after: nil, kind: .adopt, cause: .manifest,
        location: document.provenance.location(of: .root) ?? input.pool.manifest)
    ]
  }

  /// That a resource is taken over from another state of the same name; nil where it is not.
  func takeover(of document: ResourceDocument, from found: ResourceDocument) -> Change? {
    guard isTakenOver(found), let former = found.tag(OwnershipTag.managedBy) else { return nil }
    return Change(
      resource: document.id, path: JSONPath("tags", OwnershipTag.managedBy), before: .string(former),
      after: .string(input.managedBy), kind: .adopt, cause: .manifest,
      location: document.provenance.location(of: .root) ?? input.pool.manifest)
  }

  /// True for a resource that another state of the same name manages, and that a person has said to take over.
  func isTakenOver(_ found: ResourceDocument) -> Bool {
    guard input.takesOver, let former = found.tag(OwnershipTag.managedBy) else { return false }
    return ControllerTag(former).isNamesake(of: ControllerTag(input.managedBy))
  }
}

extension ResourceDocument {
  /// The resource as it is once its tag, or the tag in its description, names this controller.
  package func managed(by controller: String) -> ResourceDocument {
    var document = self
    let place = JSONPath("properties", "description")
    if type.folded == FieldRules.roleAssignmentType, let text = body.value(at: place)?.string {
      document.body = body.setting(
        .string(OwnershipTag.setting(OwnershipTag.managedBy, to: controller, inNote: text)), at: place)
    } else {
      document.body = body.setting(.string(controller), at: JSONPath("tags", OwnershipTag.managedBy))
    }
    return document
  }
}
