import Foundation
import Pools

/// What an autoscaler has done once.
struct AutoscaleAction: Sendable {
  var at: Date
  var setting: String
  var target: String
  var before: Int
  var after: Int

  var json: JSONValue {
    [
      "at": .string(at.armText), "setting": .string(setting), "target": .string(target),
      "before": .integer(Int64(before)), "after": .integer(Int64(after)),
    ]
  }
}

extension Cloud {
  /// How often autoscale settings are looked at, in seconds.
  private static let autoscalePeriod = 60.0
  /// The longest time that is lived through minute by minute, in seconds; of a longer leap only its end is.
  private static let autoscaleReach = 14 * 86_400.0
  /// Actions remembered; the oldest go first.
  private static let actionLimit = 1_000

  /// Lets the autoscale settings do what they would have done until `moment`.
  mutating func advanceAutoscale(to moment: Date) {
    let settings = autoscaleSettings()
    guard !settings.isEmpty else {
      autoscaledUntil = moment
      return
    }
    var tick = max(autoscaledUntil, moment.addingTimeInterval(-Self.autoscaleReach))
      .addingTimeInterval(Self.autoscalePeriod)
    while tick <= moment {
      for setting in settings { autoscale(setting, at: tick) }
      autoscaledUntil = tick
      tick = tick.addingTimeInterval(Self.autoscalePeriod)
    }
  }

  /// The settings that are on, their profiles read.
  private func autoscaleSettings() -> [(key: String, target: String, profiles: [AutoscaleProfile])] {
    settings.subscriptions.flatMap { store.keys(of: "Microsoft.Insights/autoscaleSettings", in: $0) }.compactMap {
      key in
      guard let body = store[key]?.body, body.first("properties.enabled") == true,
        let target = body.first("properties.targetResourceUri")?.string?.lowercased()
      else { return nil }
      let profiles = body.values("properties.profiles.*").compactMap { AutoscaleProfile($0, target: target) }
      return (key, target, profiles)
    }
  }

  private mutating func autoscale(
    _ setting: (key: String, target: String, profiles: [AutoscaleProfile]), at moment: Date
  ) {
    guard var scaleSet = store[setting.target], let machines = scaleSet.machines, deleting[setting.target] == nil,
      let profile = AutoscaleProfile.active(setting.profiles, at: moment)
    else { return }
    let count = Int(scaleSet.body.first("sku.capacity")?.integer ?? 0)
    var wanted = profile.bounded(count)
    if wanted == count {
      wanted = profile.bounded(ruled(profile, count, setting.key, hasMachines: !machines.machines.isEmpty, moment))
    }
    guard wanted != count else { return }
    var changed = machines
    scaleSet.body = scaleSet.body.changing("sku.capacity") { _ in .integer(Int64(wanted)) }
    changed.scale(
      to: wanted, zones: scaleSet.body.values("zones.*").compactMap(\.string), at: moment, identifiers: &identifiers)
    scaleSet.machines = changed
    scaleSet.etag = "\"\((Int(scaleSet.etag.filter(\.isNumber)) ?? 0) + 1)\""
    scaleSet.settlesAt = moment.advanced(by: settings.latency)
    scaleSet.settling = "Updating"
    store[setting.target] = scaleSet
    autoscaleActions.append(
      AutoscaleAction(
        at: moment, setting: store[setting.key]?.id ?? setting.key, target: scaleSet.id, before: count, after: wanted))
    if autoscaleActions.count > Self.actionLimit { autoscaleActions.removeFirst() }
  }

  /// The count that the profile's rules ask for: any that grows, or all that shrink. Where nothing can be measured, as of
  /// a set without machines, it is the default, if that is more.
  private mutating func ruled(
    _ profile: AutoscaleProfile, _ count: Int, _ setting: String, hasMachines: Bool, _ moment: Date
  ) -> Int {
    guard !profile.rules.isEmpty else { return count }
    let measured = profile.rules.map { hasMachines ? metrics.value(of: $0, at: moment) : nil }
    guard measured.contains(where: { $0 != nil }) else { return max(count, profile.initial) }
    let holding = zip(profile.rules, measured).filter { rule, value in value.map { rule.holds(for: $0) } ?? false }
      .map(\.0)
    let last = autoscaledAt[setting]
    func isReady(_ rule: AutoscaleRule) -> Bool {
      last.map { moment.timeIntervalSince($0) >= rule.cooldown } ?? true
    }
    var wanted: Int?
    let growing = holding.filter(\.isGrowing)
    let shrinking = profile.rules.filter { !$0.isGrowing }
    if !growing.isEmpty {
      wanted = growing.filter(isReady).map { $0.count(from: count) }.max()
    } else if !shrinking.isEmpty, holding.count == shrinking.count, shrinking.allSatisfy(isReady) {
      wanted = shrinking.map { $0.count(from: count) }.max()
    }
    guard let wanted, profile.bounded(wanted) != count else { return count }
    autoscaledAt[setting] = moment
    return wanted
  }
}
