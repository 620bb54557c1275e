import Foundation
import Pools

/// Fights in words, for reports and the status.
package enum FightText {
  /// One line of all fights; nil where there are none.
  package static func line(_ fights: [CorrectionHistory.Field]) -> String? {
    guard let first = fights.first else { return nil }
    let more = fights.count > 1 ? " (and \(fights.count - 1) more such fields)" : ""
    return phrase(first) + more + "; find what changes it, or write its value into the manifest"
  }

  /// `fight: scale set vision sku.capacity was put back 3 times, from 5 to 2; left as it is until 2026-11-21T22:17:00Z`
  static func phrase(_ fight: CorrectionHistory.Field) -> String {
    let end = fight.until.map { "; left as it is until \($0.formatted(.iso8601))" } ?? ""
    return "fight: \(fight.place.text) was put back \(RetryText.times(fight.count)), from \(fight.found) to "
      + "\(fight.wanted)\(end)"
  }
}
