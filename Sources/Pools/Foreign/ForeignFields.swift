/// Adds to one resource's desired body what is live in it, never was the pool's, and is kept by its field's rule.
struct ForeignFields {
  let document: ResourceDocument
  /// What was the pool's and is to go: nothing that names it is carried, since it could not be deleted then.
  let leaving: [ResourceID]

  init(of document: ResourceDocument, leaving: [ResourceID]) {
    self.document = document
    self.leaving = leaving
  }

  /// The body that is to be sent.
  func added(from live: ResourceDocument, besides earlier: Baseline.Resource?) -> JSONValue {
    let site = FieldSite(FieldRules.rules(for: document.type))
    guard site.keeps else { return document.body }
    return members(Sides(document.expressed, live.body, earlier?.expressed), at: site) ?? document.body
  }

  /// The three readings of one place.
  struct Sides {
    let desired: ExpressedValue?
    let live: JSONValue
    let ours: ExpressedValue?

    init(_ desired: ExpressedValue?, _ live: JSONValue, _ ours: ExpressedValue?) {
      self.desired = desired?.unlessEmpty
      self.live = live
      self.ours = ours?.unlessEmpty
    }

    /// True where the pool neither says nor said anything here.
    var isForeign: Bool { desired == nil && ours == nil }

    /// Where only ARM can tell what the pool says or said, nothing is known to be somebody else's.
    var isObject: Bool {
      live.object != nil && [desired, ours].allSatisfy { $0 == nil || $0?.value.object != nil }
    }

    func member(_ name: String) -> Sides? {
      live.member(name)?.unlessEmpty.map { Sides(desired?.member(name), $0, ours?.member(name)) }
    }
  }

  /// The object with what others have in it; nil where there is nothing to send at all.
  private func members(_ sides: Sides, at site: FieldSite) -> JSONValue? {
    guard sides.isObject else { return sides.desired?.value }
    var result = sides.desired?.value
    for name in (sides.live.object ?? [:]).keys.sorted() where !name.isReserved {
      let place = site.member(name)
      guard place.keeps, let below = sides.member(name), isAllowed(place.rule.keeping, in: sides.desired),
        let value = value(below, named: name, at: place), value != below.desired?.value
      else { continue }
      result = (result ?? [:]).setting(value, at: JSONPath(name))
    }
    return result
  }

  private func value(_ sides: Sides, named name: String, at site: FieldSite) -> JSONValue? {
    if name.lowercased() == "identity", site.member("userAssignedIdentities").rule.keeping.map(isKnown) == true {
      return ForeignIdentities(sides, isLeaving: isLeaving).value
    }
    if let keeping = site.rule.keeping {
      return sides.isForeign ? whole(sides.live, unless: keeping.unless, at: site) : sides.desired?.value
    }
    return sides.live.array == nil ? members(sides, at: site) : elements(sides, at: site)
  }

  /// A list with what others have in its elements, and where elements are kept, with theirs behind the pool's.
  private func elements(_ sides: Sides, at site: FieldSite) -> JSONValue? {
    let wanted = sides.desired?.elements ?? []
    let ours = sides.ours?.elements ?? []
    guard [sides.desired, sides.ours].allSatisfy({ $0 == nil || $0?.elements != nil }),
      let key = key(of: wanted.isEmpty ? ours : wanted, at: site)
    else { return sides.desired?.value }
    let live = key.index(sides.live.array)
    let earlier = key.index(ours)
    let place = site.element(keyedBy: key.member)
    var result = wanted.map { element -> JSONValue in
      guard let text = key.text(of: element.value), let found = live[text] else { return element.value }
      return members(Sides(element, found, earlier[text]), at: place) ?? element.value
    }
    let own = Set(key.index(wanted).keys).union(earlier.keys)
    if let keeping = place.rule.keeping, isKnown(keeping) {
      for (text, element) in live.sorted(by: { $0.key < $1.key }) where !own.contains(text) {
        if let element = whole(element, unless: keeping.unless, at: place) { result.append(element) }
      }
    }
    return result.isEmpty ? nil : .array(result)
  }

  private func key(of elements: [ExpressedValue], at site: FieldSite) -> ListKey? {
    if !elements.isEmpty { return ListKey(of: elements, by: site.rule.comparison) }
    if case .keyed(let member)? = site.rule.comparison { return ListKey(member: member) }
    return nil
  }

  /// A value as it is sent; nil where it is Azure's own, names what is to go, or has something in it that no report shows.
  private func whole(_ value: JSONValue, unless usual: JSONValue?, at site: FieldSite) -> JSONValue? {
    if let usual, (site.rule.comparison ?? .exact).matches(value, usual) { return nil }
    let texts = value.idTexts
    guard site.rule.isReadable, Redaction.redact(value, at: site) == value, !value.hasMask,
      !texts.contains(where: isLeaving)
    else { return nil }
    return value.withoutElementIDs.unlessEmpty
  }

  private func isLeaving(_ id: String) -> Bool { leaving.contains { id.isAtOrBelow($0) } }

  /// True where the document's API version knows the field, and the pool has not switched off what it belongs to.
  private func isAllowed(_ keeping: Keeping?, in object: ExpressedValue?) -> Bool {
    guard let keeping else { return true }
    let flag = keeping.sibling.flatMap { object?.member($0)?.value }
    return isKnown(keeping) && flag != false
  }

  private func isKnown(_ keeping: Keeping) -> Bool { document.apiVersion >= keeping.since }
}

extension String {
  /// True for the tags by which Weir knows its own, and for what is no tag: Azure Monitor answers a `$type` among them.
  fileprivate var isReserved: Bool {
    hasPrefix("$") || OwnershipTag.isOne(self)
  }
}

extension JSONValue {
  /// True where a secret was taken out of some text in it.
  fileprivate var hasMask: Bool {
    switch self {
    case .string(let text): text.contains(SecretText.mask)
    case .array(let elements): elements.contains(where: \.hasMask)
    case .object(let members): members.values.contains(where: \.hasMask)
    default: false
    }
  }

  /// A list without the ids and types that Azure gives to elements with names: they are its own, and are only answered.
  fileprivate var withoutElementIDs: JSONValue {
    guard case .array(let elements) = self else { return self }
    return .array(
      elements.map { element in
        guard element.member("name") != nil else { return element }
        return element.setting(nil, at: JSONPath("id")).setting(nil, at: JSONPath("type"))
      })
  }
}
