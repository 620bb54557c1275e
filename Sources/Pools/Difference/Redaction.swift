/// Takes the secrets out of values, by the rules of their fields and by what they look like.
enum Redaction {
  static let mask = JSONValue.string(SecretText.mask)

  /// The value as a report may show it.
  static func redact(_ value: JSONValue, at site: FieldSite) -> JSONValue { redact(ExpressedValue(value), at: site) }

  /// The value as a report may show it; expressions over secrets are masked too.
  static func redact(_ expressed: ExpressedValue, at site: FieldSite) -> JSONValue {
    if expressed.value.isEmpty { return expressed.value }
    if site.rule.isSecret || expressed.isSecretExpression { return mask }
    switch expressed.value {
    case .string(let text): return SpecialName.betray(text) ? mask : expressed.value
    case .array: return .array((expressed.elements ?? []).map { redact($0, at: site.element) })
    case .object(let members):
      var shown = members
      for name in members.keys {
        if let member = expressed.member(name) { shown[name] = redact(member, at: site.member(name)) }
      }
      return .object(shown)
    default: return expressed.value
    }
  }
}

extension ResourceDocument {
  /// The document with `(secret)` wherever its type's rules, or a value's form, say that a secret stands.
  package func redacted() -> ResourceDocument {
    var document = self
    document.body = Redaction.redact(expressed, at: FieldSite(FieldRules.rules(for: type)))
    document.expressions = expressions.filter { body.value(at: $0.key) == document.body.value(at: $0.key) }
    return document
  }
}
