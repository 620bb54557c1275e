import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@testable import Commands

@Suite("plan and reconcile")
struct ReconcileVerbTests {
  @Test("reconcile does the work here where no controller runs, and ends with 3 where a pool was refused")
  func inProcess() async throws {
    let harness = try CommandHarness()
    let result = try await harness.run(["reconcile", "--now", "vision", "--reason", "more GPUs", "--no-wait"])
    #expect(result.status == .trouble)
    #expect(result.output.hasSuffix(": 1 unchanged, 1 updated, 1 refused\n"))
    #expect(result.error.isEmpty)
    let request = try #require(harness.requests.withLock { $0.first })
    #expect(
      request
        == ReconcileRequest(
          pools: [try Fixtures.pool("vision")], trigger: .command, reason: "more GPUs", now: true, wait: false))
  }

  @Test("JSON is one object on standard output")
  func json() async throws {
    let result = try await CommandHarness().run(["plan", "-o", "json"])
    let object = try JSONReader.read(result.output)
    #expect(object["summary"] == ["refused": 1, "unchanged": 1, "updated": 1])
  }

  @Test(
    "a plan's exit code says whether there are changes",
    arguments: [(["vision"], Ending.done), (["nlp"], .changes), (["audio", "nlp"], .trouble)])
  func planStatus(pools: [String], status: Ending) async throws {
    var report = try Fixtures.contractRun()
    report.pools.removeAll { !pools.contains($0.name.description) }
    let fixed = report
    let engine = Engine(reconcile: { _, _ in fixed }, run: { _ in }, wake: {})
    #expect(try await CommandHarness().run(["plan"], engine: engine).status == status)
    // That there are changes is an exit code of plan alone.
    let dryRun = try await CommandHarness().run(["reconcile", "--dry-run"], engine: engine).status
    #expect(dryRun == (status == .changes ? .done : status))
  }

  @Test("what kept a run from being done is told a line a fault, and the command ends with 1")
  func runError() async throws {
    var report = try Fixtures.contractRun()
    report.error = "pools/a.yaml:3:7: no such field\nhttps://example.com: cannot be reached"
    let fixed = report
    let engine = Engine(reconcile: { _, _ in fixed }, run: { _ in }, wake: {})
    let text = try await CommandHarness().run(["reconcile", "--dry-run"], engine: engine)
    #expect(text.status == .failed)
    #expect(text.error == "pools/a.yaml:3:7: no such field\nweir: https://example.com: cannot be reached\n")
    let json = try await CommandHarness().run(["reconcile", "--dry-run", "-o", "json"], engine: engine)
    #expect(
      try JSONReader.read(json.error)["errors"]?.array?.first
        == ["file": "pools/a.yaml", "line": 3, "column": 7, "message": "no such field", "pool": nil])
  }

  @Test("a reconciliation that takes too long ends with 4, and its work is cancelled")
  func timeout() async throws {
    let engine = Engine(
      reconcile: { _, _ in
        try await Task.sleep(for: .seconds(86_400))
        return try Fixtures.contractRun()
      }, run: { _ in }, wake: {})
    let result = try await CommandHarness().run(["reconcile", "--now", "--timeout", "1s"], engine: engine)
    #expect(result.status == .timedOut)
    #expect(
      result.error
        == "weir: gave up waiting after 1s, as --timeout says; the run was ended, and nothing of it is under way in Azure; "
        + "weir log shows what was done\n")
  }

  @Test("a reconciliation that takes too long answers what is known of it, and says what may go on in Azure")
  func timeoutJSON() async throws {
    let harness = try CommandHarness()
    let engine = Engine(
      reconcile: { [log = harness.log] _, events in
        let report = try Fixtures.contractRun()
        try await log.begin(RunStart(id: report.run, trigger: .command, startedAt: Fixtures.noon))
        await events(
          .began(run: report.run, revision: try Fixtures.revision(), pools: report.pools.map(\.name), subscriptions: 1))
        await events(.pool(try Fixtures.report("vision", .unchanged)))
        _ = try await log.intend(Samples.intent(report.run))
        try await Task.sleep(for: .seconds(86_400))
        return report
      }, run: { _ in }, wake: {})
    // The time is over only after the deployment was sent.
    let clock = AfterIntent(log: harness.log)
    let result = try await harness.run(
      ["reconcile", "--now", "--timeout", "30m", "-o", "json"], clock: clock, engine: engine)
    #expect(result.status == .timedOut)
    let object = try JSONReader.read(result.output)
    let error =
      "gave up waiting after 30m, as --timeout says; the run was ended; weir-vision-3f9a0c12d4e5 may go on in Azure, and the next run "
      + "follows it"
    #expect(object["error"] == .string(error))
    #expect(object["timedOut"] == true && object["finishedAt"] == .null)
    #expect(object["run"] == "01JD3000000000000000000000")
    #expect(object["summary"] == ["unchanged": 1])
    #expect(object["pools"]?.array?.first?["name"] == "vision")
    #expect(try JSONReader.read(result.error)["errors"]?.array?.first?["message"] == .string(error))
  }

  /// A clock whose wait ends when something was sent.
  private struct AfterIntent: WallClock {
    let log: InMemoryRunLog
    func now() -> Date { Fixtures.noon }
    func sleep(for duration: Duration) async throws {
      while log.writes.isEmpty {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  @Test("a pool that nobody knows is told with the nearest that is known")
  func unknownPool() async throws {
    let engine = Engine(
      reconcile: { request, _ in
        throw ReconcileError.unknownPools(request.pools.sorted(), known: [try Fixtures.pool("vision")])
      }, run: { _ in }, wake: {})
    let result = try await CommandHarness().run(["plan", "visoin"], engine: engine)
    #expect(result.status == .failed)
    #expect(result.error == "weir: no pool is called visoin; did you mean vision?\n")
  }

  @Test("a plan of another ref warns that the newest commit has errors, and ends as the plan does")
  func otherRef() async throws {
    let engine = Engine(
      reconcile: { _, events in
        var report = try Fixtures.contractRun()
        report.pools.removeAll { $0.name.description != "nlp" }
        report.source = SourceFault(
          revision: try Fixtures.revision(), error: "pools/x.yaml:3:5: unknown key\npools/x.yaml:4:5: no name",
          pools: [try Fixtures.pool("nlp"), try Fixtures.pool("nlp")], since: Fixtures.noon)
        await events(.finished(report))
        return report
      }, run: { _ in }, wake: {})
    let result = try await CommandHarness().run(["plan", "--ref", "feature"], engine: engine)
    #expect(result.status == .changes)
    #expect(
      result.error
        == "weir: warning: the newest commit, main@4f1c2ab6, has errors: pools/x.yaml:3:5: unknown key and 1 "
        + "more\n")
    let json = try await CommandHarness().run(["plan", "--ref", "feature", "-o", "json"], engine: engine)
    #expect(json.status == .changes && json.error.isEmpty)
    #expect(try JSONReader.read(json.output)["source"]?["errors"]?.array?.count == 2)
    let markdown = try await CommandHarness().run(["plan", "--ref", "feature", "-o", "markdown"], engine: engine)
    #expect(markdown.output.contains("**the newest commit, main@<!-- -->4f1c2ab6, has errors: "))
  }

  @Test("without settings a verb says where it looked")
  func noSettings() async throws {
    let harness = try CommandHarness(settings: nil)
    let result = try await harness.run(["plan"])
    #expect(result.status == .failed)
    #expect(
      result.error
        == "weir: no settings: neither --config nor WEIR_CONFIG names a file, and there is no "
        + "\(harness.folder)/weir.yaml or /etc/weir/weir.yaml; weir init writes one\n")
  }

  @Test("the state's folder is this user's alone, and keeps itself out of git")
  func stateFolder() async throws {
    let harness = try CommandHarness()
    _ = try await harness.run(["plan"])
    #expect(try BoundedFile.read("\(harness.folder)/.weir/.gitignore", limit: 10) == Array("*\n".utf8))
  }

  @Test(
    "a ref is a commit, a tag or a branch by its full name, and else what is found",
    arguments: [
      ("main", SourceRef.named("main")), ("4f1c2ab", .named("4f1c2ab")), ("refs/heads/x/y", .branch("x/y")),
      ("tags/v1", .tag("v1")), ("main~2", .named("main~2")), ("tags/v1^", .named("refs/tags/v1^")),
      ("refs/heads/x~1", .named("refs/heads/x~1")),
      ("refs/tags/v1", .tag("v1")),
    ])
  func refs(text: String, expected: SourceRef) { #expect(Plan.reference(text) == expected) }
}
