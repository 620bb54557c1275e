import Foundation
import Pools

/// The metrics of resources, as somebody has set them: each stays at its value until it is set anew.
struct Metrics: Sendable {
  private struct Sample: Sendable {
    var at: Date
    var value: Double
  }

  private struct Key: Hashable, Sendable {
    var resource: String
    var metric: String
  }

  /// Samples kept of one metric; the oldest go first.
  private static let limit = 256
  private var samples: [Key: [Sample]] = [:]

  /// Sets a metric from a moment on; nil takes it away.
  mutating func set(_ metric: String, of resource: String, to value: Double?, at moment: Date) {
    let key = Key(resource: resource.lowercased(), metric: metric.lowercased())
    guard let value else {
      samples[key] = nil
      return
    }
    samples[key, default: []].append(Sample(at: moment, value: value))
    if let count = samples[key]?.count, count > Self.limit { samples[key]?.removeFirst(count - Self.limit) }
  }

  /// What a rule sees of its metric in its window; nil where there is nothing.
  func value(of rule: AutoscaleRule, at moment: Date) -> Double? {
    guard let known = samples[Key(resource: rule.resource, metric: rule.metric)] else { return nil }
    let start = moment.addingTimeInterval(-rule.window)
    var parts: [(value: Double, seconds: Double)] = []
    for (position, sample) in known.enumerated() where sample.at <= moment {
      let end = position + 1 < known.count ? min(known[position + 1].at, moment) : moment
      guard end > start || sample.at == moment else { continue }
      parts.append((sample.value, max(1, end.timeIntervalSince(max(start, sample.at)))))
    }
    guard let last = parts.last else { return nil }
    switch rule.aggregation {
    case "minimum": return parts.map(\.value).min()
    case "maximum": return parts.map(\.value).max()
    case "last": return last.value
    case "total": return parts.reduce(0) { $0 + $1.value * $1.seconds / 60 }
    default:
      return parts.reduce(0) { $0 + $1.value * $1.seconds } / parts.reduce(0) { $0 + $1.seconds }
    }
  }
}
