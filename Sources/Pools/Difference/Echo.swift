/// What Azure answered at one place right after the last deployment.
struct Echo {
  /// Nil where it answered nothing.
  let value: JSONValue?

  func member(_ name: String) -> Echo { Echo(value: value?.member(name)) }
}

extension JSONValue {
  /// A member as Azure answers it: under its own name, or under the one that the field's rule knows it by as well.
  func answered(_ name: String, _ rule: FieldRule) -> JSONValue? {
    if let found = member(name)?.unlessEmpty { return found }
    switch rule.counterpart {
    case .list(let other):
      if let elements = member(other)?.array, elements.count == 1 { return elements[0] }
    case .single(let other):
      if let single = member(other)?.unlessEmpty { return .array([single]) }
    case nil: break
    }
    return rule.absentMeans
  }
}

/// Cuts a live body down to what a desired body speaks about: an echo, and the state of what is deleted.
enum EchoProjection {
  /// What of `live` answers to `desired`, redacted; nil where nothing does.
  ///
  /// - Parameter learning: leaves out the fields whose echo counts for nothing.
  static func project(
    _ live: JSONValue?, onto desired: ExpressedValue, at site: FieldSite, learning: Bool
  ) -> JSONValue? {
    guard let live = live?.unlessEmpty, !desired.value.isEmpty else { return nil }
    if learning && (!site.rule.learnsEcho || !site.rule.isReadable) { return nil }
    if site.rule.isSecret || desired.isSecretExpression { return Redaction.mask }
    if desired.expression != nil { return Redaction.redact(live, at: site) }
    switch (desired.value, live) {
    case (.object(let members), .object):
      if site.rule.comparison == .idSet { return Redaction.redact(live, at: site) }
      var kept: [String: JSONValue] = [:]
      for name in members.keys {
        let place = site.member(name)
        guard let member = desired.member(name) else { continue }
        kept[name] = project(live.answered(name, place.rule), onto: member, at: place, learning: learning)
      }
      return .object(kept)
    case (.array, .array(let answers)):
      return .array(projectList(answers, onto: desired.elements ?? [], at: site, learning: learning))
    default: return Redaction.redact(live, at: site)
    }
  }

  private static func projectList(
    _ answers: [JSONValue], onto desired: [ExpressedValue], at site: FieldSite, learning: Bool
  ) -> [JSONValue] {
    if let key = ListKey(of: desired, by: site.rule.comparison) {
      let index = key.index(answers)
      return desired.compactMap { element in
        guard let text = key.text(of: element.value), let answer = index[text] else { return nil }
        let kept = project(answer, onto: element, at: site.element, learning: learning) ?? [:]
        return kept.setting(element.value.member(key.member), at: JSONPath(key.member))
      }
    }
    guard !site.rule.isSet, answers.count == desired.count else {
      return answers.map { Redaction.redact($0, at: site.element) }
    }
    return zip(answers, desired).map { project($0, onto: $1, at: site.element, learning: learning) ?? .null }
  }
}
