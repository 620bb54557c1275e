import Foundation
import Glibc
import Manifests
import Pools
import Reconciliation
import Simulator
import Testing

@testable import Commands

@Suite("errors as text")
struct ErrorTextTests {
  static let url = "https://example.com/p"

  static let rows: [(any Error & Sendable, String)] = [
    (
      SourceError.notAuthorized(url: url, reason: "401"),
      "https://example.com/p: the server refused the login: 401; check source.auth and the account's right to read"
    ),
    (
      SourceError.refNotFound(ref: "main", url: url),
      "https://example.com/p: there is no main (any more); push it, or name another"
    ),
    (SourceError.emptyRepository(url: url), "https://example.com/p: the repository has no commit; push one"),
    (
      AzureError.throttled(until: Fixtures.noon, message: "Too many\nrequests"),
      "Azure asks to wait until 2026-11-21 21:17:00Z: Too many requests"
    ),
    (
      AzureError.notSignedIn("Please run az login"),
      "not signed in to Azure; run az login as Weir's user, for azure.configDirectory if it is set: Please run az login"
    ),
    (AzureError.unreadable("az said \"x\""), "az said \"x\""),
    (
      AzureError.unreadable(""), "az did not answer as it should; weir doctor checks it"
    ),
    (
      SimulatorError.cannotListen(port: 8443, errno: EADDRINUSE),
      "port 8443 is in use; name another with --port, or none, and a free one is found"
    ),
    (
      LogError.storage(path: "/w/weir.db", reason: "disk is full"),
      "/w/weir.db: the state cannot be read or written: disk is full; nothing is changed in Azure without it"
    ),
    (LogError.newerSchema(path: "/w"), "/w: written by a newer weir; install that one, or name another state"),
    (SecretError.notSet(environment: "P"), "the secret's variable P is not set; set it for weir"),
    (SecretError.unreadable(file: "/s", reason: "no such file"), "/s: the secret cannot be read: no such file"),
    (
      ControlError.lost(path: "/w.sock"),
      "/w.sock: the controller went away before it had finished; weir log shows how far it came"
    ),
    (CancellationError(), "interrupted; what runs in Azure goes on, and the next run takes it up"),
  ]

  @Test("every error is one line that says what to do", arguments: rows.indices)
  func lines(row: Int) {
    #expect(ErrorText.line(for: Self.rows[row].0) == Self.rows[row].1)
    #expect(ErrorText.faults(for: Self.rows[row].0).map(\.text) == ["weir: \(Self.rows[row].1)"])
  }

  @Test("wrong manifests are a line a fault, with their places")
  func manifests() throws {
    let place = SourceLocation(file: "a.yaml", line: 2, column: 3)
    let error = InvalidManifests(
      revision: try Fixtures.revision(),
      diagnostics: [Diagnostic(location: place, message: "no such field", pool: try Fixtures.pool("nlp"))])
    #expect(ErrorText.faults(for: error) == [ToldFault("no such field", at: place, pool: try Fixtures.pool("nlp"))])
    #expect(ErrorText.faults(ofRun: ErrorText.line(for: error)).map(\.text) == ["a.yaml:2:3: no such field"])
  }
}
