extension DesiredPool {
  /// The pool with a wake-up that is live, has not ended, and was granted by another state than the one with `baseline`:
  /// neither the pool nor what was applied last knows it.
  ///
  /// Only for what is planned and sent: a baseline is kept without it, so that it stays the other state's to end.
  ///
  /// - Parameter now: the time in UTC as ISO 8601 has it, `2026-11-21T21:17:00Z`.
  /// - Returns: the pool, and until when it is woken; the pool itself and nil where there is no such wake-up.
  package func keepingOtherWake(
    from live: LiveState, baseline: Baseline?, now: String
  ) -> (pool: DesiredPool, until: String?) {
    var pool = self
    var last: String?
    for counter in counters {
      let position = counter.position
      guard let found = live[resources[position].id] else { continue }
      let before = baseline?[resources[position].id]?.desired
      let wake =
        switch counter {
        case .fixed: pool.resources[position].takeWakeTag(of: found, besides: before, now: now)
        case .scaled: pool.resources[position].takeWakeProfile(of: found, besides: before, now: now)
        }
      if let wake { last = last.map { max($0, wake) } ?? wake }
    }
    return (pool, last)
  }
}

extension DesiredPool.Counter {
  fileprivate var position: Int {
    switch self {
    case .fixed(let position, _), .scaled(let position, _): position
    }
  }
}

extension OwnershipTag {
  /// On a scale set with a fixed count that somebody has woken: until when, as ISO 8601 in UTC.
  static let wokenUntil = "weir-woken-until"
}

extension ResourceDocument {
  private static let capacity = JSONPath("sku", "capacity")

  /// Says on a scale set until when it is woken.
  mutating func setWakeTag(until end: String) {
    let tags = body.member("tags")
    // Tags that are one expression cannot be added to.
    guard tags == nil || tags == .null || tags?.object != nil else { return }
    body = body.setting(.string(end), at: JSONPath("tags", OwnershipTag.wokenUntil))
  }

  /// Takes over the count of a live scale set that is woken; answers until when.
  fileprivate mutating func takeWakeTag(
    of found: ResourceDocument, besides before: JSONValue?, now: String
  ) -> String? {
    func tag(_ body: JSONValue?) -> String? { body?.member("tags")?.member(OwnershipTag.wokenUntil)?.string }
    guard let end = tag(found.body), tag(body) == nil, tag(before) == nil, end.isMoment(after: now),
      let count = found.body.value(at: Self.capacity)
    else { return nil }
    setWakeTag(until: end)
    body = body.setting(count, at: Self.capacity)
    expressions[Self.capacity] = nil
    return end
  }

  /// Takes over the profile by which a live autoscale setting keeps a pool awake; answers until when.
  fileprivate mutating func takeWakeProfile(
    of found: ResourceDocument, besides before: JSONValue?, now: String
  ) -> String? {
    func profile(_ body: JSONValue?) -> JSONValue? {
      body?.value(at: ScaleProfiles.path)?.array?.first { $0.member("name")?.string == ScaleProfiles.wakeProfile }
    }
    guard let live = profile(found.body), profile(body) == nil, profile(before) == nil,
      let end = live.member("fixedDate")?.member("end")?.string, end.isMoment(after: now),
      let own = body.value(at: ScaleProfiles.path)?.array
    else { return nil }
    body = body.setting(.array(own + [live]), at: ScaleProfiles.path)
    return end
  }
}

extension String {
  /// True for a moment in UTC, as `2026-11-21T21:17:00Z`, that comes after `other`; the texts sort as the moments do.
  fileprivate func isMoment(after other: String) -> Bool {
    let pattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?/
    let (text, other) = (plainMoment, other.plainMoment)
    return text.wholeMatch(of: pattern) != nil && other.wholeMatch(of: pattern) != nil && text > other
  }
}
