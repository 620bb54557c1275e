import Pools
package import Reconciliation

/// The calls of a reconciliation in their order, for the tests that end a process between any two of them.
package enum RunLogScript {
  package struct Step: Sendable {
    package let name: String
    package let call: @Sendable (any RunLog) async throws -> Void
  }

  package static let steps: [Step] = [
    Step(name: "begin") { try await $0.begin(Samples.runStart(0, trigger: .commit)) },
    Step(name: "note") { try await $0.note("main was forced", in: run) },
    Step(name: "revision") { try await $0.setRevision(Samples.revision, of: run) },
    Step(name: "last good revision") { try await $0.setLastGoodRevision(Samples.revision) },
    Step(name: "call") { log in
      try await log.record(
        AzureCall(arguments: ["rest"], startedAt: Samples.start, duration: .seconds(1), exitCode: 0), in: run)
    },
    Step(name: "intent of a group") { _ = try await $0.intend(Samples.intent(run, .makeResourceGroup)) },
    Step(name: "end of the group") { try await $0.endOldest(as: .succeeded) },
    Step(name: "intent of a deployment") { log in
      _ = try await log.intend(Samples.intent(run, baseline: Samples.baseline(capacity: 3)))
    },
    Step(name: "intent of a deletion") { _ = try await $0.intend(Samples.intent(run, .delete)) },
    Step(name: "end of the deployment") { try await $0.endOldest(as: .succeeded) },
    Step(name: "end of the deletion") { try await $0.endOldest(as: .failed("AuthorizationFailed")) },
    Step(name: "baseline with its echo") { log in
      try await log.setBaseline(Samples.baseline(capacity: 4), of: Samples.pool)
    },
    Step(name: "report") { log in
      let report = Samples.report(outcome: .updated)
      try await log.record(
        report,
        state: PoolState(name: Samples.pool, last: report, lastRun: run, lastAt: Samples.date(2)), in: run,
        at: Samples.date(2))
    },
    Step(name: "finish") { try await $0.finish(run, at: Samples.date(3), error: nil) },
  ]

  private static let run = Samples.run(0)
}

extension RunLog {
  fileprivate func endOldest(as end: WriteEnd) async throws {
    for write in try await openWrites().prefix(1) { try await self.end(write.id, as: end, at: Samples.date(1)) }
  }
}
