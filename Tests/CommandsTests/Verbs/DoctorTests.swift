import ArgumentParser
import AzureCLI
import Pools
import PortContracts
import Reconciliation
import Synchronization
import TemporaryFolders
import Testing

@testable import Commands

@Suite("doctor")
struct DoctorTests {
  @Test("what is well is said, and what is not is said with what to do about it")
  func checks() async throws {
    let harness = try CommandHarness()
    harness.source.commit(["one.yaml": ValidateTests.manifest("one"), "t.json": ValidateTests.template])
    let result = try await harness.run(["doctor", "-o", "json"], environment: ["WEIR_AZURE_CLI": "/bin/true"])
    let checks = try JSONReader.read(result.output)["checks"]?.array ?? []
    let found = Dictionary(
      checks.compactMap { check in check["name"]?.string.map { ($0, check["result"]?.string ?? "") } },
      uniquingKeysWith: { first, _ in first })
    #expect(
      found == [
        "settings": "ok", "state": "ok", "controller": "warn", "git": "ok", "manifests": "ok", "secrets": "ok",
        "az": "ok", "login": "ok", "rights 11111111-2222-3333-4444-555555555555": "ok",
      ])
    #expect(result.status == .done)
  }

  /// An `az` that says which version it is, who is signed in, and what its roles allow.
  private func tool(version: String, everywhere: String, inGroup: String = "{}") throws -> (TemporaryFolder, String) {
    let folder = try TemporaryFolder()
    let group =
      #"{"id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds-one", "name": "ds-one"}"#
    let path = try folder.write(
      """
      #!/bin/sh
      case "$*" in
        "version "*) echo '{"azure-cli": "\(version)"}' ;;
        *resourcegroups/ds-one/*permissions*) echo '{"value": [\(inGroup)]}' ;;
        *permissions*) echo '{"value": [\(everywhere)]}' ;;
        *resourcegroups*) echo '{"value": [\(group)]}' ;;
        "account show"*)
          echo '{"name": "s", "id": "11111111-2222-3333-4444-555555555555", "user": {"name": "ana", "type": "user"}}' ;;
      esac
      """, to: "az", mode: 0o700)
    return (folder, path)
  }

  private static let contributor = #"{"actions": ["*"], "notActions": ["Microsoft.Authorization/*/write"]}"#
  private static let reader = #"{"actions": ["*/read"], "notActions": []}"#

  @Test(
    "az's version, the login and the rights to write are told from what az says, without a write",
    arguments: [
      ("2.91.0", contributor, "{}", "ok", "ok", "may write groups, deployments, scale sets and networks"),
      ("2.44.1", contributor, "{}", "warn", "ok", "may write groups"),
      ("2.45.0", reader, contributor, "ok", "warn", "in the groups of the pools, and not make a new group"),
      (
        "3.0.0", reader, reader, "ok", "fail",
        "do not allow Microsoft.Resources/deployments/write in resource group ds-one"
      ),
      ("unknown", "7", "{}", "warn", "fail", "do not allow Microsoft.Resources/deployments/write"),
    ])
  func rights(
    _ row: (version: String, everywhere: String, inGroup: String, tool: String, rights: String, says: String)
  ) async throws {
    let (folder, path) = try tool(version: row.version, everywhere: row.everywhere, inGroup: row.inGroup)
    let calls = Mutex<[String]>([])
    let azure = try AzureCommandLine(
      AzureCLIConfiguration(
        cli: path, privateDirectory: folder.path("private"), environment: ["PATH": "/usr/bin:/bin"],
        clock: StandingClock(), record: { call in calls.withLock { $0.append(call.arguments.joined(separator: " ")) } })
    )
    let harness = try CommandHarness(azure: azure)
    harness.source.commit(["one.yaml": ValidateTests.manifest("one"), "t.json": ValidateTests.template])
    let result = try await harness.run(["doctor", "-o", "json"], environment: ["WEIR_AZURE_CLI": path])
    let checks = try JSONReader.read(result.output)["checks"]?.array ?? []
    let tool = try #require(checks.first { $0["name"] == "az" })
    #expect(tool["result"]?.string == row.tool)
    #expect(tool["message"]?.string?.contains(row.version) == true, "\(tool)")
    #expect(checks.first { $0["name"] == "login" }?["message"] == "it holds: ana (user)")
    let rights = try #require(checks.first { $0["name"]?.string?.hasPrefix("rights") == true })
    #expect(rights["result"]?.string == row.rights)
    #expect(rights["message"]?.string?.contains(row.says) == true, "\(rights)")
    for check in checks where check["result"] == "fail" { #expect(check["advice"]?.string != nil, "\(check)") }
    #expect(calls.withLock { $0 }.allSatisfy { !$0.contains("--method") || $0.contains("--method get") })
  }

  @Test(
    "a version is known to be good from the oldest tested one on",
    arguments: [
      ("2.45.0", true), ("2.45", true), ("2.44.9", false), ("2.100.0", true), ("10.0.0", true), ("1.99.99", false),
      ("2.91.0b1", true), ("", false), ("two", false), ("2", false),
    ])
  func versions(text: String, isGood: Bool) { #expect(Examination.isKnownGood(text) == isGood) }

  @Test("whatever is wrong comes with what to do about it")
  func advice() async throws {
    let harness = try CommandHarness(
      settings: CommandHarness.settings + "\nstate: /proc/none/weir.db\n")
    harness.source.commit([
      "one.yaml": ValidateTests.manifest("one", "  colour: red"), "t.json": ValidateTests.template,
    ])
    let result = try await harness.run(["doctor", "-o", "json"], environment: ["WEIR_AZURE_CLI": "/nowhere/az"])
    let checks = try JSONReader.read(result.output)["checks"]?.array ?? []
    let wrong = checks.filter { $0["result"] == "fail" }
    #expect(wrong.compactMap { $0["name"]?.string } == ["state", "manifests", "az"])
    #expect(wrong.allSatisfy { $0["advice"]?.string?.isEmpty == false })
  }

  @Test(
    "an az that cannot reach Azure is told of the network, and one that is not signed in of the login or of a role",
    arguments: [
      (AzureError.unreadable("az did not end within 4s and was ended"), "az cloud show", "az cloud show"),
      (.unreachable("Max retries exceeded"), "az cloud show", "az cloud show"),
      (.throttled(until: nil, message: ""), "run weir doctor again", "run weir doctor again"),
      (.notSignedIn("Please run 'az login'"), "az login --identity", "az role assignment create"),
      (.forbidden("AuthorizationFailed"), "az login --identity", "az role assignment create"),
    ])
  func unanswered(_ row: (error: AzureError, login: String, rights: String)) async throws {
    for (call, name, advice) in [("signIn", "login", row.login), ("groups ", "rights ", row.rights)] {
      let harness = try CommandHarness(azure: InMemoryAzure { if $0.hasPrefix(call) { throw row.error } })
      harness.source.commit(["one.yaml": ValidateTests.manifest("one"), "t.json": ValidateTests.template])
      let result = try await harness.run(["doctor", "-o", "json"], environment: ["WEIR_AZURE_CLI": "/bin/true"])
      let checks = try JSONReader.read(result.output)["checks"]?.array ?? []
      let check = try #require(checks.first { $0["name"]?.string?.hasPrefix(name) == true })
      #expect(check["result"] == "fail")
      #expect(check["message"]?.string?.contains(row.error.message) == true, "\(check)")
      #expect(check["advice"]?.string?.contains(advice) == true, "\(check)")
    }
  }

  @Test("a state that is no database is to be moved away, and what is lost then is said")
  func damaged() async throws {
    let harness = try CommandHarness()
    try harness.write(String(repeating: "garbage\n", count: 1_000), to: ".weir/weir.db")
    let session = harness.session(console: RecordingConsole().console)
    var real = session
    real.edges.openLog = Edges.real.openLog
    let settings = try real.settings(GlobalOptions.parse([]))
    let checks = await Examination(settings: settings, session: real).checks()
    let state = try #require(checks.first { $0.name == "state" })
    #expect(state.result == .fail && state.message.hasSuffix("weir.db is damaged: file is not a database"))
    #expect(state.advice?.hasPrefix("move \(harness.state.database)* away, and Weir makes a new one") == true)
    #expect(state.advice?.contains("lost are the log, ") == true)
  }

  @Test("what rests on something that is not well is not looked at")
  func skipped() async throws {
    let harness = try CommandHarness()
    harness.source.fail(.timedOut(url: "https://example.com/p", after: .seconds(60)))
    let result = try await harness.run(["doctor"], environment: ["WEIR_AZURE_CLI": "/nowhere/az"])
    #expect(result.status == .failed)
    #expect(
      result.output.contains(
        "✗ git                                           https://example.com/p: git did not answer within 1m and was "
          + "ended; check the network, or raise source.timeout\n"), "\(result.output)")
    #expect(result.output.contains("not looked at, since git is not well"))
    #expect(result.output.contains("/nowhere/az is not there or cannot be run"))
    #expect(result.output.contains("→ install the Azure CLI"))
  }
}
