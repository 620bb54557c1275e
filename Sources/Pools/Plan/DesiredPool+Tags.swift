extension DesiredPool {
  /// The pool with its labels and the ownership tags on every resource that takes tags.
  ///
  /// A resource's own tag goes before a label of the same name, in any capitals; the ownership tags go before both.
  package func tagged(labels: [String: String], managedBy: String) -> DesiredPool {
    var pool = self
    for position in pool.resources.indices {
      let document = pool.resources[position]
      if document.type.folded == FieldRules.roleAssignmentType {
        pool.resources[position].body = noted(document, managedBy: managedBy)
        continue
      }
      guard FieldRules.rules(for: document.type).takesTags else { continue }
      let existing = document.body.member("tags")
      // Tags that are one expression cannot be added to; ARM would refuse anything else there too.
      guard existing == nil || existing == .null || existing?.object != nil else { continue }
      var tags = existing?.object ?? [:]
      for (name, value) in labels.sorted(by: { $0.key < $1.key }) where existing?.member(name) == nil {
        tags[name] = .string(value)
      }
      for (name, value) in [(OwnershipTag.pool, name.description), (OwnershipTag.managedBy, managedBy)] {
        for other in tags.keys where other.lowercased() == name { tags[other] = nil }
        tags[name] = .string(value)
        pool.resources[position].expressions[JSONPath("tags", name)] = nil
      }
      pool.resources[position].body = document.body.setting(.object(tags), at: JSONPath("tags"))
    }
    return pool
  }

  /// A role assignment's body with the ownership tags at the end of its description, the only text that it has; one
  /// that pools share names no pool.
  private func noted(_ document: ResourceDocument, managedBy: String) -> JSONValue {
    let place = JSONPath("properties", "description")
    guard document.expressions[place] == nil else { return document.body }
    let note = OwnershipTag.note(pool: shares(document) ? nil : name.description, managedBy: managedBy)
    let own = document.body.value(at: place)?.string ?? ""
    guard !own.hasSuffix(note) else { return document.body }
    return document.body.setting(.string(own.isEmpty ? note : "\(own) \(note)"), at: place)
  }
}
