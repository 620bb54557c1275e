import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@testable import Commands

@Suite("status, log, suspend and resume")
struct StateVerbTests {
  private func harness() async throws -> CommandHarness {
    let harness = try CommandHarness()
    try harness.beginState()
    let log = harness.log
    let ago = Fixtures.noon.addingTimeInterval(-200)
    let report = try Fixtures.contractRun()
    try await log.setLastGoodRevision(try Fixtures.revision())
    try await log.begin(RunStart(id: report.run, trigger: .command, reason: "more GPUs", startedAt: ago))
    try await log.setRevision(try Fixtures.revision(), of: report.run)
    try await log.note("a force-push was followed", in: report.run)
    let entries = report.pools.map { pool in
      PoolEntry(
        report: pool,
        state: PoolState(
          name: pool.name, failures: pool.outcome.isTrouble ? 2 : 0,
          notBefore: pool.outcome.isTrouble ? Fixtures.noon.addingTimeInterval(600) : nil, last: pool,
          lastRun: report.run, lastAt: ago))
    }
    try await log.record(entries, in: report.run, at: ago)
    try await log.record(
      AzureCall(arguments: ["rest", "--method", "get"], startedAt: ago, duration: .milliseconds(250), exitCode: 0),
      in: report.run)
    try await log.finish(report.run, at: ago.addingTimeInterval(41), error: nil)
    return harness
  }

  @Test("status is what the log knows last")
  func status() async throws {
    let result = try await harness().run(["status"])
    #expect(
      result.output == """
        ► main@4f1c2ab6  no controller runs
        ✗ audio    refused     3 min ago   location cannot change in place: westus2 → eastus (manifests/audio.yaml:9)
        ✔ nlp      updated     3 min ago
        ✔ vision   unchanged   3 min ago

        """)
    #expect(result.status == .trouble)
  }

  @Test("status of one pool is that pool's, and of an unknown one an error")
  func oneStatus() async throws {
    let result = try await harness().run(["status", "vision", "-o", "json"])
    let object = try JSONReader.read(result.output)
    #expect(object["pools"]?.array?.count == 1)
    #expect(object["pools"]?.array?.first?["outcome"] == "unchanged")
    #expect(object["controller"] == ["running": false])
    #expect(result.status == .done)
    let unknown = try await harness().run(["status", "visions"])
    #expect(unknown.status == .failed)
    #expect(unknown.error == "weir: no pool is called visions; did you mean vision?\n")
  }

  @Test("without any state there is nothing, and nothing is made")
  func nothing() async throws {
    let harness = try CommandHarness()
    let status = try await harness.run(["status"])
    #expect(status.status == .done)
    #expect(status.output.contains("weir reconcile --now does it"))
    #expect(try await harness.run(["log"]).output == "no runs yet\n")
    #expect(!FileManager.default.fileExists(atPath: "\(harness.folder)/.weir"))
  }

  @Test("a suspended pool says so until it is resumed")
  func suspend() async throws {
    let harness = try await harness()
    let by = CallerName.current(environment: [:])
    let suspended = try await harness.run(["suspend", "nlp", "--reason", "exam week", "--for", "4h"])
    #expect(suspended.output == "nlp is suspended until 2026-11-22 01:17:00Z\n")
    let status = try await harness.run(["status", "nlp"])
    // Since it was suspended, and not since a run looked at it.
    #expect(
      status.output.contains("- nlp   suspended   just now   until 2026-11-22 01:17:00Z by \(by): exam week\n"),
      "\(status.output)")
    let json = try JSONReader.read(try await harness.run(["status", "nlp", "-o", "json"]).output)
    #expect(json["pools"]?.array?.first?["suspension"]?["by"] == .string(by))
    let resumed = try await harness.run(["resume", "nlp", "-o", "json"])
    #expect(
      try JSONReader.read(resumed.output)
        == ["pool": "nlp", "suspended": false, "wasSuspended": true, "by": .string(by)])
    #expect(try await harness.log.states()[try Fixtures.pool("nlp")]?.suspension == nil)
    #expect(try await harness.run(["suspend", "nobody", "--reason", "x"]).status == .failed)
  }

  @Test("the log tells who suspended and resumed a pool and why, that pool's log too, and no other's")
  func acts() async throws {
    let harness = try await harness()
    let by = CallerName.current(environment: [:])
    _ = try await harness.run(["suspend", "nlp", "--reason", "exam week", "--for", "4h"])
    var clock = StandingClock()
    clock.offset = 60
    _ = try await harness.run(["resume", "nlp"], clock: clock)
    let suspended = "nlp: suspended until 2026-11-22T01:17:00Z by \(by): exam week"
    let resumed = "nlp: resumed by \(by) (suspended by \(by): exam week)"
    for words in [["log"], ["log", "nlp"]] {
      let lines = try await harness.run(words).output.split(separator: "\n")
      try #require(lines.count == 3)
      #expect(lines[0].hasSuffix(")  \(resumed)") && lines[1].hasSuffix("(just now)  \(suspended)"), "\(lines)")
      #expect(try await harness.run(words + ["--follow"]).output.contains(suspended))
    }
    #expect(try await harness.run(["log", "vision"]).output.split(separator: "\n").count == 1)
    let json = try JSONReader.read(try await harness.run(["log", "nlp", "-o", "json"]).output)["runs"]?.array ?? []
    #expect(json.first?["notes"] == [.string(resumed)])
    #expect(json.dropFirst().first?["reason"] == .string("\(by) suspends nlp: exam week"))
    #expect(json.allSatisfy { $0["finishedAt"] != .null })
  }

  @Test("what was not suspended is not resumed, and says so", arguments: [nil, -60.0])
  func notSuspended(_ end: Double?) async throws {
    let harness = try await harness()
    let pool = try Fixtures.pool("nlp")
    if let end {
      let suspension = PoolState.Suspension(
        reason: "x", since: Fixtures.noon.addingTimeInterval(-600), until: Fixtures.noon.addingTimeInterval(end))
      try await harness.log.change(pool) { $0.suspension = suspension }
    }
    let before = try await harness.log.states()[pool]
    let result = try await harness.run(["resume", "nlp"])
    #expect(result.status == .done)
    #expect(
      result.output
        == "nlp was not suspended, so nothing is changed; weir reconcile --now nlp reconciles it at once\n")
    #expect(try await harness.log.states()[pool] == before)
    #expect(try await harness.run(["log"]).output.split(separator: "\n").count == 1)
    let json = try JSONReader.read(try await harness.run(["resume", "nlp", "-o", "json"]).output)
    #expect(json["wasSuspended"] == false && json["suspended"] == false)
  }

  @Test("on a terminal a run's line breaks between words only, and never inside an id", arguments: [40, 80, 100, 200])
  func narrow(_ columns: Int) async throws {
    let harness = try await harness()
    for (words, parts) in [
      (
        ["log"],
        ["01JD3000000000000000000000", "command", "main@4f1c2ab6", "41 s", "1 unchanged, 1 updated, 1 refused"]
      ),
      (["log", "nlp"], ["01JD3000000000000000000000", "main@4f1c2ab6", "scale set sku.capacity 2 → 4"]),
    ] {
      let text = try await harness.run(words + ["--no-color"], isTerminal: true, columns: columns).output
      let lines = text.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= columns }, "\(text)")
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("    ") }, "\(text)")
      let joined = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for part in parts { #expect(joined.contains(part), "\(text)") }
      #expect(text.contains("2026-11-21 21:13:40Z (3 min ago)") == (columns >= 120), "\(text)")
    }
  }

  @Test("the log is a line a run, newest first, and a pool's log that pool's")
  func log() async throws {
    let harness = try await harness()
    #expect(
      try await harness.run(["log"]).output
        == "01JD3000000000000000000000  2026-11-21 21:13:40Z (3 min ago)  command  main@4f1c2ab6  41 s  "
        + "1 unchanged, 1 updated, 1 refused\n")
    #expect(
      try await harness.run(["log", "nlp"]).output
        == "01JD3000000000000000000000  2026-11-21 21:13:40Z (3 min ago)  main@4f1c2ab6  "
        + "✔ nlp   updated     scale set sku.capacity 2 → 4\n")
    let json = try JSONReader.read(try await harness.run(["log", "-o", "json"]).output)
    #expect(json["runs"]?.array?.first?["reason"] == "more GPUs")
  }

  @Test("following shows each run that has ended once, in JSON a line each")
  func follow() async throws {
    let harness = try await harness()
    let once = try await harness.run(["log"]).output
    #expect(try await harness.run(["log", "--follow"]).output == once)
    let json = try await harness.run(["log", "--follow", "-o", "json"]).output
    #expect(json.split(separator: "\n").count == 1)
    #expect(try JSONReader.read(json)["run"] == "01JD3000000000000000000000")
  }

  @Test("one run is shown with everything, by the beginning of its id")
  func oneRun() async throws {
    let harness = try await harness()
    #expect(
      try await harness.run(["log", "--run", "01jd3"]).output == """
        run        01JD3000000000000000000000
        trigger    command
        started    2026-11-21 21:13:40Z (3 min ago)
        finished   2026-11-21 21:14:21Z (2 min ago)
        revision   main@4f1c2ab600000000000000000000000000000000
        reason     more GPUs
        note       a force-push was followed

        ✗ audio    refused     location cannot change in place: westus2 → eastus (manifests/audio.yaml:9)
        ✔ nlp      updated     1 change
            scale set nlp sku.capacity 2 → 4  manifests/nlp.yaml:9
        ✔ vision   unchanged

        calls of az:
          2026-11-21 21:13:40Z  250 ms  exit 0  az rest --method get

        """)
    let missing = try await harness.run(["log", "--run", "7Z"])
    #expect(missing.error == "weir: no run in the log begins with \"7Z\"\n")
  }
}
