import Pools
import Templates

extension LiveFields {
  func count() throws(Inexpressible) -> PoolFields.Count {
    guard let setting = try only("Microsoft.Insights/autoscaleSettings") else {
      guard let count = body.number("sku.capacity") else { throw Inexpressible("its count cannot be told") }
      return .instances(count)
    }
    let profiles = setting.body.list("properties.profiles").filter { $0.at("fixedDate") == nil }
    let weekly = profiles.filter { $0.at("recurrence") != nil }
    let ends = weekly.filter { $0.text("name")?.hasPrefix("{") ?? false }
    guard let usual = profiles.first(where: { $0.at("recurrence") == nil }) ?? ends.first, let bounds = bounds(usual)
    else { throw Inexpressible("its autoscale setting has no profile for the time outside its schedules") }
    var autoscale = Autoscale(minimum: bounds.minimum, maximum: bounds.maximum, initial: bounds.initial)
    autoscale.scaleOut = try rule(usual, .out)
    autoscale.scaleIn = try rule(usual, .inward)
    for profile in weekly where !(profile.text("name")?.hasPrefix("{") ?? false) {
      autoscale.schedules.append(try schedule(profile, among: weekly))
    }
    return .autoscale(autoscale)
  }

  private func bounds(_ profile: JSONValue) -> (minimum: Int, maximum: Int, initial: Int)? {
    guard let minimum = profile.number("capacity.minimum"), let maximum = profile.number("capacity.maximum"),
      let initial = profile.number("capacity.default")
    else { return nil }
    return (minimum, maximum, initial)
  }

  private func rule(_ profile: JSONValue, _ direction: Autoscale.Direction) throws(Inexpressible) -> Autoscale.Rule? {
    let found = profile.list("rules").filter {
      $0.text("scaleAction.direction")?.lowercased() == direction.rawValue.lowercased()
    }
    guard let rule = found.first else { return nil }
    guard found.count == 1, let metric = rule.text("metricTrigger.metricName"),
      let threshold = rule.number("metricTrigger.threshold"), let window = rule.minutes("metricTrigger.timeWindow"),
      let by = rule.number("scaleAction.value"), let cooldown = rule.minutes("scaleAction.cooldown")
    else { throw Inexpressible("its autoscale setting has rules that no field says") }
    return Autoscale.Rule(metric: metric, threshold: threshold, window: window, by: by, cooldown: cooldown)
  }

  private func schedule(_ profile: JSONValue, among weekly: [JSONValue]) throws(Inexpressible) -> Autoscale.Schedule {
    let calendar = profile.at("recurrence.schedule") ?? .null
    guard let name = profile.text("name"), let bounds = bounds(profile), let from = time(calendar) else {
      throw Inexpressible("its autoscale setting has a schedule that no field says")
    }
    let end = weekly.first { $0.text("name")?.hasSuffix("\"for\":\"\(name)\"}") ?? false }?.at("recurrence.schedule")
    // Without an end of its own, another schedule begins where it ends: the next one after it, or itself a day later.
    let others = weekly.compactMap { $0.at("recurrence.schedule") }.compactMap(time)
    guard let to = end.flatMap(time) ?? others.filter({ $0 > from }).min() ?? others.min() else {
      throw Inexpressible("the end of its schedule \(name) cannot be told")
    }
    return Autoscale.Schedule(
      name: name, days: calendar.words("days").compactMap { Autoscale.Day(azure: $0) }.sorted(), from: from, to: to,
      timeZone: calendar.text("timeZone") ?? "UTC", minimum: bounds.minimum, maximum: bounds.maximum)
  }

  /// The one time of day in a recurrence, as minutes since midnight.
  private func time(_ calendar: JSONValue) -> Int? {
    let (hours, minutes) = (calendar.list("hours"), calendar.list("minutes"))
    guard hours.count == 1, minutes.count == 1, let hour = hours.first?.integer, let minute = minutes.first?.integer,
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return Int(hour * 60 + minute)
  }
}
