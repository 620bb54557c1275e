import Pools
import Reconciliation

extension WakeRequest {
  /// As it goes through the controller's socket.
  var json: JSONValue {
    switch self {
    case .end(let by): ["by": .string(by), "end": true]
    case .begin(let period, let count, let by, let reason):
      [
        "by": .string(by), "end": false, "seconds": .integer(period.components.seconds), "instances": .optional(count),
        "reason": .optional(reason),
      ]
    }
  }

  init(json: JSONValue) throws(UnreadableMessage) {
    guard let by = json["by"]?.string else { throw UnreadableMessage(field: "wake.by") }
    guard json["end"]?.bool != true else {
      self = .end(by: by)
      return
    }
    guard let seconds = json["seconds"]?.integer, seconds > 0 else { throw UnreadableMessage(field: "wake.seconds") }
    self = .begin(
      period: .seconds(seconds), count: json["instances"]?.integer.map(Int.init(_:)), by: by,
      reason: json["reason"]?.string)
  }
}
