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

extension JSONValue {
  /// The ids of all subnets that a text in it names, in small letters.
  var subnets: Set<String> {
    switch self {
    case .string(let text):
      // Programs for the machines are long texts, and only an id is worth folding.
      guard text.isID else { return [] }
      let id = text.foldedID
      return id.contains("/virtualnetworks/") && id.contains("/subnets/") ? [id] : []
    case .array(let elements): return elements.reduce(into: []) { $0.formUnion($1.subnets) }
    case .object(let members): return members.values.reduce(into: []) { $0.formUnion($1.subnets) }
    default: return []
    }
  }
}
