package import Foundation

extension Date {
  /// The moment as ARM writes it: UTC, seven digits of a second.
  package var armText: String {
    let text = formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
    return text.replacing("Z", with: "") + "0000Z"
  }

  /// This moment, later by `duration`.
  package func advanced(by duration: Duration) -> Date {
    let (seconds, attoseconds) = duration.components
    return addingTimeInterval(Double(seconds) + Double(attoseconds) / 1e18)
  }

  /// The time since `start` as ISO 8601 has it, `PT4.25S`.
  package func armDuration(since start: Date) -> String {
    let milliseconds = Int((timeIntervalSince(start) * 1000).rounded())
    let fraction = String(1000 + max(0, milliseconds) % 1000).dropFirst()
    return "PT\(max(0, milliseconds) / 1000).\(fraction)S"
  }
}
