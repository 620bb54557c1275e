/// How long a pool that failed waits: twice as long after every failure, up to a bound.
package struct BackOff: Hashable, Sendable {
  /// After the first failure.
  package var first: Duration
  package var longest: Duration
  /// Which part of a delay is left to chance, so that pools that failed together do not come back together.
  package var spread: Double

  /// The longest that anything waits for its next try: ARM's longest window, which it may ask for (`Retry-After`).
  ///
  /// A retry time further ahead was written before the clock was set back.
  package static let bound = Duration.seconds(3_600)

  /// Half a minute lets ARM's token buckets refill; after half an hour somebody has most often looked.
  package init(first: Duration = .seconds(30), longest: Duration = .seconds(1_800), spread: Double = 0.2) {
    self.first = first
    self.longest = longest
    self.spread = min(max(spread, 0), 1)
  }

  /// The wait after `failures` failures in a row; none after none.
  ///
  /// - Parameter jitter: a number from 0 to 1, the caller's chance; it shortens the wait and never lengthens it.
  package func delay(afterFailures failures: Int, jitter: Double) -> Duration {
    guard failures > 0 else { return .zero }
    var delay = first
    var doublings = failures - 1
    // It ends with the bound, however many failures there were; doubling nothing would never reach it.
    while doublings > 0, delay > .zero, delay < longest {
      delay *= 2
      doublings -= 1
    }
    let chance = jitter.isNaN ? 0 : min(max(jitter, 0), 1)
    return min(delay, longest) * (1 - spread * chance)
  }
}
