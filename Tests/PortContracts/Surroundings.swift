package import Foundation
package import Pools
package import Reconciliation
import Synchronization

/// A clock that stands still but for the sleeps of those who use it: waiting moves it on at once.
package final class SteppingClock: WallClock {
  private let time: Mutex<Date>

  package init(_ start: Date = Date(timeIntervalSince1970: 1_795_000_000)) { time = Mutex(start) }

  package func now() -> Date { time.withLock { $0 } }

  package func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    time.withLock { $0 = $0.addingTimeInterval(duration.seconds) }
    await Task.yield()
  }
}

/// A clock for loops: short waits are over at once, as with `SteppingClock`, and those of timers never are.
package final class TimerlessClock: WallClock {
  private let clock = SteppingClock()
  private let timers: Duration

  /// - Parameter timers: waits of this length and more end only with their task.
  package init(timers: Duration) { self.timers = timers }

  package func now() -> Date { clock.now() }

  package func sleep(for duration: Duration) async throws {
    guard duration >= timers else { return try await clock.sleep(for: duration) }
    for await _ in AsyncStream.makeStream(of: Void.self).stream {}
    try Task.checkCancellation()
  }
}

/// Secrets from a dictionary; a digest is the text itself, turned around, so that tests can see it change.
package struct InMemorySecrets: SecretReader {
  private let values: [String: String]

  package init(_ values: [String: String] = [:]) { self.values = values }

  package func value(of reference: SecretReference, for manifest: String) async throws -> SecretValue {
    switch reference {
    case .environment(let name):
      guard let value = values[name] else { throw SecretError.notSet(environment: name) }
      return .text(SecretText(value))
    case .file(let path): throw SecretError.unreadable(file: path, reason: "there are no files here")
    case .keyVault(let vault, let secret, let version):
      return .keyVault(vault: vault, secret: secret, version: version)
    case .literal(let text): return .text(text)
    }
  }

  package func digest(of value: SecretValue) -> String {
    switch value {
    case .text(let text): text.reveal { String($0.hashValue(stable: ())) }
    case .keyVault(let vault, let secret, let version): "\(vault)/\(secret)/\(version ?? "")"
    }
  }

  package func digest(of reference: SecretReference) -> String { String("\(reference)".hashValue(stable: ())) }
}

extension String {
  /// FNV-1a, 64 bits: the same in every process, unlike `hashValue`.
  fileprivate func hashValue(stable: Void) -> UInt64 {
    utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
