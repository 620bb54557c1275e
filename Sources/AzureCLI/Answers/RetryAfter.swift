/// When to come back after a throttled call.
///
/// `az` prints neither the status' number nor the `Retry-After` header of a refused call, only the words of the status and
/// the body (`az rest --debug` would print both, and every answer's body twice). So the body's own words have to do.
enum RetryAfter {
  /// Where nothing is said: a minute, in which ARM's buckets are full again (they refill 10 to 25 calls a second, up to 200
  /// or 250) and a scale set's too (4 updates a minute).
  static let unknown: Duration = .seconds(60)

  /// No wait that ARM asks for is longer than its longest window.
  static let longest: Duration = .seconds(3_600)

  ///     … exceeded. Please try again after '17' seconds.
  ///     … Please try again after 5 minutes …
  static func read(_ text: String) -> Duration? {
    let words = text.split { $0.isWhitespace || "'\"(),.;:".contains($0) }
    for (number, unit) in zip(words, words.dropFirst()) {
      guard let count = Int64(number), count >= 0 else { continue }
      let unit = unit.lowercased()
      let seconds: Int64? = unit.hasPrefix("second") ? 1 : unit.hasPrefix("minute") ? 60 : nil
      guard let seconds else { continue }
      return min(.seconds(min(count, 3_600) * seconds), longest)
    }
    return nil
  }
}
