/// Knows which scale sets' counts belong to an autoscaler.
struct Autoscaling {
  let pool: DesiredPool
  let live: LiveState
  let baseline: Baseline?

  /// The scale sets of the pool that an enabled autoscale setting targets.
  ///
  /// What the pool desires of a setting counts before what is live. A live setting that the pool no longer desires counts no
  /// more where it is about to be deleted; one that is detached, or never was the pool's, counts.
  func ownedScaleSets() -> Set<ResourceID> {
    let settings = pool.resources.filter { $0.type.folded == FieldRules.autoscaleSettingType }
    let desired = Set(settings.map(\.id))
    let targets = Set(settings.filter(\.isEnabledAutoscaler).compactMap(\.scaleTarget))
    let owned = pool.resources.map(\.id).filter { id in
      guard id.type.folded == FieldRules.scaleSetType else { return false }
      if targets.contains(id.folded) { return true }
      return live.autoscaleSettings(targeting: id).contains { setting in
        guard setting.isEnabledAutoscaler, !desired.contains(setting.id) else { return false }
        return baseline?[setting.id] == nil || pool.reason(notToDelete: setting.id, after: baseline) != nil
      }
    }
    return Set(owned)
  }
}

extension ResourceDocument {
  /// What an autoscale setting scales, as an id in small letters.
  var scaleTarget: String? {
    body.value(at: JSONPath("properties", "targetResourceUri"))?.string?.foldedID
  }

  /// Unsaid, a setting is on in the API versions before 2021, and off since.
  var isEnabledAutoscaler: Bool {
    body.value(at: JSONPath("properties", "enabled"))?.bool ?? (apiVersion < "2021")
  }
}

extension DesiredPool {
  /// The pool's scale sets whose counts belong to an autoscaler.
  package func autoscaledScaleSets(live: LiveState, baseline: Baseline? = nil) -> Set<ResourceID> {
    Autoscaling(pool: self, live: live, baseline: baseline).ownedScaleSets()
  }

  /// The autoscale setting, not the pool's own, that decides how many machines all of its scale sets have; nil where the
  /// pool itself does for any.
  package func foreignAutoscaler(live: LiveState, baseline: Baseline? = nil) -> ResourceID? {
    let own = Set(resources.filter { $0.type.folded == FieldRules.autoscaleSettingType }.map(\.id))
    let scaleSets = resources.map(\.id).filter { $0.type.folded == FieldRules.scaleSetType }
    guard own.isEmpty, !scaleSets.isEmpty,
      autoscaledScaleSets(live: live, baseline: baseline) == Set(scaleSets)
    else { return nil }
    return live.autoscaleSettings(targeting: scaleSets[0]).filter(\.isEnabledAutoscaler).map(\.id).min()
  }

  /// The pool with the live count in every scale set whose count belongs to an autoscaler, so that a deployment, which
  /// always writes a count, writes the one that is there.
  ///
  /// - Parameter baseline: what was applied last; an autoscale setting in it that is no longer desired counts no more.
  package func adoptingLiveCounts(from live: LiveState, baseline: Baseline? = nil) -> DesiredPool {
    let owned = Autoscaling(pool: self, live: live, baseline: baseline).ownedScaleSets()
    guard !owned.isEmpty else { return self }
    let capacity = JSONPath("sku", "capacity")
    var pool = self
    for position in pool.resources.indices where owned.contains(pool.resources[position].id) {
      guard let count = live[pool.resources[position].id]?.body.value(at: capacity)?.integer else { continue }
      pool.resources[position].body = pool.resources[position].body.setting(.integer(count), at: capacity)
      pool.resources[position].expressions[capacity] = nil
    }
    return pool
  }
}
