import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders
import Testing

@Suite("A log whose process was killed")
struct CrashTests {
  @Test(
    "killed between any two calls, the log holds exactly the calls that had returned, and the next start finishes it",
    arguments: 0...RunLogScript.steps.count)
  func killedAfter(_ count: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weir.db")
    #expect(try await Probe.kill(afterLines: 1, "steps", path, count) == ["done"])

    let log = try await SQLiteRunLog.open(at: path)
    let expected = InMemoryRunLog()
    for step in RunLogScript.steps.prefix(count) { try await step.call(expected) }
    let name = RunLogScript.steps.prefix(count).last?.name ?? "nothing"
    try await expectSame(log, expected, "killed after \(name)")

    let abandoned = try await expected.closeAbandonedRuns(at: Samples.date(60))
    #expect(try await log.closeAbandonedRuns(at: Samples.date(60)) == abandoned)
    for write in try await log.openWrites() {
      try await log.end(write.id, as: .succeeded, at: Samples.date(61))
      try await expected.end(write.id, as: .succeeded, at: Samples.date(61))
    }
    #expect(try await log.openWrites() == [])
    #expect(try await log.baselines() == expected.baselines())
    #expect(try await log.runs(pool: nil, limit: 9).allSatisfy { $0.finishedAt != nil })
    try await log.begin(Samples.runStart(100, trigger: .startup))
    #expect(try await log.faults() == [])
  }

  @Test("killed in the middle of writing, no intent is lost that the log had answered", arguments: [1, 7, 40])
  func killedWhileWriting(_ lines: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weir.db")
    let answered = try await Probe.kill(afterLines: lines, "intents", path, 1_000_000).compactMap { Int64($0) }
    let log = try await SQLiteRunLog.open(at: path)
    let open = try await log.openWrites()
    #expect(answered.count >= lines)
    #expect(Set(open.map(\.id)).isSuperset(of: answered))
    #expect(open.count <= answered.count + 1)
    #expect(open.allSatisfy { $0.intent.baseline == Samples.baseline() })
    #expect(try await log.closeAbandonedRuns(at: Samples.date(60)) == 1)
    #expect(try await log.faults() == [])
  }

  private func expectSame(_ log: SQLiteRunLog, _ expected: InMemoryRunLog, _ moment: Comment) async throws {
    #expect(try await log.runs(pool: nil, limit: 9) == expected.runs(pool: nil, limit: 9), moment)
    #expect(try await log.openWrites() == expected.openWrites(), moment)
    #expect(try await log.baselines() == expected.baselines(), moment)
    #expect(try await log.states() == expected.states(), moment)
    #expect(try await log.lastGoodRevision() == expected.lastGoodRevision(), moment)
    #expect(try await log.calls(in: Samples.run(0)) == expected.calls(in: Samples.run(0)), moment)
  }
}
