import Pools
import Reconciliation

extension Awakening {
  /// `awake until 2026-11-21 23:17:00Z by ana: demo at noon`, as the status of a pool has it.
  var text: String { "awake until \(TimeText.absolute(until)) by \(LineText.single(author))" }

  var json: JSONValue {
    [
      "by": .string(by), "reason": .optional(reason), "since": .string(TimeText.iso(since)),
      "until": .string(TimeText.iso(until)), "instances": .optional(count),
    ]
  }
}
