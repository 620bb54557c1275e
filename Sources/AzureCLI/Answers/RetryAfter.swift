import Foundation
import Pools
import Reconciliation

/// When to come back after a throttled call, where no header of the answer says it.
///
/// `az` prints the `Retry-After` header of an answer only for `az rest --verbose`, which `CallTrace` reads; everywhere else
/// the body's own words have to do.
enum RetryAfter {
  /// Where nothing is said: a minute, in which ARM's buckets are full again (they refill 10 to 25 calls a second, up to 200
  /// or 250) and a scale set's too (4 updates a minute).
  static let unknown: Duration = .seconds(60)

  /// The longest window of ARM's limits is an hour; a wait that is longer is taken for that.
  static let longest: Duration = .seconds(3_600)

  static func bounded(_ wait: Duration) -> Duration { min(max(wait, .zero), longest) }

  /// The wait until a date, in whole seconds.
  static func until(_ date: Date, from now: Date) -> Duration {
    let seconds = min(max(0, date.timeIntervalSince(now)), longest.seconds)
    return .seconds(seconds.rounded(.up))
  }

  ///     … exceeded. Please try again after '17' seconds.
  ///     … Please try again after 5 minutes …
  static func read(_ text: String) -> Duration? {
    let words = text.split { $0.isWhitespace || "'\"(),.;:".contains($0) }
    for (number, unit) in zip(words, words.dropFirst()) {
      guard let count = Int64(number), count >= 0 else { continue }
      let unit = unit.lowercased()
      let seconds: Int64? =
        unit.hasPrefix("second") ? 1 : unit.hasPrefix("minute") ? 60 : unit.hasPrefix("hour") ? 3_600 : nil
      guard let seconds else { continue }
      return bounded(.seconds(min(count, 3_600) * seconds))
    }
    return nil
  }

  /// What is left of the window that compute names in its message, which is JSON once more
  /// (learn.microsoft.com, "Troubleshoot API throttling errors"):
  ///
  ///     {"operationGroup": "HighCostGetVMScaleSet30Min", "startTime": "…", "endTime": "2018-06-29T20:14:21.0914017+00:00", …}
  static func read(window value: JSONValue, at now: Date) -> Duration? {
    guard let end = value.member("endTime")?.string.flatMap(Timestamp.read) else { return nil }
    return end > now ? until(end, from: now) : nil
  }
}
