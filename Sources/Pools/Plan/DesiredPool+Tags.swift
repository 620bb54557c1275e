extension DesiredPool {
  /// The pool with its labels and the ownership tags on every resource that takes tags.
  ///
  /// A resource's own tag goes before a label of the same name, in any capitals; the ownership tags go before both.
  package func tagged(labels: [String: String], managedBy: String) -> DesiredPool {
    var pool = self
    for position in pool.resources.indices {
      let document = pool.resources[position].withOneMember("tags")
      if document.type.folded == FieldRules.roleAssignmentType {
        pool.resources[position].body = noted(document, managedBy: managedBy)
        continue
      }
      guard FieldRules.rules(for: document.type).takesTags else { continue }
      pool.resources[position].expressions = document.expressions
      let existing = document.body.member("tags")
      if let expression = document.expressionOfTags {
        pool.resources[position].body = document.body.setting(
          .string(owned(expression, labels: labels, managedBy: managedBy)), at: JSONPath("tags"))
        continue
      }
      // ARM refuses anything else.
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
    let note = OwnershipTag.note(pool: shares(document) ? nil : name.description, managedBy: managedBy)
    if document.expressions[place] != nil {
      guard let text = document.body.value(at: place)?.string, !text.hasSuffix(" \(note)')]") else {
        return document.body
      }
      return document.body.setting(.string("[concat(\(text.dropFirst().dropLast()), ' \(note)')]"), at: place)
    }
    let own = document.body.value(at: place)?.string ?? ""
    guard !own.hasSuffix(note) else { return document.body }
    return document.body.setting(.string(own.isEmpty ? note : "\(own) \(note)"), at: place)
  }

  /// Tags that are one expression, with the labels before them and the ownership tags behind: of several arguments with
  /// one member, `union` takes the last one's ("Template functions for objects").
  private func owned(_ expression: String, labels: [String: String], managedBy: String) -> String {
    let inner = expression.dropFirst().dropLast()
    let owner = Self.object([(OwnershipTag.pool, name.description), (OwnershipTag.managedBy, managedBy)])
    guard !expression.hasSuffix(", \(owner))]") else { return expression }
    let shown = labels.isEmpty ? "" : "\(Self.object(labels.sorted { $0.key < $1.key })), "
    return "[union(\(shown)\(inner), \(owner))]"
  }

  private static func object(_ members: [(key: String, value: String)]) -> String {
    let arguments = members.flatMap { [$0.key, $0.value] }.map { "'\($0.replacing("'", with: "''"))'" }
    return "createObject(\(arguments.joined(separator: ", ")))"
  }
}

extension ResourceDocument {
  /// The tags where they are one expression that only Azure can evaluate; nil where they are an object, or nothing.
  fileprivate var expressionOfTags: String? {
    let place = JSONPath("tags")
    return isExpression(at: place) ? body.value(at: place)?.string : nil
  }

  /// The document with the member once: what stands there in other capitals besides would be one more value to Azure, and
  /// nobody knows which of them counts.
  fileprivate func withOneMember(_ name: String) -> ResourceDocument {
    guard case .object(let members) = body else { return self }
    let spellings = members.keys.filter { $0.lowercased() == name }
    guard spellings.count > 1, let kept = spellings.contains(name) ? name : spellings.min() else { return self }
    var document = self
    document.body = .object(members.filter { $0.key == kept || $0.key.lowercased() != name })
    document.expressions = expressions.filter { path, _ in
      guard case .member(let first)? = path.steps.first else { return true }
      return first == kept || first.lowercased() != name
    }
    return document
  }
}
