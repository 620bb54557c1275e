import Pools
import Templates

extension FieldText {
  mutating func count() {
    switch fields.count {
    case .instances(let count): say("instances", .number(count))
    case .autoscale(let autoscale): say("autoscale", .map(members(of: autoscale)))
    }
    switch fields.machine.scaleIn {
    case .balanced: if isSaidAround("scaleIn") { say("scaleIn", .text("balanced")) }
    case .newest: say("scaleIn", .text("newest"))
    case .oldest: say("scaleIn", .text("oldest"))
    }
  }

  private func members(of autoscale: Autoscale) -> [ManifestNode.Member] {
    [
      .init("minimum", .number(autoscale.minimum)), .init("maximum", .number(autoscale.maximum)),
      .init("default", .number(autoscale.initial)),
      Self.member("scaleOut", autoscale.scaleOut) { rule($0, edge: "above") },
      Self.member("scaleIn", autoscale.scaleIn) { rule($0, edge: "below") },
      autoscale.schedules.isEmpty && !isSaidAround("autoscale.schedules")
        ? nil : .init("schedules", .list(autoscale.schedules.map(schedule))),
    ].compactMap { $0 }
  }

  private func rule(_ rule: Autoscale.Rule, edge: String) -> ManifestNode {
    .map([
      .init("metric", .text(rule.metric)), .init(edge, .number(rule.threshold)),
      .init("for", Self.minutes(rule.window)),
      .init("by", .number(rule.by)), .init("cooldown", Self.minutes(rule.cooldown)),
    ])
  }

  private func schedule(_ schedule: Autoscale.Schedule) -> ManifestNode {
    .map(
      [
        .init("name", .text(schedule.name)),
        schedule.days == Autoscale.Day.allCases
          ? nil : .init("days", .words(schedule.days.map { String($0.rawValue.prefix(3)) })),
        .init("from", .text(Self.clock(schedule.from))), .init("to", .text(Self.clock(schedule.to))),
        .init("timeZone", .text(schedule.timeZone)), .init("minimum", .number(schedule.minimum)),
        .init("maximum", .number(schedule.maximum)),
      ].compactMap { $0 })
  }

  private static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }
}
