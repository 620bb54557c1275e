import Pools
import Reconciliation

extension AdoptionRequest {
  /// As it goes through the controller's socket.
  var json: JSONValue { ["by": .string(by), "reason": .optional(reason)] }

  init(json: JSONValue) throws(UnreadableMessage) {
    guard let by = json["by"]?.string else { throw UnreadableMessage(field: "adoption.by") }
    self.init(by: by, reason: json["reason"]?.string)
  }
}
