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
      SourceError.timedOut(url: url, after: .seconds(60)),
      "https://example.com/p: git did not answer within 1m and was ended; check the network, or raise source.timeout"
    ),
    (
      SourceError.unreachable(url: url, reason: "no such\nhost"),
      "https://example.com/p: cannot be reached: no such host; check source.url and the network"
    ),
    (
      SourceError.notAuthorized(url: url, reason: "401"),
      "https://example.com/p: the server refused the login: 401; check source.auth and the account's right to read"
    ),
    (
      SourceError.untrustedHost(url: url, reason: "another key"),
      "https://example.com/p: the server is not the one it should be: another key; compare its key with the owner's "
        + "and mend source.auth.knownHostsFile or source.auth.caFile"
    ),
    (
      SourceError.notFound(url: url, reason: "404"),
      "https://example.com/p: no repository there: 404; check source.url"
    ),
    (SourceError.emptyRepository(url: url), "https://example.com/p: the repository has no commit; push one"),
    (
      SourceError.refNotFound(ref: "main", url: url),
      "https://example.com/p: there is no main (any more); push it, or name another"
    ),
    (
      SourceError.tooLarge(what: "pools/a.yaml", limit: 1_000),
      "pools/a.yaml has more than 1000 bytes; make it smaller"
    ),
    (
      SourceError.storage(path: "/w/mirror", reason: "disk is full"),
      "/w/mirror: the copy of the repository cannot be read or written: disk is full; see to its space and to the rights "
        + "to it"
    ),
    (SourceError.configuration("source.url is no URL;\nname one"), "source.url is no URL; name one"),
    (
      AzureError.throttled(until: Fixtures.noon, message: "Too many\nrequests"),
      "Azure asks to wait until 2026-11-21 21:17:00Z: Too many requests"
    ),
    (
      AzureError.notSignedIn("Please run az login"),
      "not signed in to Azure; run az login as Weir's user, for azure.configDirectory if it is set: Please run az login"
    ),
    (
      AzureError.throttled(until: nil, message: "Too many requests"),
      "Azure asks to wait; let some minutes go by before the next try: Too many requests"
    ),
    (
      AzureError.forbidden("AuthorizationFailed"),
      "Azure refused for want of a right; give Weir's principal a role (weir doctor names it): AuthorizationFailed"
    ),
    (
      AzureError.notFound("ResourceNotFound"),
      "Azure does not have it; see whether somebody deleted it, or mend the manifest that names it: ResourceNotFound"
    ),
    (
      AzureError.conflict("AnotherOperationInProgress"),
      "something else is changing the same resource; let it come to its end: AnotherOperationInProgress"
    ),
    (
      AzureError.quota("QuotaExceeded"),
      "a quota or the region's capacity is used up; raise it or make the pool smaller: QuotaExceeded"
    ),
    (
      AzureError.policy("RequestDisallowedByPolicy:\r\nno public IPs"),
      "a policy of the organisation forbids it; change the manifest or the policy: RequestDisallowedByPolicy: no public "
        + "IPs"
    ),
    (
      AzureError.invalidTemplate("line 3: no such parameter"),
      "Azure refused the template; mend the manifest: line 3: no such parameter"
    ),
    (
      AzureError.refused("SomethingNew: no"),
      "Azure refused it; mend what it names, in the manifest or in Azure: SomethingNew: no"
    ),
    (
      AzureError.surroundings(.keyVault, "KeyVaultParameterReferenceNotFound: no vault"),
      "Azure cannot read a secret of a Key Vault for the deployment; see that the secret is there and not disabled, that "
        + "its vault takes part in template deployments, and that Weir's principal may use it for them: "
        + "KeyVaultParameterReferenceNotFound: no vault"
    ),
    (
      AzureError.surroundings(.registration, "MissingSubscriptionRegistration"),
      "the subscription is not registered for what the pool needs; az provider register, or az feature register, does "
        + "it: MissingSubscriptionRegistration"
    ),
    (
      AzureError.deploymentFailed("weir-nlp-1: OverconstrainedAllocationRequest"),
      "the deployment failed; mend what Azure names: weir-nlp-1: OverconstrainedAllocationRequest"
    ),
    (
      AzureError.unreachable("no route to host"),
      "Azure cannot be reached; check the network and the proxy: no route to host"
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
    (
      LogError.damaged(path: "/w/weir.db", reason: "file is not a database"),
      "/w/weir.db: the state is damaged: file is not a database; move /w/weir.db* away, and Weir makes a new one and learns "
        + "from Azure and the manifests anew; lost are the log, who suspended and woke what, and what was applied last, so "
        + "what manifests leave out meanwhile stays in Azure; weir adopt then takes the pools over, which have the lost "
        + "state's identity in their tags"
    ),
    (LogError.newerSchema(path: "/w"), "/w: written by a newer weir; install that one, or name another state"),
    (SecretError.notSet(environment: "P"), "the secret's variable P is not set; set it for weir"),
    (SecretError.unreadable(file: "/s", reason: "no such file"), "/s: the secret cannot be read: no such file"),
    (SecretError.unusable(environment: "P", reason: "why"), "the secret's variable P cannot be used: why"),
    (SecretError.notAllowed, SecretPolicy.refusal),
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

  @Test("whatever beside a pool is not right has a line of its own, and none of them says to mend a template")
  func surroundings() {
    let lines = AzureError.Surroundings.allCases.map { ErrorText.line(AzureError.surroundings($0, "Code")) }
    #expect(Set(lines).count == lines.count)
    #expect(lines.allSatisfy { $0.contains("; ") && $0.hasSuffix(": Code") && !$0.contains("template; mend") })
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
