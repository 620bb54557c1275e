extension FieldRules {
  /// `Microsoft.Insights/autoscaleSettings`. All of it but the location changes in place and at once, whatever the
  /// instances do (REST reference, "Autoscale Settings - Create Or Update"). Rules have no names: they are told
  /// apart by their place in the list. Profiles are whole: one that nobody desires scales the pool.
  static let autoscaleSettings = TypeRules(
    apiVersion: "2022-10-01", noun: "autoscale setting", deletionRank: 0,
    tree: RuleTree(
      common + [
        FieldPattern("properties.targetResourceUri", .compare(.resourceID), .firm),
        FieldPattern("properties.name", .noise),
        FieldPattern("properties.targetResourceLocation", .compare(.location)),
        FieldPattern("properties.profiles", .compare(.keyed(by: "name")), .complete(.whole)),
        FieldPattern("properties.enabled", .firm),
        FieldPattern("properties.profiles[].capacity", .firm),
        // Azure answers a profile without rules with an empty list, and the other half of its schedule with null.
        FieldPattern("properties.profiles[].recurrence.schedule", .firm),
        FieldPattern("properties.profiles[].fixedDate.start", .compare(.moment), .firm),
        FieldPattern("properties.profiles[].fixedDate.end", .compare(.moment), .firm),
        FieldPattern("properties.profiles[].recurrence.frequency", .compare(.anyCase)),
        FieldPattern("properties.profiles[].recurrence.schedule.days", .compare(.set)),
        FieldPattern("properties.profiles[].recurrence.schedule.timeZone", .compare(.anyCase)),
        FieldPattern("properties.profiles[].fixedDate.timeZone", .compare(.anyCase)),
        FieldPattern("properties.predictiveAutoscalePolicy.scaleMode", .compare(.anyCase)),
        FieldPattern("properties.predictiveAutoscalePolicy.scaleLookAheadTime", .compare(.duration)),
      ] + trigger("properties.profiles[].rules[].metricTrigger")
        + scaleAction("properties.profiles[].rules[].scaleAction")))

  private static func trigger(_ place: String) -> [FieldPattern] {
    [
      FieldPattern("\(place).metricResourceUri", .compare(.resourceID)),
      FieldPattern("\(place).metricResourceLocation", .compare(.location)),
      FieldPattern("\(place).metricNamespace", .compare(.anyCase)),
      FieldPattern("\(place).timeGrain", .compare(.duration)),
      FieldPattern("\(place).timeWindow", .compare(.duration)),
      FieldPattern("\(place).threshold", .firm),
    ] + ["statistic", "timeAggregation", "operator"].map { FieldPattern("\(place).\($0)", .compare(.anyCase)) }
  }

  private static func scaleAction(_ place: String) -> [FieldPattern] {
    [
      FieldPattern("\(place).direction", .compare(.anyCase)),
      FieldPattern("\(place).type", .compare(.anyCase)),
      FieldPattern("\(place).cooldown", .compare(.duration)),
      FieldPattern("\(place).value", .firm),
    ]
  }
}
