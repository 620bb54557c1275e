import Pools

extension PoolTemplateWriter {
  /// The autoscale setting: one profile, or with schedules one for each and one for the time after it.
  mutating func autoscaleSetting(_ autoscale: Autoscale) -> JSONValue {
    let bounds = bounds(autoscale)
    let rules = rules(autoscale)
    var profiles: [JSONValue] = []
    for index in autoscale.schedules.indices {
      profiles += self.profiles(of: autoscale, schedule: index, otherwise: bounds, rules: rules)
    }
    if profiles.isEmpty { profiles = [["name": "default", "capacity": bounds, "rules": rules]] }
    return resource(
      .autoscaleSetting, dependsOn: [.scaleSet],
      [
        "properties": [
          "enabled": true,
          "name": "[variables('autoscaleSetting')]",
          "targetResourceUri": PoolResource.scaleSet.id,
          "profiles": .array(profiles),
        ]
      ])
  }

  /// Azure takes counts as text here.
  private mutating func bounds(_ autoscale: Autoscale) -> JSONValue {
    let place = "spec.autoscale"
    let counts = [
      ("minimum", autoscale.minimum), ("maximum", autoscale.maximum), ("default", autoscale.initial),
    ]
    var capacity: [String: JSONValue] = [:]
    for (name, count) in counts {
      let value = parameters.value("autoscale-\(name)", .integer(Int64(count)), at: "\(place).\(name)")
      capacity[name] = value.text
    }
    return .object(capacity)
  }

  /// The profile of a schedule, and the one that ends it: a profile lasts until another begins, so Azure has none with an
  /// end. Its portal knows a pair by the second's name, and it wants the rules in both.
  private mutating func profiles(
    of autoscale: Autoscale, schedule index: Int, otherwise bounds: JSONValue, rules: JSONValue
  ) -> [JSONValue] {
    let schedule = autoscale.schedules[index]
    let calendar = ScheduleCalendar(schedule)
    let value = JSONValue.object([
      "name": .string(schedule.name), "timeZone": .string(schedule.timeZone),
      "minimum": .integer(Int64(schedule.minimum)), "maximum": .integer(Int64(schedule.maximum)),
      "begin": calendar.begin.json, "end": calendar.end(among: autoscale.schedules).json,
    ])
    _ = parameters.value("schedule\(index)", value, at: "spec.autoscale.schedules[\(index)]")
    let it = "parameters('schedule\(index)')"
    let capacity: JSONValue = [
      "minimum": .string("[string(\(it).minimum)]"),
      "maximum": .string("[string(\(it).maximum)]"),
      "default": .string("[string(min(max(\(it).minimum, parameters('autoscale-default')), \(it).maximum))]"),
    ]
    var profiles: [JSONValue] = [
      [
        "name": .string("[\(it).name]"), "capacity": capacity, "rules": rules,
        "recurrence": Self.recurrence(it, "begin"),
      ]
    ]
    if !calendar.end(among: autoscale.schedules).days.isEmpty {
      let name = "concat('{\"name\":\"Auto created default scale condition\",\"for\":\"', \(it).name, '\"}')"
      profiles.append([
        "name": .string("[\(name)]"), "capacity": bounds, "rules": rules, "recurrence": Self.recurrence(it, "end"),
      ])
    }
    return profiles
  }

  private static func recurrence(_ schedule: String, _ edge: String) -> JSONValue {
    [
      "frequency": "Week",
      "schedule": [
        "timeZone": .string("[\(schedule).timeZone]"),
        "days": .string("[\(schedule).\(edge).days]"),
        "hours": JSONValue.string("[\(schedule).\(edge).hour]").inList,
        "minutes": JSONValue.string("[\(schedule).\(edge).minute]").inList,
      ],
    ]
  }

  private mutating func rules(_ autoscale: Autoscale) -> JSONValue {
    var rules: [JSONValue] = []
    if let rule = autoscale.scaleOut { rules.append(self.rule(rule, .out, "scaleOut", "above")) }
    if let rule = autoscale.scaleIn { rules.append(self.rule(rule, .inward, "scaleIn", "below")) }
    return .array(rules)
  }

  private mutating func rule(
    _ rule: Autoscale.Rule, _ direction: Autoscale.Direction, _ name: String, _ limit: String
  ) -> JSONValue {
    let place = "spec.autoscale.\(name)"
    func value(_ field: String, _ number: Int) -> JSONValue {
      parameters.value("\(name)-\(field)", .integer(Int64(number)), at: "\(place).\(field)")
    }
    return [
      "metricTrigger": [
        "metricName": parameters.value("\(name)-metric", .string(rule.metric), at: "\(place).metric"),
        "metricResourceUri": PoolResource.scaleSet.id,
        // Host metrics come once a minute; the mean of all machines' means, so that one busy machine alone is no load.
        "timeGrain": "PT1M",
        "statistic": "Average",
        "timeAggregation": "Average",
        "timeWindow": value("for", rule.window).minutes,
        "operator": direction == .out ? "GreaterThan" : "LessThan",
        "threshold": value(limit, rule.threshold),
      ],
      "scaleAction": [
        "direction": .string(direction.rawValue),
        "type": "ChangeCount",
        "value": value("by", rule.by).text,
        "cooldown": value("cooldown", rule.cooldown).minutes,
      ],
    ]
  }
}
