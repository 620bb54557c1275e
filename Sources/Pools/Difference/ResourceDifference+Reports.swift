extension ResourceDifference {
  /// A field that cannot be read back, or whose value only ARM works out: it is what ARM would say now, where that is
  /// known, or what was sent last, or it is a change.
  mutating func compareUnseen(_ sides: Sides, at site: FieldSite) {
    if isTold(sides, at: site) || takesUnseen && isHidden(sides, at: site) { return }
    guard secrets.isSame(sides.desired, sides.baseline, at: site) else {
      if sides.desired == nil && sides.live == nil && site.rule.isReadable { return }
      return report(sides, at: site, cause: .manifest)
    }
    guard sides.hasExpression, site.rule.isReadable, !site.rule.isSecret, !sides.hasSecretExpression,
      sides.echo?.value != nil, !isEcho(sides, at: site), site.rule.learnsEcho
    else { return }
    report(sides, at: site, cause: .drift)
  }

  /// True where a reference is desired, and what it answers now is live: to send it would change nothing.
  private func isTold(_ sides: Sides, at site: FieldSite) -> Bool {
    guard site.rule.isReadable, !site.rule.isSecret, let desired = sides.desired, desired.expression?.isEmpty == true,
      let live = sides.live, let told = desired.value.string.flatMap({ neighbours.told[$0] })
    else { return false }
    return (site.rule.comparison ?? .exact).matches(told, live)
  }

  /// True for a field that cannot be read, and for one that is live and whose desired value is a secret.
  private func isHidden(_ sides: Sides, at site: FieldSite) -> Bool {
    !site.rule.isReadable || sides.live != nil && sides.hasSecretExpression
  }

  mutating func report(_ sides: Sides, at site: FieldSite, cause: Change.Cause) {
    let hides = site.rule.isSecret || sides.hasSecretExpression
    let speaker = sides.desired ?? sides.baseline
    let before =
      hides ? Redaction.mask : sides.live.flatMap { live in shownBefore(live, of: speaker, at: site) }
    let after = hides ? Redaction.mask : sides.desired.map { Redaction.redact($0, at: site) }
    changes.append(
      Change(
        resource: desired.id, path: JSONPath(path), before: before, after: after,
        kind: kind(of: sides, at: site), cause: cause, location: location()))
  }

  /// What a value that only ARM knows, such as the principal of an identity to be made, takes is not known either: that it
  /// cannot change in place is only said of a secret that is known to be another than the last.
  private func kind(of sides: Sides, at site: FieldSite) -> Change.Kind {
    let kind = site.rule.kind(from: sides.live, to: sides.desired?.value)
    if site.rule.mutability == .whileUnused && !isOccupied { return .inPlace }
    guard kind == .replace, sides.desired?.expression != nil else { return kind }
    if sides.desired?.isSecretExpression == true && sides.baseline != nil { return kind }
    return site.rule.isRolling ? .rolling : .inPlace
  }

  /// Of an object that goes, only what was ours is shown; a list is shown as it is.
  private func shownBefore(_ live: JSONValue, of speaker: ExpressedValue?, at site: FieldSite) -> JSONValue? {
    guard let speaker, live.object != nil, speaker.value.object != nil else { return Redaction.redact(live, at: site) }
    return EchoProjection.project(live, onto: speaker, at: site, learning: false)
  }

  /// The manifest's nearest place: templates address elements by position, manifests by key, and the deeper one knows more.
  private func location() -> SourceLocation {
    let locations = desired.provenance.locations
    guard !locations.isEmpty else { return manifest }
    for depth in stride(from: path.count, through: 0, by: -1) {
      if let found = locations[JSONPath(Array(place[..<depth]))] ?? locations[JSONPath(Array(path[..<depth]))] {
        return found
      }
    }
    return manifest
  }
}
