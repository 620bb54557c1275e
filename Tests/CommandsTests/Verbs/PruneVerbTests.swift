import ArgumentParser
import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@testable import Commands

@Suite("weir prune")
struct PruneVerbTests {
  @Test("lists without --yes, of all orphaned pools or of those that are named", arguments: [[], ["nlp"]])
  func lists(_ names: [String]) async throws {
    let harness = try CommandHarness()
    #expect(try await harness.run(["prune"] + names).status != .failed)
    let request = try #require(harness.requests.withLock { $0.first })
    #expect(request.dryRun && request.prune != nil)
    #expect(request.pools.map(\.description) == names)
  }

  @Test("deletes with --yes those that are named, and says who")
  func deletes() async throws {
    let harness = try CommandHarness()
    _ = try await harness.run(["prune", "--yes", "nlp", "audio"])
    let request = try #require(harness.requests.withLock { $0.first })
    let by = CallerName.current(environment: [:])
    #expect(!request.dryRun && request.now && request.prune == PruneRequest(by: by))
    #expect(request.pools.map(\.description).sorted() == ["audio", "nlp"])
    #expect(request.reason == "\(by) prunes audio, nlp")
  }

  @Test("wants names with --yes, and no markdown", arguments: [["--yes"], ["-o", "markdown"]])
  func usage(_ words: [String]) async throws {
    #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(["prune"] + words) }
  }

  @Test("of a pool with a manifest says that, and where it stands")
  func notOrphaned() throws {
    let error = ReconcileError.notOrphaned(
      [try Fixtures.pool("vision")], manifests: [SourceLocation(file: "pools/vision.yaml", line: 1)])
    #expect(
      ErrorText.faults(for: error).map(\.text) == [
        "weir: pool vision has a manifest (pools/vision.yaml:1:1), so it is not pruned; remove that first"
      ])
  }

  @Test("is asked of a running controller with who asks")
  func message() throws {
    let request = ReconcileRequest(
      pools: [try Fixtures.pool("nlp")], trigger: .command, reason: "ana prunes nlp", now: true,
      prune: PruneRequest(by: "ana"))
    #expect(try ControlRequest(json: ControlRequest.reconcile(request).json) == .reconcile(request))
  }
}

@Suite("Reports of pools that nothing is done to")
struct CircumstanceTests {
  private func reports() throws -> [PoolReport] {
    var orphaned = try Fixtures.report("audio", .orphaned, message: "since noon: held; see `weir prune`")
    orphaned.orphan = OrphanedPool(
      name: orphaned.name, since: Fixtures.noon, commit: try Fixtures.revision().commit, removedTogether: 2,
      state: .held(.historyRewritten(try Fixtures.revision().commit)))
    var suspended = try Fixtures.report(
      "nlp", .suspended, message: "waits: suspended", changes: [try Fixtures.change("nlp", "sku.capacity", 2, 4)])
    suspended.waiting = Waiting(
      suspension: PoolState.Suspension(reason: "exams", since: Fixtures.noon, until: Fixtures.noon, by: "ana"),
      changedBy: try Fixtures.revision().commit)
    let tag = try Fixtures.change("sight", "tags.weir-pool", "a", "b")
    var renamed = try Fixtures.report("sight", .updated, changes: [tag])
    renamed.renamedFrom = try Fixtures.pool("vision")
    return [orphaned, suspended, renamed]
  }

  @Test("come back from JSON as they were, with keys that no other report has")
  func roundTrip() throws {
    for report in try reports() { #expect(try PoolReport(json: report.json) == report) }
    let plain = try Fixtures.report("vision", .unchanged).json.object ?? [:]
    #expect(Set(plain.keys).isDisjoint(with: ["suspension", "orphan", "renamedFrom"]))
    #expect(try reports()[0].json["orphan"]?["hold"]?["reason"] == "historyRewritten")
    #expect(try reports()[1].json["suspension"]?["by"] == "ana")
    #expect(try reports()[2].json["renamedFrom"] == "vision")
  }

  @Test("are counted apart in the headline of a comment, and give the plan its exit code")
  func headline() async throws {
    var run = try Fixtures.contractRun()
    run.pools = try reports()
    #expect(ReportMarkdown.text(run).contains("### Weir: 1 pool changes, 1 orphaned, 1 waits, suspended\n"))
    #expect(ReportMarkdown.text(run).contains("| audio | orphaned | since noon: held; see \\`weir prune\\` |"))
    let plan = try Plan.parse([])
    #expect(plan.status(of: run, isPlan: true) == .trouble)
    run.pools.removeFirst()
    #expect(plan.status(of: run, isPlan: true) == .changes)
    run.pools = [try reports()[1]]
    #expect(plan.status(of: run, isPlan: true) == .changes)
    #expect(plan.status(of: run, isPlan: false) == .done)
    run.error = "pools/x.yaml:1:1: no"
    #expect(ReportMarkdown.text(run).contains("### Weir: the newest revision has errors\n"))
  }
}
