extension ResourceDocument {
  /// A live document as a template would say it: without what Azure works out by itself, without the defaults that it has
  /// filled in, and without the tags by which Weir knows its own.
  package func reduced() -> ResourceDocument {
    var document = self
    let walk = Reduction(resource: id.folded, table: AzureDefaults.table(of: type))
    document.body =
      walk.reduce(body, at: FieldSite(FieldRules.rules(for: type)), path: "")?.settingTags(of: body) ?? [:]
    for name in ["id", "name", "type"] { document.body = document.body.setting(nil, at: JSONPath(name)) }
    return document
  }
}

/// The walk over one live body.
private struct Reduction {
  /// The id in small letters.
  let resource: String
  let table: [String: AzureDefaults.Standing]

  /// Nil where nothing is left that a template would say.
  func reduce(_ value: JSONValue, at site: FieldSite, path: String) -> JSONValue? {
    guard !site.isNoise, !site.rule.isNoise else { return Optional.none }
    switch table[path] {
    case .readOnly?: return Optional.none
    case .unsaid(let values)?:
      if values.contains(where: { Comparison.anyCase.matches($0, value) }) { return Optional.none }
    case nil: break
    }
    switch value {
    case .null: return Optional.none
    case .array(let elements):
      guard !elements.isEmpty else { return Optional.none }
      return .array(elements.map { element in reduce(element, at: site.element, path: path + "[]") ?? [:] })
    case .object(let members):
      var kept: [String: JSONValue] = [:]
      for (name, member) in members where !isBookkeeping(name, member, in: value) {
        // Members that are ids, as of user-assigned identities, are a list in all but form.
        let below = name.isID ? path + "[]" : path.isEmpty ? name.lowercased() : "\(path).\(name.lowercased())"
        if let reduced = reduce(member, at: site.member(name), path: below) {
          kept[name] = reduced
        } else if name.isID {
          kept[name] = [:]
        }
      }
      return kept.isEmpty ? Optional.none : .object(kept)
    default: return value
    }
  }

  /// The id and the type that Azure gives to a part which has a name.
  private func isBookkeeping(_ name: String, _ member: JSONValue, in object: JSONValue) -> Bool {
    guard object.member("name") != nil, let text = member.string?.lowercased() else { return false }
    switch name.lowercased() {
    case "id": return text.hasPrefix(resource + "/")
    case "type": return text.hasPrefix("microsoft.") && text.contains("/")
    default: return false
    }
  }
}

extension JSONValue {
  /// Tags are the users' own, whatever their names; only Weir's two are left out.
  fileprivate func settingTags(of live: JSONValue) -> JSONValue {
    let own = [OwnershipTag.pool, OwnershipTag.managedBy]
    let tags = (live.member("tags")?.object ?? [:]).filter { !own.contains($0.key.lowercased()) }
    return setting(tags.isEmpty ? nil : .object(tags), at: JSONPath("tags"))
  }
}
