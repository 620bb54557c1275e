extension ResourceDifference {
  /// A list by its elements' keys where it has some, by position where it has none and its length stayed.
  mutating func compareList(_ sides: Sides, at site: FieldSite) {
    let elements = sides.desired?.elements ?? []
    let earlier = sides.baseline?.elements ?? []
    if let key = ListKey(of: elements.isEmpty ? earlier : elements, by: site.rule.comparison) {
      compareKeyed(sides, by: key, at: site)
    } else if let live = sides.live?.array, live.count == elements.count {
      let echo = sides.echo?.value?.array
      for (position, element) in elements.enumerated() {
        let below = Sides(
          desired: element, live: live[position],
          baseline: earlier.count == elements.count ? earlier[position] : nil,
          echo: echo?.count == elements.count ? echo.map { Echo(value: $0[position]) } : nil)
        descend(.index(position), place: .index(position)) { walk in walk.compare(below, at: site.element) }
      }
    } else {
      compareWhole(sides, at: site)
    }
  }

  private mutating func compareKeyed(_ sides: Sides, by key: ListKey, at site: FieldSite) {
    let live = key.index(sides.live?.array)
    let earlier = key.index(sides.baseline?.elements)
    let echoes = key.index(sides.echo?.value?.array)
    var named: Set<String> = []
    for (position, element) in (sides.desired?.elements ?? []).enumerated() {
      guard let text = key.text(of: element.value) else { continue }
      named.insert(text)
      let below = Sides(
        desired: element, live: live[text], baseline: earlier[text],
        echo: sides.echo.map { _ in Echo(value: echoes[text]) })
      descend(key.step(to: element.value), place: .index(position)) { walk in
        walk.compareElement(below, at: site.element(keyedBy: key.member))
      }
    }
    for (text, element) in earlier.sorted(by: { $0.key < $1.key }) where !named.contains(text) {
      guard let found = live[text], !isChild(text) else { continue }
      let gone = Sides(desired: nil, live: found, baseline: element, echo: nil)
      // A path through no position: the manifest names this element no more, so the list speaks for it.
      descend(key.step(to: element.value), place: .index(-1)) { walk in
        walk.report(gone, at: site.element, cause: .manifest)
      }
    }
    guard site.rule.completeness != .open else { return }
    let strangers = live.filter { !named.contains($0.key) && earlier[$0.key] == nil }
    reportStrangers(strangers, by: key, sparing: sides.spared, at: site)
  }

  /// An element that is not there is one change, however much stands in it.
  private mutating func compareElement(_ sides: Sides, at site: FieldSite) {
    guard sides.live == nil, let desired = sides.desired else { return compare(sides, at: site) }
    let isSame = secrets.isSame(desired, sides.baseline, at: site)
    if isSame && isEcho(sides, at: site) { return }
    report(sides, at: site, cause: isSame ? .drift : .manifest)
  }
}
