extension ResourceDocument {
  /// A child as its own document, out of the list in this body that its type is kept in; nil where it is not there.
  func child(_ id: ResourceID) -> ResourceDocument? {
    guard let segment = id.type.segments.last else { return nil }
    let name = id.name.lowercased()
    let list = body.value(at: FieldRules.rules(for: type).place(ofChildren: segment))?.array ?? []
    guard let found = list.first(where: { $0.member("name")?.keyText == name }), var members = found.object else {
      return nil
    }
    for name in ["id", "name", "type"] { members[name] = nil }
    return ResourceDocument(id: id, apiVersion: apiVersion, body: .object(members))
  }

  /// True where this body names the child in the list that its type is kept in.
  func names(child id: ResourceID) -> Bool { child(id) != nil }
}
