package import Pools

package import struct Foundation.Date

/// The time, and waiting. Handed in so that tests decide what time it is.
package protocol WallClock: Sendable {
  func now() -> Date
  /// Waits, and throws `CancellationError` where the task is cancelled meanwhile.
  func sleep(for duration: Duration) async throws
}

/// The values behind secret references. The port to the environment and the secret files.
package protocol SecretReader: Sendable {
  /// The value to send for a reference. Throws `SecretError`.
  func value(of reference: SecretReference) async throws -> SecretValue
  /// A hash of the value, keyed by a secret of this state directory: equal digests are equal values.
  func digest(of value: SecretValue) -> String
}

/// A secret that cannot be had; never its value.
package enum SecretError: Error, Hashable, Sendable {
  case notSet(environment: String)
  case unreadable(file: String, reason: String)
}
