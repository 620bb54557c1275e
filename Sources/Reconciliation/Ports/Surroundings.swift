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
  /// Returns the value to send for a reference.
  ///
  /// - Parameter manifest: the file of the manifest of the pool that names it, from the repository's root, since not every
  ///   pool may name every secret.
  /// - Throws: `SecretError`.
  func value(of reference: SecretReference, for manifest: String) async throws -> SecretValue
  /// Returns a hash of the value, keyed by a secret of this state directory: equal digests are equal values.
  func digest(of value: SecretValue) -> String
  /// Returns a hash of the reference itself, keyed like the values', and known without reading one.
  func digest(of reference: SecretReference) -> String
}

extension SecretReference {
  /// The value of a reference that needs no reading: a text of the repository itself, or a Key Vault's, which only Azure
  /// reads.
  var knownValue: SecretValue? {
    switch self {
    case .literal(let text): .text(text)
    case .keyVault(let vault, let secret, let version): .keyVault(vault: vault, secret: secret, version: version)
    case .environment, .file: nil
    }
  }
}

/// A secret that cannot be had; never its value.
package enum SecretError: Error, Hashable, Sendable {
  case notSet(environment: String)
  case unreadable(file: String, reason: String)
  /// An environment variable whose value is no secret that can be sent, and why.
  case unusable(environment: String, reason: String)
  /// The settings do not allow it to the pool, whether it is there or not.
  case notAllowed
}

/// Reads secrets, and teaches the redactor each value before anybody else has it.
package struct LearningSecretReader: SecretReader {
  private let base: any SecretReader
  private let redactor: Redactor

  package init(_ base: any SecretReader, redactor: Redactor) {
    self.base = base
    self.redactor = redactor
  }

  package func value(of reference: SecretReference, for manifest: String) async throws -> SecretValue {
    let value = try await base.value(of: reference, for: manifest)
    if case .text(let text) = value { redactor.learn(text) }
    return value
  }

  package func digest(of value: SecretValue) -> String { base.digest(of: value) }
  package func digest(of reference: SecretReference) -> String { base.digest(of: reference) }
}
