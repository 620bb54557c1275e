/// Holds one resource's desired body against the live one, the last one that was applied, and its echo.
///
/// It walks over what the desired body or the baseline names, and over nothing else but lists that are whole, so what Azure
/// adds never shows.
struct ResourceDifference {
  let desired: ResourceDocument
  let baseline: Baseline.Resource?
  /// True where what cannot be read counts as what is desired: nobody knows what was sent last.
  let takesUnseen: Bool
  /// Compares and hides secrets.
  let secrets: SecretComparison
  /// True where an autoscaler decides how many instances there are.
  let isAutoscaled: Bool
  /// Where the pool's document begins, for what has no place of its own.
  let manifest: SourceLocation
  /// What the pool knows of the resources beside this one.
  let neighbours: Neighbours

  /// The way to where the walk is, list elements by their keys.
  var path: [JSONPath.Step] = []
  /// The same way by positions in the desired body, as templates address it.
  var place: [JSONPath.Step] = []
  var changes: [Change] = []

  init(
    desired: ResourceDocument, baseline: Baseline.Resource?, takesUnseen: Bool = false, secrets: SecretComparison,
    isAutoscaled: Bool,
    manifest: SourceLocation, neighbours: Neighbours = Neighbours()
  ) {
    self.desired = desired
    self.baseline = baseline
    self.takesUnseen = takesUnseen
    self.secrets = secrets
    self.isAutoscaled = isAutoscaled
    self.manifest = manifest
    self.neighbours = neighbours
  }

  /// What counts of the resources beside the one that is compared.
  struct Neighbours {
    /// Its children that are desired as resources of their own, and not in its body.
    var children: [ResourceID] = []
    /// The subnets in which machines or a balancer of the pool stand, by their ids in small letters.
    var occupied: Set<String> = []
    /// What its references to resources that were read answer now, by the texts of their expressions.
    var told: [String: JSONValue] = [:]
  }

  /// The changes from `live` to what is desired, in no order.
  mutating func changes(from live: ResourceDocument) -> [Change] {
    let echo = baseline?.echo.map { Echo(value: $0) }
    compare(
      Sides(desired: desired.expressed, live: live.body, baseline: baseline?.expressed, echo: echo),
      at: FieldSite(FieldRules.rules(for: desired.type)))
    compareUnsaidLists(with: live)
    return changes
  }

  /// The four readings of one place.
  struct Sides {
    var desired: ExpressedValue?
    var live: JSONValue?
    var baseline: ExpressedValue?
    /// Nil where no echo was learned.
    var echo: Echo?
    /// What the names of elements begin with that Azure makes by itself, in small letters.
    var spared: [String] = []

    init(desired: ExpressedValue?, live: JSONValue?, baseline: ExpressedValue?, echo: Echo?) {
      self.desired = desired?.unlessEmpty
      self.live = live?.unlessEmpty
      self.baseline = baseline?.unlessEmpty
      self.echo = echo
    }

    var isNamed: Bool { desired != nil || baseline != nil }
    var hasExpression: Bool { desired?.expression != nil || baseline?.expression != nil }
    var hasSecretExpression: Bool { desired?.isSecretExpression == true || baseline?.isSecretExpression == true }
  }

  mutating func compare(_ sides: Sides, at site: FieldSite) {
    let rule = site.rule
    guard sides.isNamed, !rule.isNoise, !(isAutoscaled && rule.owner == .autoscaler) else { return }
    if sides.hasExpression || !rule.isReadable || (rule.isSecret && sides.live == Redaction.mask) {
      compareUnseen(sides, at: site)
    } else if let desired = sides.desired {
      switch desired.value {
      case .object where (sides.live == nil || sides.live?.object != nil) && rule.comparison != .idSet:
        compareMembers(sides, at: site)
      case .array where !rule.isSet: compareList(sides, at: site)
      default: compareWhole(sides, at: site)
      }
    } else {
      remove(sides, at: site)
    }
  }

  mutating func compareMembers(_ sides: Sides, at site: FieldSite) {
    for name in (sides.desired?.value.object ?? [:]).keys { compareMember(name, of: sides, at: site) }
    for name in (sides.baseline?.value.object ?? [:]).keys where sides.desired?.value.member(name) == nil {
      compareMember(name, of: sides, at: site)
    }
  }

  private mutating func compareMember(_ name: String, of sides: Sides, at site: FieldSite) {
    let member = site.member(name)
    let rule = member.rule
    let desired = sides.desired?.member(name)?.unlessEmpty
    if desired == nil && sides.desired?.says(rule.counterpart) == true { return }
    var below = Sides(
      desired: desired, live: desired == nil ? sides.live?.member(name) : (sides.live ?? [:]).answered(name, rule),
      baseline: sides.baseline?.member(name), echo: sides.echo?.member(name))
    guard below.isNamed else { return }
    below.spared = spared(rule, beside: sides.live)
    descend(.member(name), place: .member(name)) { walk in walk.compare(below, at: member) }
  }

  /// A value without parts of its own: a scalar, a set, a list without keys whose length moved, or another kind of value.
  mutating func compareWhole(_ sides: Sides, at site: FieldSite) {
    guard let desired = sides.desired else { return }
    let comparison = site.rule.comparison ?? .exact
    if comparison.matches(desired.value, sides.live) || isCovered(sides, by: comparison) { return }
    let isSame = secrets.isSame(desired, sides.baseline, at: site)
    if isSame && isEcho(sides, at: site) { return }
    report(sides, at: site, cause: isSame ? .drift : .manifest)
  }

  /// True where live has every part that is desired, and none that was ours and is desired no more.
  private func isCovered(_ sides: Sides, by comparison: Comparison) -> Bool {
    guard let wanted = comparison.parts(of: sides.desired?.value), let live = comparison.parts(of: sides.live),
      let ours = comparison.parts(of: sides.baseline?.value)
    else { return false }
    return wanted.isSubset(of: live) && ours.subtracting(wanted).isDisjoint(with: live)
  }

  /// True where the live value is what Azure answered the last time, and the rule lets that count.
  func isEcho(_ sides: Sides, at site: FieldSite) -> Bool {
    guard let echo = sides.echo, site.rule.learnsEcho else { return false }
    let shown = sides.live.map { Redaction.redact($0, at: site) }
    return (site.rule.comparison ?? .exact).matches(shown, echo.value)
  }

  /// What was ours and is no longer named: it goes where it is still live, and only so far as it was ours.
  mutating func remove(_ sides: Sides, at site: FieldSite) {
    guard let baseline = sides.baseline, let live = sides.live else { return }
    // What is kept where nobody says it any more stays; what Azure then sets to a value of its own is a change to that.
    let fallsBack = site.rule.absentMeans.map { !(site.rule.comparison ?? .exact).matches($0, live) } ?? false
    guard site.rule.mutability.letsGo || fallsBack else { return }
    switch (baseline.value, live) {
    case (.object, .object) where site.rule.comparison != .idSet: compareMembers(sides, at: site)
    case (.array, .array) where ListKey(of: baseline.elements ?? [], by: site.rule.comparison) != nil:
      compareList(sides, at: site)
    default: report(sides, at: site, cause: .manifest)
    }
  }

  /// Does `body` one step further in.
  mutating func descend(
    _ step: JSONPath.Step, place: JSONPath.Step, _ body: (inout ResourceDifference) -> Void
  ) {
    path.append(step)
    self.place.append(place)
    body(&self)
    path.removeLast()
    self.place.removeLast()
  }
}

extension ExpressedValue {
  /// True where this object names a field under its other name.
  fileprivate func says(_ counterpart: Counterpart?) -> Bool {
    switch counterpart {
    case .list(let name), .single(let name): member(name)?.unlessEmpty != nil
    case nil: false
    }
  }
}
