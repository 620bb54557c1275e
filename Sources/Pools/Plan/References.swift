extension Planner {
  /// What the references of a resource to others answer now, by the texts of their expressions; those of which nobody
  /// has read what they speak about are not in it.
  func told(_ document: ResourceDocument, _ live: inout LiveLookup) -> [String: JSONValue] {
    var told: [String: JSONValue] = [:]
    for (path, parameters) in document.expressions where parameters.isEmpty {
      guard let text = document.body.value(at: path)?.string, let reference = LiveReference(text) else { continue }
      told[text] = value(of: reference, &live)
    }
    return told
  }

  /// The plain value that stands there; nil for objects and lists, which a live state does not keep whole.
  private func value(of reference: LiveReference, _ live: inout LiveLookup) -> JSONValue? {
    var found = live[reference.resource]?.body.value(at: reference.path)
    if found == nil, reference.resource.type.folded == FieldRules.identityType {
      for document in input.pool.resources where found == nil {
        found = live[document.id]?.body.givenIdentity(reference.resource)?.value(at: reference.path)
      }
    }
    switch found {
    case .string(let text): return text == SecretText.mask ? Optional.none : found
    case .bool, .integer, .number: return found
    case .array, .object, .null, nil: return Optional.none
    }
  }
}

extension JSONValue {
  /// What a resource with this body tells of an identity that it has been given, as if the identity had been read; nil
  /// where it has not been given it.
  func givenIdentity(_ identity: ResourceID) -> JSONValue? {
    value(at: JSONPath("identity", "userAssignedIdentities"))?.object?
      .first { $0.key.foldedID == identity.folded }.map { ["properties": $0.value] }
  }
}
