/// Whether a pool can stand at no machine at all.
package enum Sleep: Hashable, Sendable {
  /// It can; `maximum` is the most that it may be woken to.
  case sleeps(maximum: Int)
  /// It always has so many.
  case never(minimum: Int)
  /// Why it cannot be told from the manifest.
  case untold(String)
}

extension DesiredPool {
  /// The instances that one scale set can have (Azure's limit for images of the marketplace).
  package static let largestScaleSet = 1_000

  /// Whether the pool sleeps: one of its scale sets has the count 0, or a profile of its autoscale setting allows 0.
  package var sleep: Sleep {
    let counters = counters
    guard !counters.isEmpty else { return .untold("it has no scale set") }
    let sleeping = counters.filter(\.sleeps)
    guard sleeping.isEmpty else {
      return .sleeps(maximum: sleeping.map(\.maximum).min() ?? Self.largestScaleSet)
    }
    switch counters.compactMap(\.minimum).min() {
    case nil: return .untold("its count is an expression that only Azure evaluates")
    case 0?: return .untold("its autoscale setting has the maximum 0, or \(ScaleProfiles.limit) profiles already")
    case let minimum?: return .never(minimum: minimum)
    }
  }

  /// The pool with its sleeping scale sets awake: at least `count` machines from `start` to `end`.
  ///
  /// A fixed count becomes `count`, and a tag says until when. An autoscale setting gets one more profile, which holds between the two times and
  /// goes before every other, so that Azure itself ends it; its rules are the pool's usual ones. The scale set's own count
  /// is the autoscaler's and is left alone. What does not sleep is left as it is.
  ///
  /// - Parameters:
  ///   - start, end: times in UTC as ISO 8601 has them, `2026-11-21T21:17:00Z`.
  ///   - count: nil for one machine, or as many as the usual profile has by default; never more than the maximum.
  package func awake(from start: String, until end: String, count: Int?) -> DesiredPool {
    var pool = self
    for counter in counters where counter.sleeps {
      switch counter {
      case .fixed(let position, _):
        let path = JSONPath("sku", "capacity")
        pool.resources[position].body = pool.resources[position].body.setting(
          .integer(Int64(min(max(1, count ?? 1), counter.maximum))), at: path)
        pool.resources[position].expressions[path] = nil
        pool.resources[position].setWakeTag(until: end)
      case .scaled(let position, let profiles):
        pool.resources[position] = profiles.setting(awakeFrom: start, until: end, count: count)
      }
    }
    return pool
  }

  /// What says how many machines a scale set has.
  enum Counter {
    /// The scale set's position, and its count where it can be read.
    case fixed(Int, count: Int?)
    /// The position of its autoscale setting, and the profiles in it.
    case scaled(Int, ScaleProfiles)

    var minimum: Int? {
      switch self {
      case .fixed(_, let count): count
      case .scaled(_, let profiles): profiles.minimum
      }
    }

    /// A setting in which nothing is allowed at all cannot be woken.
    var sleeps: Bool { minimum == 0 && maximum > 0 }

    var maximum: Int {
      switch self {
      case .fixed: DesiredPool.largestScaleSet
      case .scaled(_, let profiles): profiles.bodies.count < ScaleProfiles.limit ? profiles.maximum ?? 0 : 0
      }
    }
  }

  var counters: [Counter] {
    resources.indices.filter { resources[$0].type.folded == FieldRules.scaleSetType }.map { position in
      let id = resources[position].id.folded
      let setting = resources.indices.first { candidate in
        resources[candidate].type.folded == FieldRules.autoscaleSettingType
          && resources[candidate].isEnabledAutoscaler && resources[candidate].scaleTarget == id
      }
      if let setting { return .scaled(setting, ScaleProfiles(of: resources[setting])) }
      let count = resources[position].body.value(at: JSONPath("sku", "capacity"))?.integer
      return .fixed(position, count: count.map(Int.init(_:)))
    }
  }
}

extension ScaleProfiles {
  /// The profile that keeps a pool awake. A manifest that has one of that name goes before.
  static let wakeProfile = "weir-wake"

  fileprivate func setting(awakeFrom start: String, until end: String, count: Int?) -> ResourceDocument {
    var setting = setting
    let largest = maximum ?? 1
    let least = min(max(1, count ?? 1, usual("default") ?? 1), largest)
    let profile: JSONValue = [
      "name": .string(Self.wakeProfile),
      "capacity": [
        "minimum": .string(String(least)), "maximum": .string(String(largest)), "default": .string(String(least)),
      ],
      "fixedDate": ["timeZone": "UTC", "start": .string(start), "end": .string(end)],
      "rules": usual.flatMap { bodies[$0].member("rules") } ?? [],
    ]
    guard !bodies.contains(where: { $0.member("name")?.keyText == Self.wakeProfile }) else { return setting }
    setting.body = setting.body.setting(.array(bodies + [profile]), at: Self.path)
    if let usual { setting.copyExpressions(ofRulesAt: usual, to: bodies.count) }
    return setting
  }
}

extension ResourceDocument {
  /// What only ARM can evaluate in the rules of one profile is left to it in the copy too.
  fileprivate mutating func copyExpressions(ofRulesAt position: Int, to copy: Int) {
    let place = ScaleProfiles.path.steps.count
    for (path, names) in expressions where path.steps.count > place + 1 {
      let around = JSONPath(Array(path.steps[..<place])).description.lowercased()
      guard around == ScaleProfiles.path.description.lowercased(), path.steps[place] == .index(position),
        case .member(let name) = path.steps[place + 1], name.lowercased() == "rules"
      else { continue }
      var moved = path
      moved.steps[place] = .index(copy)
      moved.steps[place + 1] = .member("rules")
      expressions[moved] = names
    }
  }
}
