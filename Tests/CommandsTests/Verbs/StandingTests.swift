import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@testable import Commands

@Suite("what status and log know of the source and of pools")
struct StandingTests {
  private let ago = Fixtures.noon.addingTimeInterval(-200)

  /// A log after a run over these pools, which are those of the revision.
  private func harness(_ reports: [PoolReport], known: [String]? = nil) async throws -> CommandHarness {
    let harness = try CommandHarness()
    try harness.beginState()
    let run = try Fixtures.run()
    let names = try known.map { try Set($0.map(Fixtures.pool)) } ?? Set(reports.map(\.name))
    try await harness.log.setLastGoodRevision(try Fixtures.revision(), pools: names)
    try await harness.log.begin(RunStart(id: run, trigger: .schedule, startedAt: ago))
    try await harness.log.setRevision(try Fixtures.revision(), of: run)
    let entries = reports.map { PoolEntry(report: $0, state: PoolState(name: $0.name)) }
    try await harness.log.record(entries, in: run, at: ago)
    try await harness.log.finish(run, at: ago, error: nil)
    return harness
  }

  @Test("manifests that cannot be taken are told, with the revision that is kept to, and status ends with 3")
  func invalid() async throws {
    let harness = try await harness([try Fixtures.report("vision", .unchanged)])
    let newest = Revision(ref: "main", commit: try #require(CommitID(String(repeating: "9a", count: 20))))
    let fault = SourceFault(
      revision: newest, error: "pools/x.yaml:3:5: unknown key\npools/y.yaml:1:1: no name",
      pools: [try Fixtures.pool("vision"), nil], since: ago)
    try await harness.log.setSourceFault(fault)
    let text = try await harness.run(["status"])
    #expect(
      text.output == """
        ► main@4f1c2ab6  no controller runs
        ✗ main@9a9a9a9a cannot be taken: pools/x.yaml:3:5: unknown key and 1 more (weir status --verbose shows them); \
        keeping to main@4f1c2ab6 (found 3 min ago)
        ✔ vision   unchanged   3 min ago

        """)
    #expect(text.status == .trouble)
    #expect(try await harness.run(["status", "--verbose"]).output.contains("\n✗   pools/y.yaml:1:1: no name\n"))
    let source = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["source"]
    #expect(source?["revision"]?["commit"] == .string(newest.commit.description))
    #expect(source?["since"] == "2026-11-21T21:13:40Z")
    #expect(
      source?["errors"]?.array?.first
        == ["file": "pools/x.yaml", "line": 3, "column": 5, "message": "unknown key", "pool": "vision"])

    try await harness.log.setSourceFault(SourceFault(revision: nil, error: "/srv/x.git: no repository", since: ago))
    let gone = try await harness.run(["status"])
    #expect(
      gone.output.contains(
        "\n✗ the source cannot be read: /srv/x.git: no repository; keeping to main@4f1c2ab6 (found 3 min ago)\n"))
    try await harness.log.setSourceFault(nil)
    let well = try await harness.run(["status", "-o", "json"])
    #expect(well.status == .done)
    #expect(try JSONReader.read(well.output)["source"] == .null)
  }

  @Test("a pool of which something was sent and has not ended is applying, whatever its last report says")
  func applying() async throws {
    let harness = try await harness([try Fixtures.report("vision", .unchanged)])
    var intent = Samples.intent(try Fixtures.run())
    intent.at = ago
    _ = try await harness.log.intend(intent)
    let text = try await harness.run(["status"])
    #expect(
      text.output.hasSuffix(
        "\n… vision   applying   3 min ago   deploying weir-vision-3f9a0c12d4e5, sent 3 min ago; the next run follows it\n"
      ))
    #expect(text.status == .done)
    let pool = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["pools"]?.array?.first
    #expect(pool?["outcome"] == "applying" && pool?["lastOutcome"] == "unchanged")
    #expect(
      pool?["open"] == [
        [
          "action": "deploy", "target": "weir-vision-3f9a0c12d4e5", "run": "01JD3000000000000000000000",
          "since": "2026-11-21T21:13:40Z",
        ]
      ])
  }

  @Test("a first run that was killed leaves a pool that is applying")
  func firstRun() async throws {
    let harness = try await harness([], known: [])
    _ = try await harness.log.intend(Samples.intent(try Fixtures.run()))
    #expect(try await harness.run(["status"]).output.contains("\n… vision   applying   never"))
  }

  @Test("a pool whose manifest is gone is orphaned until it is deleted, and one that no run worked on is new")
  func orphaned() async throws {
    let reports = [
      try Fixtures.report("audio", .unchanged), try Fixtures.report("gone", .deleted),
      try Fixtures.report("nlp", .unchanged),
    ]
    let harness = try await harness(reports, known: ["vision"])
    let commit = try Fixtures.revision().commit
    func orphan(_ name: String, _ state: OrphanedPool.State) throws -> OrphanedPool {
      OrphanedPool(
        name: try Fixtures.pool(name), since: ago.addingTimeInterval(60), commit: commit, removedTogether: 3,
        state: state)
    }
    try await harness.log.keepOrphans(
      [try orphan("audio", .due), try orphan("nlp", .held(.limit(1)))], forgetting: [], taking: nil)
    let text = try await harness.run(["status"])
    #expect(
      text.output == """
        ► main@4f1c2ab6  no controller runs
        ! audio    orphaned   2 min ago   since 2026-11-21 21:14:40Z by 4f1c2ab6; the next run deletes it
        ✔ gone     deleted    3 min ago
        ! nlp      orphaned   2 min ago   since 2026-11-21 21:14:40Z by 4f1c2ab6: that commit removed 3 pools, more than \
        reconcile.prune.limit 1; `weir prune nlp` shows what it left
          vision   new        never

        """)
    #expect(text.status == .trouble)
    let pools = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["pools"]?.array ?? []
    #expect(pools.map { $0["orphaned"] } == [true, false, true, false])
    #expect(pools.map { $0["outcome"] } == ["orphaned", "deleted", "orphaned", .null])
    #expect(
      pools[2]["orphan"] == [
        "since": "2026-11-21T21:14:40Z", "commit": .string(commit.description), "removedTogether": 3, "state": "held",
        "hold": ["reason": "limit", "limit": 1],
        "reason": "that commit removed 3 pools, more than reconcile.prune.limit 1",
      ])
    // One that the next run deletes needs nobody.
    try await harness.log.keepOrphans([], forgetting: [try Fixtures.pool("nlp")], taking: nil)
    #expect(try await harness.run(["status", "audio"]).status == .done)
  }

  @Test("a deletion that failed is trouble, and what failed while there was a manifest is not any more")
  func pruning() async throws {
    for isTried in [true, false] {
      let harness = try await harness([try Fixtures.report("nlp", .failed, message: "locked")], known: [])
      let nlp = try Fixtures.pool("nlp")
      try await harness.log.setBaseline(Samples.baseline(), of: nlp)
      let orphan = OrphanedPool(
        name: nlp, since: ago.addingTimeInterval(isTried ? -60 : 60), commit: nil, removedTogether: 1, state: .due)
      try await harness.log.keepOrphans([orphan], forgetting: [], taking: nil)
      let result = try await harness.run(["status"])
      #expect(result.status == (isTried ? .trouble : .done))
      #expect(result.output.contains(isTried ? "✗ nlp   failed" : "! nlp   orphaned"))
    }
  }

  @Test("a suspended pool says since when and by whom, and by which commit its manifest has changed since")
  func suspended() async throws {
    let suspension = PoolState.Suspension(reason: "exams", since: ago, until: nil, by: "ana")
    var report = try Fixtures.report(
      "nlp", .suspended, message: "waits", changes: [try Fixtures.change("nlp", "sku.capacity", 2, 4)])
    report.waiting = Waiting(suspension: suspension, changedBy: try Fixtures.revision().commit)
    let harness = try await harness([report])
    let nlp = try Fixtures.pool("nlp")
    try await harness.log.change(nlp) { $0.suspension = suspension }
    #expect(
      try await harness.run(["status"]).output.hasSuffix(
        "- nlp   suspended   3 min ago   until weir resume nlp by ana: exams; the manifest has changed, by 4f1c2ab6: 1 "
          + "change waits\n"))
    let json = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["pools"]?.array?.first
    #expect(json?["suspension"]?["changedBy"] == .string(try Fixtures.revision().commit.description))
    #expect(json?["suspension"]?["changes"] == 1)
    // Of an earlier suspension nothing waits.
    try await harness.log.change(nlp) { $0.suspension?.since = Fixtures.noon }
    let later = try await harness.run(["status"])
    #expect(later.output.hasSuffix("until weir resume nlp by ana: exams\n"))
    #expect(later.status == .done)
  }

  @Test(
    "a pool that failed says once when it is tried again, and how often it has failed",
    arguments: [
      (1, 600, "next try in 10 min, failed once"), (3, nil, "tried again when the manifest changes, failed 3 times"),
    ])
  func retry(_ failures: Int, _ seconds: Double?, _ end: String) async throws {
    let message = "no quota; tried again after 2026-11-21T21:27:00Z"
    let harness = try await harness([try Fixtures.report("nlp", .failed, message: message)])
    try await harness.log.change(try Fixtures.pool("nlp")) { state in
      state.failures = failures
      state.notBefore = seconds.map { Fixtures.noon.addingTimeInterval($0) } ?? .distantFuture
    }
    #expect(try await harness.run(["status"]).output.hasSuffix("3 min ago   no quota; \(end)\n"))
    let pool = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["pools"]?.array?.first
    #expect(pool?["notBefore"] == (seconds == nil ? .null : "2026-11-21T21:27:00Z"))
  }

  @Test("a pool that no run worked on yet can be suspended, and one that no manifest describes cannot")
  func suspendNew() async throws {
    let harness = try await harness([], known: ["vision"])
    #expect(try await harness.run(["suspend", "vision", "--reason", "not yet"]).status == .done)
    #expect(
      try await harness.run(["status"]).output.contains(
        "- vision   suspended   just now   until weir resume vision by \(CallerName.current(environment: [:])): not yet"
      ))
    let unknown = try await harness.run(["suspend", "visoin", "--reason", "x"])
    #expect(unknown.status == .failed)
    #expect(unknown.error == "weir: no pool is called visoin; did you mean vision?\n")
    let fresh = try await CommandHarness().run(["suspend", "vision", "--reason", "x"])
    #expect(fresh.status == .failed)
    #expect(fresh.error.contains("no revision has been read") && fresh.error.contains("weir reconcile"))
  }

  @Test("a pool that was wrong from the start and never came to be is forgotten with its manifest")
  func forgotten() async throws {
    var began = try Fixtures.report("tried", .failed, message: "the deployment failed: SkuNotAvailable")
    began.correlationID = "c0ffee"
    let reports = [
      try Fixtures.report("audio", .refused, message: "outside the allow-list"), began,
      try Fixtures.report("nlp", .failed, message: "Azure refused the template"),
      try Fixtures.report("vision", .unchanged),
    ]
    let known = try await harness(reports)
    #expect(try await known.run(["status"]).status == .trouble)
    let gone = try await harness(reports, known: ["vision"])
    for settings in [CommandHarness.settings, CommandHarness.settings + "\nreconcile: {prune: {enabled: true}}\n"] {
      try gone.write(settings, to: "weir.yaml")
      let text = try await gone.run(["status"])
      #expect(text.status == .done)
      #expect(!text.output.contains("audio") && !text.output.contains("nlp"))
      #expect(
        text.output.contains(
          "! tried    orphaned    3 min ago   no manifest any more, and its deployment never succeeded; ")
      )
    }
    // It is gone from what status knows, and its past stays in the log.
    #expect(try await gone.run(["log", "audio"]).output.contains("refused"))
  }

  @Test("a pool that is suspended no more is not said to be, though no run has looked at it since")
  func resumed() async throws {
    let harness = try await harness([try Fixtures.report("vision", .suspended, message: "suspended: exams")])
    let pool = try Fixtures.pool("vision")
    #expect(try await harness.run(["suspend", "vision", "--reason", "exams", "--for", "1h"]).status == .done)
    #expect(try await harness.run(["status"]).output.contains("- vision   suspended"))
    #expect(try await harness.run(["resume", "vision"]).status == .done)
    let text = try await harness.run(["status"])
    // When it was looked at last is not when it was resumed.
    #expect(text.output.hasSuffix("\n  vision   resumed      the next round looks at it\n"))
    #expect(text.status == .done)
    let json = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)["pools"]?.array?.first
    #expect(json?["outcome"] == "resumed" && json?["lastOutcome"] == "suspended")
    try await harness.log.change(pool) {
      $0.suspension = PoolState.Suspension(
        reason: "exams", since: Fixtures.noon.addingTimeInterval(-7_200), until: Fixtures.noon.addingTimeInterval(-300))
    }
    #expect(try await harness.run(["status"]).output.contains("resumed   5 min ago   its suspension is over; "))
  }

  @Test("the log of a pool has the newest run that looked at it, though that run had no news of it")
  func newestLook() async throws {
    let report = try Fixtures.report("vision", .unchanged)
    let harness = try await harness([report, try Fixtures.report("nlp", .unchanged)])
    for second in 1...3 {
      let run = RunID(at: Fixtures.noon.addingTimeInterval(Double(second)), random: (1, UInt64(second)))
      try await harness.log.begin(RunStart(id: run, trigger: .schedule, startedAt: Fixtures.noon))
      try await harness.log.setRevision(try Fixtures.revision(), of: run)
      try await harness.log.record(report, state: PoolState(name: report.name), in: run, at: Fixtures.noon)
      try await harness.log.finish(run, at: Fixtures.noon, error: nil)
    }
    let lines = try await harness.run(["log", "vision"]).output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasSuffix("main@4f1c2ab6  ✔ vision   unchanged") })
    #expect(try await harness.run(["log", "vision", "--limit", "1"]).output.split(separator: "\n") == [lines[0]])
    #expect(try await harness.run(["log", "nlp"]).output.split(separator: "\n").count == 1)

    let all = try await harness.run(["log"]).output.split(separator: "\n")
    #expect(all.map { $0.hasSuffix("1 unchanged") } == [true, true, true, false])
    let newest = try JSONReader.read(try await harness.run(["log", "-o", "json"]).output)["runs"]?.array?.first
    #expect(newest?["summary"] == ["unchanged": 1] && newest?["unlisted"] == 1 && newest?["pools"] == [])
    let id = try #require(newest?["run"]?.string)
    #expect(try await harness.run(["log", "--run", id]).output.hasSuffix("\n\n✔ 1 unchanged\n"))
  }

  @Test("the log of a pool that nobody knows is an error with the nearest name", arguments: [[], ["--follow"]])
  func unknown(_ words: [String]) async throws {
    let harness = try await harness([try Fixtures.report("vision", .unchanged)], known: ["vision", "nlp"])
    let result = try await harness.run(["log", "visoin"] + words)
    #expect(result.status == .failed)
    #expect(result.error == "weir: no pool is called visoin; did you mean vision?\n")
    #expect(try await harness.run(["log", "nlp"]).output == "no runs yet\n")
    #expect(try await CommandHarness().run(["log", "vision"]).status == .failed)
  }
}
