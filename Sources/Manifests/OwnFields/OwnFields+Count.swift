import Pools
import Templates

extension OwnFields {
  mutating func count() -> PoolFields.Count? {
    let (instances, autoscale) = (spec["instances"], spec["autoscale"])
    if instances.isUnsaid, autoscale.isUnsaid {
      fault(
        at: spec.place,
        "spec.instances is missing; write how many machines there are, or autoscale: {minimum: …, maximum: …}")
    }
    // Both at once is said elsewhere; what else is wrong with either is said here all the same.
    let scaled = autoscale.isSaid ? self.autoscale(autoscale) : nil
    guard instances.isUnsaid || autoscale.isUnsaid else { return nil }
    return instances.integer.map { .instances($0) } ?? scaled.map { .autoscale($0) }
  }

  private mutating func autoscale(_ node: FieldNode) -> Autoscale? {
    let (minimum, maximum, initial) = (node["minimum"], node["maximum"], node["default"])
    checkOrder(minimum, maximum)
    // What contradicts itself already is not held against the default as well.
    if let least = minimum.integer, let most = maximum.integer, least <= most, let first = initial.integer {
      if first < least { tooSmall(initial, than: minimum, called: "the minimum") }
      if first > most { tooLarge(initial, than: maximum, called: "the maximum") }
    }
    let (scaleOut, scaleIn) = (node["scaleOut"], node["scaleIn"])
    let (out, inward) = (rule(scaleOut, edge: "above"), rule(scaleIn, edge: "below"))
    if let out, let inward, out.metric == inward.metric, inward.threshold >= out.threshold {
      let (culprit, other) = culprit(scaleIn["below"], scaleOut["above"])
      fault(
        culprit,
        "machines would be added and taken away in turns, since scaleIn.below (\(inward.threshold)) is not less than "
          + "scaleOut.above (\(out.threshold), \(other.place)); leave room between them")
    }
    let schedules = self.schedules(node["schedules"], minimum: minimum, maximum: maximum)
    guard let least = minimum.integer, let most = maximum.integer else { return nil }
    return Autoscale(
      minimum: least, maximum: most, initial: initial.integer ?? least, scaleOut: out, scaleIn: inward,
      schedules: schedules)
  }

  /// The minimum over the maximum is a fault of the one that the pool's own file says.
  mutating func checkOrder(_ minimum: FieldNode, _ maximum: FieldNode) {
    guard let least = minimum.integer, let most = maximum.integer, least > most else { return }
    let (culprit, _) = culprit(minimum, maximum)
    if culprit.path == minimum.path {
      tooLarge(minimum, than: maximum, called: "the maximum")
    } else {
      tooSmall(maximum, than: minimum, called: "the minimum")
    }
  }

  private mutating func tooLarge(_ node: FieldNode, than other: FieldNode, called: String) {
    fault(
      node, "\(node.integer ?? 0) is more than \(called), \(other.integer ?? 0) (\(other.place)); write one that is not"
    )
  }

  private mutating func tooSmall(_ node: FieldNode, than other: FieldNode, called: String) {
    fault(
      node, "\(node.integer ?? 0) is less than \(called), \(other.integer ?? 0) (\(other.place)); write one that is not"
    )
  }

  private mutating func rule(_ node: FieldNode, edge: String) -> Autoscale.Rule? {
    guard node.isSaid else { return nil }
    let metric = node["metric"].text ?? "Percentage CPU"
    let threshold = node[edge]
    if metric.hasPrefix("Percentage"), !node["metric"].isWrong, let value = threshold.integer, value > 100 {
      fault(threshold, "\(metric) is never more than 100; write 0 to 100")
    }
    guard let value = threshold.integer else { return nil }
    return Autoscale.Rule(
      metric: metric, threshold: value, window: node["for"].minutes ?? 10, by: node["by"].integer ?? 1,
      cooldown: node["cooldown"].minutes ?? 10)
  }

  // MARK: Schedules

  /// Of the 20 profiles that Azure takes in a setting, each schedule needs two, one is for all other times, and one is
  /// kept for `weir wake`.
  private static let mostSchedules = 9

  private mutating func schedules(
    _ node: FieldNode, minimum: FieldNode, maximum: FieldNode
  ) -> [Autoscale.Schedule] {
    let elements = node.elements ?? []
    if elements.count > Self.mostSchedules {
      fault(
        elements[Self.mostSchedules],
        "these are \(elements.count) schedules and Azure's autoscale settings have room for \(Self.mostSchedules); take some "
          + "out")
    }
    _ = distinct(elements.map { $0["name"] }, folded: true)
    var schedules: [(node: FieldNode, schedule: Autoscale.Schedule)] = []
    for element in elements.prefix(Self.mostSchedules) {
      guard let schedule = schedule(element, minimum: minimum, maximum: maximum) else { continue }
      if let other = schedules.lazy.compactMap({ ($0, ScheduleOverlap($0.schedule, schedule)) }).first(where: {
        $0.1 != nil
      }),
        let overlap = other.1
      {
        let when = "\(Weekday.name(of: overlap.day)) \(Self.clock(overlap.minute)) \(other.0.schedule.timeZone)"
        let how = overlap.isSeasonal ? "overlap at some times of the year" : "overlap"
        fault(
          element,
          "\(Quoted.text(schedule.name)) and \(Quoted.text(other.0.schedule.name)) (\(other.0.node.place)) \(how), first at "
            + "\(when); at any time one may hold")
      }
      schedules.append((element, schedule))
    }
    return schedules.map(\.schedule)
  }

  private mutating func schedule(_ node: FieldNode, minimum: FieldNode, maximum: FieldNode) -> Autoscale.Schedule? {
    let days = distinct(node["days"].elements ?? []).compactMap(Weekday.day)
    if let said = node["days"].elements, said.isEmpty {
      fault(node["days"], "no day stands here; write days like [Mon, Tue], or nothing for all")
    }
    let (least, most) = (node["minimum"], node["maximum"])
    if least.isUnsaid, most.isUnsaid {
      fault(node, "the schedule changes nothing; write its minimum, its maximum or both")
    }
    checkOrder(least.isSaid ? least : minimum, most.isSaid ? most : maximum, in: node)
    guard let name = node["name"].text, let from = node["from"].text.flatMap(Self.minute),
      let to = node["to"].text.flatMap(Self.minute), !node["timeZone"].isWrong, !node["days"].isWrong,
      let floor = least.integer ?? (least.isUnsaid ? minimum.integer : nil),
      let ceiling = most.integer ?? (most.isUnsaid ? maximum.integer : nil)
    else { return nil }
    return Autoscale.Schedule(
      name: name, days: node["days"].elements == nil ? Autoscale.Day.allCases : days.sorted(), from: from, to: to,
      timeZone: node["timeZone"].text ?? "UTC", minimum: floor, maximum: ceiling)
  }

  /// As `checkOrder`, where at least one of both is the schedule's own; that one is at fault.
  private mutating func checkOrder(_ minimum: FieldNode, _ maximum: FieldNode, in schedule: FieldNode) {
    guard let least = minimum.integer, let most = maximum.integer, least > most else { return }
    if minimum.path.hasPrefix(schedule.path) {
      tooLarge(minimum, than: maximum, called: "the maximum")
    } else if maximum.path.hasPrefix(schedule.path) {
      tooSmall(maximum, than: minimum, called: "the minimum")
    }
  }

  /// Minutes since midnight.
  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
  }

  private static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }
}

extension PoolFields.Count {
  /// The most machines that there may ever be.
  var most: Int {
    switch self {
    case .instances(let count): count
    case .autoscale(let autoscale): max(autoscale.maximum, autoscale.schedules.map(\.maximum).max() ?? 0)
    }
  }
}
