import Pools
import Reconciliation

import struct Foundation.Date

extension CorrectionHistory {
  func stored(_ limits: LogLimits) -> JSONValue { .array(fields.map { $0.stored(limits) }) }

  init(stored value: JSONValue) throws {
    self.init(fields: try value.storedElements("the corrections of a pool").map(Field.init(stored:)))
  }
}

extension CorrectionHistory.Field {
  fileprivate func stored(_ limits: LogLimits) -> JSONValue {
    .storing([
      "resource": place.resource.description.stored, "path": place.path.stored,
      "times": .array(times.map { .number($0.stored) }), "count": .integer(Int64(count)),
      "found": found.bounded(to: limits.argument).stored, "wanted": wanted.bounded(to: limits.argument).stored,
      "wait": .number(wait.seconds), "until": until.map { .number($0.stored) },
    ])
  }

  fileprivate init(stored value: JSONValue) throws {
    let times = try (value["times"] ?? .null).storedElements("the times of a correction").map { time in
      guard let seconds = time.seconds else { throw UnreadableRecord("the time of a correction") }
      return Date(timeIntervalSinceReferenceDate: seconds)
    }
    self.init(
      place: FieldPlace(
        resource: try value.stored("resource", as: ResourceID.init(_:)),
        path: try JSONPath(stored: value["path"] ?? .null)),
      times: times, count: value["count"]?.integer.map(Int.init(clamping:)) ?? times.count,
      found: try value.storedText("found"), wanted: try value.storedText("wanted"),
      wait: .seconds(value["wait"]?.seconds ?? 0),
      until: value["until"]?.seconds.map(Date.init(timeIntervalSinceReferenceDate:)))
  }
}

extension JSONValue {
  /// A number as `Double`, whichever form the reader has given it.
  fileprivate var seconds: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }
}
