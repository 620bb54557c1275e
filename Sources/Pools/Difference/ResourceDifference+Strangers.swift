extension ResourceDifference {
  /// The whole lists of which neither the desired body nor the baseline says anything: all that is in them is a stranger's.
  mutating func compareUnsaidLists(with live: ResourceDocument) {
    let rules = FieldRules.rules(for: desired.type)
    for way in rules.tree.wholeLists {
      let list = JSONPath(way.map { .member($0) })
      let isExpression = way.indices.contains { depth in
        desired.body.value(at: JSONPath(Array(list.steps[...depth])))?.string != nil
      }
      guard !isExpression, desired.body.value(at: list)?.unlessEmpty == nil,
        baseline?.desired.value(at: list)?.unlessEmpty == nil, live.body.value(at: list)?.unlessEmpty != nil
      else { continue }
      var around: JSONValue = live.body
      var site = FieldSite(rules)
      for (depth, name) in way.enumerated() {
        let spelled = around.object?.keys.first { $0.lowercased() == name } ?? name
        path.append(.member(spelled))
        place.append(.member(spelled))
        site = site.member(name)
        if depth < way.count - 1 { around = around.member(name) ?? .null }
      }
      if case .keyed(let member)? = site.rule.comparison {
        let key = ListKey(member: member)
        let elements = key.index(live.body.value(at: list)?.array)
        reportStrangers(elements, by: key, sparing: spared(site.rule, beside: around), at: site)
      }
      path.removeAll()
      place.removeAll()
    }
  }

  /// Elements of a whole list that nobody desires: the next write of the resource takes them away.
  ///
  /// - Parameter elements: by their keys in small letters.
  /// - Parameter spared: what the names of elements begin with that Azure makes by itself.
  mutating func reportStrangers(
    _ elements: [String: JSONValue], by key: ListKey, sparing spared: [String], at site: FieldSite
  ) {
    for (text, element) in elements.sorted(by: { $0.key < $1.key }) {
      guard !isChild(text), !spared.contains(where: text.hasPrefix) else { continue }
      let found = element.setting(nil, at: JSONPath("id")).setting(nil, at: JSONPath("type"))
      descend(key.step(to: element), place: .index(-1)) { walk in
        walk.report(Sides(desired: nil, live: found, baseline: nil, echo: nil), at: site.element, cause: .drift)
      }
    }
  }

  /// True where the element of the list that the walk is in is desired as a resource of its own.
  func isChild(_ name: String) -> Bool {
    guard !neighbours.children.isEmpty else { return false }
    let rules = FieldRules.rules(for: desired.type)
    let here = JSONPath(path).description.lowercased()
    return neighbours.children.contains { child in
      child.name.lowercased() == name
        && child.type.segments.last.map { rules.place(ofChildren: $0).description.lowercased() } == here
    }
  }

  /// What the names of elements begin with that Azure makes of the elements of a list beside theirs.
  ///
  /// - Parameter live: the object that the list is a member of.
  func spared(_ rule: FieldRule, beside live: JSONValue?) -> [String] {
    guard case .wholeBut(let other) = rule.completeness else { return [] }
    return (live?.member(other)?.array ?? []).compactMap { $0.member("name")?.keyText.map { "\($0)." } }
  }

  /// True where machines, or a balancer, of the pool stand in the subnet that the walk is in.
  var isOccupied: Bool {
    let part = path.lazy.compactMap { step -> String? in
      if case .element(_, let name) = step { "/subnets/\(name)" } else { nil }
    }.first
    return neighbours.occupied.contains(desired.id.folded + (part?.lowercased() ?? ""))
  }
}
