import Pools

extension Advice {
  /// Where an autoscaler can read no metric and there are fewer machines than its default, it makes so many (Microsoft:
  /// understand autoscale settings, capacity). Of no machine there is no metric, so a set whose rules go by its own ones
  /// is never at none for longer than a few minutes.
  static let neverSleeps = Advice(name: .neverSleeps) { resources in
    resources.all("microsoft.insights/autoscalesettings").compactMap { setting in
      let properties = setting.body.member("properties")
      let target = properties?.member("targetResourceUri")?.string?.lowercased()
      let profiles = properties?.member("profiles")?.array ?? []
      let awake = profiles.enumerated().lazy.compactMap { index, profile in
        initialCount(of: profile, target: target).map { (index, $0) }
      }.first
      guard let (index, count) = awake else { return nil }
      return AdviceFinding(
        setting, JSONPath("properties", "profiles").appending(.index(index)).member("capacity").member("default"),
        "\(setting.id.short) never leaves its machines at 0: of no machine there is no metric, and then Azure makes its "
          + "default, \(count); write a default of 0, from which a schedule or weir wake brings them back")
    }
  }

  /// The default of a profile that may go to none by metrics of the target's own, where it is not none.
  private static func initialCount(of profile: JSONValue, target: String?) -> Int64? {
    let rules = profile.member("rules")?.array ?? []
    let sources = rules.map { $0.member("metricTrigger")?.member("metricResourceUri")?.string?.lowercased() }
    guard !rules.isEmpty, sources.allSatisfy({ $0 == target }), let capacity = profile.member("capacity"),
      count(capacity.member("minimum")) == 0, let initial = count(capacity.member("default")), initial > 0
    else { return nil }
    return initial
  }

  /// Azure takes counts as text here.
  private static func count(_ value: JSONValue?) -> Int64? { value?.string.flatMap { Int64($0) } ?? value?.integer }
}
