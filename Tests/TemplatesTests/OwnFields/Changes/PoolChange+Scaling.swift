import Templates

extension PoolChange {
  /// How many machines there are, by number and by load.
  static let counts: [PoolChange] = [
    PoolChange("instances", ["vision sku.capacity inPlace"]) { $0.count = .instances(5) },
    PoolChange("instances to autoscale", ["vision-autoscale create"]) {
      $0.count = .autoscale(Autoscale(minimum: 0, maximum: 4, initial: 2))
    },
    PoolChange("autoscale to instances", in: .rich, ["vision-autoscale delete"]) { $0.count = .instances(2) },
    PoolChange(
      "autoscale.minimum", in: .rich,
      ["vision-autoscale properties.profiles[name=after nights].capacity.minimum inPlace"]
    ) { $0.autoscale { $0.minimum = 0 } },
    PoolChange(
      "autoscale.maximum", in: .rich,
      ["vision-autoscale properties.profiles[name=after nights].capacity.maximum inPlace"]
    ) { $0.autoscale { $0.maximum = 9 } },
    PoolChange(
      "autoscale.default", in: .rich,
      ["vision-autoscale properties.profiles[name=after nights].capacity.default inPlace"]
    ) { $0.autoscale { $0.initial = 3 } },
    PoolChange(
      "autoscale.scaleOut.metric", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[0].metricTrigger.metricName inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[0].metricTrigger.metricName inPlace",
      ]
    ) {
      $0.autoscale { $0.scaleOut?.metric = "Network In Total" }
    },
    PoolChange(
      "autoscale.scaleOut.above", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[0].metricTrigger.threshold inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[0].metricTrigger.threshold inPlace",
      ]
    ) { $0.autoscale { $0.scaleOut?.threshold = 80 } },
    PoolChange(
      "autoscale.scaleOut.for", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[0].metricTrigger.timeWindow inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[0].metricTrigger.timeWindow inPlace",
      ]
    ) { $0.autoscale { $0.scaleOut?.window = 15 } },
    PoolChange(
      "autoscale.scaleOut.by", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[0].scaleAction.value inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[0].scaleAction.value inPlace",
      ]
    ) { $0.autoscale { $0.scaleOut?.by = 2 } },
    PoolChange(
      "autoscale.scaleOut.cooldown", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[0].scaleAction.cooldown inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[0].scaleAction.cooldown inPlace",
      ]
    ) { $0.autoscale { $0.scaleOut?.cooldown = 20 } },
    PoolChange(
      "autoscale.scaleIn.metric", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[1].metricTrigger.metricName inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[1].metricTrigger.metricName inPlace",
      ]
    ) {
      $0.autoscale { $0.scaleIn?.metric = "Network In Total" }
    },
    PoolChange(
      "autoscale.scaleIn.below", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[1].metricTrigger.threshold inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[1].metricTrigger.threshold inPlace",
      ]
    ) { $0.autoscale { $0.scaleIn?.threshold = 30 } },
    PoolChange(
      "autoscale.scaleIn.for", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[1].metricTrigger.timeWindow inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[1].metricTrigger.timeWindow inPlace",
      ]
    ) { $0.autoscale { $0.scaleIn?.window = 15 } },
    PoolChange(
      "autoscale.scaleIn.by", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[1].scaleAction.value inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[1].scaleAction.value inPlace",
      ]
    ) { $0.autoscale { $0.scaleIn?.by = 2 } },
    PoolChange(
      "autoscale.scaleIn.cooldown", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules[1].scaleAction.cooldown inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules[1].scaleAction.cooldown inPlace",
      ]
    ) { $0.autoscale { $0.scaleIn?.cooldown = 20 } },
    PoolChange(
      "autoscale.scaleIn, none", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].rules inPlace",
        "vision-autoscale properties.profiles[name=after nights].rules inPlace",
      ]
    ) { $0.autoscale { $0.scaleIn = nil } },
  ]

  /// Counts by time.
  static let schedules: [PoolChange] = [
    PoolChange(
      "schedules[].name", in: .rich,
      [
        "vision-autoscale properties.profiles[name=evenings] inPlace",
        "vision-autoscale properties.profiles[name=nights] inPlace",
        "vision-autoscale properties.profiles[name=after evenings] inPlace",
        "vision-autoscale properties.profiles[name=after nights] inPlace",
      ]
    ) { $0.schedule { $0.name = "evenings" } },
    PoolChange(
      "schedules[].days", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].recurrence.schedule.days inPlace",
        "vision-autoscale properties.profiles[name=after nights].recurrence.schedule.days inPlace",
      ]
    ) { $0.schedule { $0.days = [.monday] } },
    PoolChange(
      "schedules[].from, hour", in: .rich,
      ["vision-autoscale properties.profiles[name=nights].recurrence.schedule.hours[0] inPlace"]
    ) { $0.schedule { $0.from = 21 * 60 } },
    PoolChange(
      "schedules[].from, minute", in: .rich,
      ["vision-autoscale properties.profiles[name=nights].recurrence.schedule.minutes[0] inPlace"]
    ) { $0.schedule { $0.from = 20 * 60 + 30 } },
    PoolChange(
      "schedules[].to", in: .rich,
      [
        "vision-autoscale properties.profiles[name=after nights].recurrence.schedule.hours[0] inPlace",
        "vision-autoscale properties.profiles[name=after nights].recurrence.schedule.minutes[0] inPlace",
      ]
    ) { $0.schedule { $0.to = 6 * 60 + 30 } },
    PoolChange(
      "schedules[].timeZone", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].recurrence.schedule.timeZone inPlace",
        "vision-autoscale properties.profiles[name=after nights].recurrence.schedule.timeZone inPlace",
      ]
    ) { $0.schedule { $0.timeZone = "UTC" } },
    PoolChange(
      "schedules[].minimum", in: .rich, ["vision-autoscale properties.profiles[name=nights].capacity.minimum inPlace"]
    ) { $0.schedule { $0.minimum = 1 } },
    PoolChange(
      "schedules[].maximum", in: .rich,
      [
        "vision-autoscale properties.profiles[name=nights].capacity.default inPlace",
        "vision-autoscale properties.profiles[name=nights].capacity.maximum inPlace",
      ]
    ) { $0.schedule { $0.maximum = 3 } },
    PoolChange(
      "schedules, one more", in: .rich,
      [
        "vision-autoscale properties.profiles[name=weekend] inPlace",
        "vision-autoscale properties.profiles[name=after weekend] inPlace",
      ]
    ) {
      $0.autoscale {
        var weekend = PoolChange.Sample.nights
        weekend.name = "weekend"
        weekend.days = [.saturday]
        $0.schedules.append(weekend)
      }
    },
    PoolChange(
      "schedules, none", in: .rich,
      [
        "vision-autoscale properties.profiles[name=default] inPlace",
        "vision-autoscale properties.profiles[name=nights] inPlace",
        "vision-autoscale properties.profiles[name=after nights] inPlace",
      ]
    ) { $0.autoscale { $0.schedules = [] } },
  ]
}
