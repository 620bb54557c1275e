import Pools
import Reconciliation
import Testing

extension RunLogContract {
  static let writes: [Law<any RunLog>] = [
    Law("an intent is open until its end, whatever that is") { log in
      try await log.begin(Samples.runStart(0))
      let intent = Samples.intent(Samples.run(0))
      var ids: [Int64] = []
      for _ in 0..<3 { ids.append(try await log.intend(intent)) }
      #expect(Set(ids).count == 3)
      #expect(try await log.openWrites() == ids.map { OpenWrite(id: $0, intent: intent) })
      for (id, end) in zip(ids, [WriteEnd.succeeded, .failed("QuotaExceeded: no more cores"), .notSent]) {
        try await log.end(id, as: end, at: Samples.date(1))
        #expect(try await log.openWrites().contains { $0.id == id } == false)
      }
      #expect(try await log.openWrites() == [])
    },
    Law("a write ends once") { log in
      try await log.begin(Samples.runStart(0))
      let id = try await log.intend(Samples.intent(Samples.run(0), baseline: Samples.baseline()))
      try await log.end(id, as: .notSent, at: Samples.date(1))
      await #expect(throws: LogError.self) { try await log.end(id, as: .succeeded, at: Samples.date(2)) }
      await #expect(throws: LogError.self) { try await log.end(id + 1, as: .succeeded, at: Samples.date(2)) }
      #expect(try await log.baseline(of: Samples.pool) == nil)
    },
    Law("an intent stays open when its run is closed as abandoned") { log in
      try await log.begin(Samples.runStart(0))
      let id = try await log.intend(Samples.intent(Samples.run(0)))
      _ = try await log.closeAbandonedRuns(at: Samples.date(1))
      #expect(try await log.openWrites().map(\.id) == [id])
    },
    Law("a deployment that succeeded makes its baseline the pool's, and one that did not leaves the pool's alone") {
      log in
      try await log.begin(Samples.runStart(0))
      try await log.setBaseline(Samples.baseline(capacity: 1), of: Samples.pool)
      for end in [WriteEnd.failed("no"), .notSent] {
        let id = try await log.intend(Samples.intent(Samples.run(0), baseline: Samples.baseline(capacity: 7)))
        try await log.end(id, as: end, at: Samples.start)
        #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 1))
      }
      let bare = try await log.intend(Samples.intent(Samples.run(0), .makeResourceGroup))
      try await log.end(bare, as: .succeeded, at: Samples.start)
      #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 1))
      let id = try await log.intend(Samples.intent(Samples.run(0), baseline: Samples.baseline(capacity: 7)))
      #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 1))
      try await log.end(id, as: .succeeded, at: Samples.start)
      #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 7))
    },
  ]

  static let baselines: [Law<any RunLog>] = [
    Law("a baseline is kept until it is replaced or forgotten, and no other pool's changes") { log in
      #expect(try await log.baseline(of: Samples.pool) == nil)
      try await log.setBaseline(Samples.baseline(capacity: 1), of: Samples.pool)
      try await log.setBaseline(Baseline(), of: Samples.other)
      try await log.setBaseline(Samples.baseline(capacity: 2), of: Samples.pool)
      #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 2))
      #expect(
        try await log.baselines() == [Samples.pool: Samples.baseline(capacity: 2), Samples.other: Baseline()])
      let types = try await log.appliedTypes()
      #expect(types == [Samples.pool: Samples.baseline().types, Samples.other: []])
      try await log.setBaseline(nil, of: Samples.pool)
      #expect(try await log.baselines() == [Samples.other: Baseline()])
      #expect(try await log.appliedTypes() == [Samples.other: []])
      try await log.setBaseline(nil, of: Samples.pool)
    }
  ]

  static let states: [Law<any RunLog>] = [
    Law("a state is what was set last") { log in
      #expect(try await log.states() == [:])
      let suspension = PoolState.Suspension(reason: "a class is on", since: Samples.start, until: nil, by: "ana")
      try await log.setState(PoolState(name: Samples.pool, failures: 2, suspension: suspension))
      try await log.setState(PoolState(name: Samples.other, notBefore: Samples.date(60)))
      #expect(try await log.states()[Samples.pool]?.suspension == suspension)
      try await log.setState(PoolState(name: Samples.pool, failures: 1))
      #expect(
        try await log.states() == [
          Samples.pool: PoolState(name: Samples.pool, failures: 1),
          Samples.other: PoolState(name: Samples.other, notBefore: Samples.date(60)),
        ])
    },
    Law("reports and states are kept together, and each state's last report is the one that it is kept with") { log in
      for second in 0...1 { try await log.begin(Samples.runStart(second)) }
      for second in 0...1 {
        let old = Samples.report(outcome: .unknown)
        let entries = [Samples.pool, Samples.other].map { name in
          PoolEntry(
            report: Samples.report(name, outcome: .failed),
            state: PoolState(
              name: name, failures: second, notBefore: Samples.date(30), last: old, lastRun: Samples.run(7)))
        }
        try await log.record(entries, in: Samples.run(second), at: Samples.date(Double(second)))
        try await log.record([], in: Samples.run(second), at: Samples.date(9))
        let states = try await log.states()
        #expect(states.count == 2)
        for entry in entries {
          var expected = entry.state
          (expected.last, expected.lastRun) = (entry.report, Samples.run(second))
          expected.lastAt = Samples.date(Double(second))
          #expect(states[entry.report.name] == expected)
        }
        #expect(try await log.run(Samples.run(second))?.pools == entries.map(\.report).sorted { $0.name < $1.name })
      }
    },
    Law("the last good revision is the one set last") { log in
      #expect(try await log.lastGoodRevision() == nil)
      try await log.setLastGoodRevision(Revision(ref: "v1.0.0", commit: Samples.commit))
      try await log.setLastGoodRevision(Samples.revision)
      #expect(try await log.lastGoodRevision() == Samples.revision)
    },
  ]

  static let calls: [Law<any RunLog>] = [
    Law("a run's calls come in their order; calls outside a run are taken too") { log in
      try await log.begin(Samples.runStart(0))
      try await log.begin(Samples.runStart(1))
      let calls = (0..<4).map { number in
        AzureCall(
          arguments: ["rest", "--url", "/\(number)"], startedAt: Samples.date(-Double(number)),
          duration: .milliseconds(number), exitCode: number == 2 ? nil : Int32(number))
      }
      for call in calls { try await log.record(call, in: Samples.run(0)) }
      try await log.record(calls[0], in: nil)
      #expect(try await log.calls(in: Samples.run(0)) == calls)
      #expect(try await log.calls(in: Samples.run(1)) == [])
    }
  ]
}
