import Foundation
import Pools

/// A rule of an autoscale profile: what it watches, and what it does then.
struct AutoscaleRule {
  var metric: String
  /// The folded id of the resource that is watched.
  var resource: String
  var window: Double
  var aggregation: String
  var comparison: String
  var threshold: Double
  var isGrowing: Bool
  var action: String
  var value: Int
  var cooldown: Double

  /// Nil where it names no metric.
  init?(_ body: JSONValue, target: String) {
    guard let trigger = body.member("metricTrigger"), let action = body.member("scaleAction"),
      let metric = trigger.member("metricName")?.string, let threshold = trigger.member("threshold")?.double
    else { return nil }
    self.metric = metric.lowercased()
    resource = (trigger.member("metricResourceUri")?.string ?? target).lowercased()
    window = trigger.member("timeWindow")?.string?.isoSeconds ?? 600
    aggregation = trigger.member("timeAggregation")?.string?.lowercased() ?? "average"
    comparison = trigger.member("operator")?.string?.lowercased() ?? ""
    self.threshold = threshold
    isGrowing = action.member("direction")?.string?.lowercased() == "increase"
    self.action = action.member("type")?.string?.lowercased() ?? "changecount"
    value = action.member("value").flatMap { $0.string.flatMap { Int($0) } ?? $0.integer.map(Int.init) } ?? 1
    cooldown = action.member("cooldown")?.string?.isoSeconds ?? 300
  }

  func holds(for measured: Double) -> Bool {
    switch comparison {
    case "greaterthan": measured > threshold
    case "greaterthanorequal": measured >= threshold
    case "lessthan": measured < threshold
    case "lessthanorequal": measured <= threshold
    case "notequals": measured != threshold
    default: measured == threshold
    }
  }

  func count(from count: Int) -> Int {
    let sign = isGrowing ? 1 : -1
    switch action {
    case "exactcount": return value
    case "percentchangecount": return count + sign * max(1, count * value / 100)
    default: return count + sign * value
    }
  }
}

extension JSONValue {
  var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    case .string(let text): Double(text)
    default: nil
    }
  }
}
