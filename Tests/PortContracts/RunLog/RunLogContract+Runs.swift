import Pools
import Reconciliation
import Testing

extension RunLogContract {
  static let runs: [Law<any RunLog>] = [
    Law("a run that began is in the log, without an end") { log in
      let start = RunStart(id: Samples.run(0), trigger: .command, reason: "a new image", startedAt: Samples.start)
      try await log.begin(start)
      #expect(try await log.run(start.id) == RunRecord(start: start))
    },
    Law("a run gathers its revision, its notes in their order, its reports by name and its end") { log in
      let start = Samples.runStart(0)
      try await log.begin(start)
      try await log.setRevision(Samples.revision, of: start.id)
      try await log.note("main was forced", in: start.id)
      try await log.note("another process let go", in: start.id)
      try await log.note("main was forced", in: start.id)
      for pool in [Samples.pool, Samples.other] {
        try await log.record(
          Samples.report(pool), state: PoolState(name: pool), in: start.id, at: Samples.date(1))
      }
      try await log.finish(start.id, at: Samples.date(2), error: "git: no route")
      #expect(
        try await log.run(start.id)
          == RunRecord(
            start: start, revision: Samples.revision, finishedAt: Samples.date(2), error: "git: no route",
            notes: ["main was forced", "another process let go", "main was forced"],
            pools: [Samples.report(Samples.other), Samples.report(Samples.pool)]))
    },
    Law("a run that ended well has no error") { log in
      try await log.begin(Samples.runStart(0))
      try await log.finish(Samples.run(0), at: Samples.date(1), error: nil)
      let record = try await log.run(Samples.run(0))
      #expect(record?.finishedAt == Samples.date(1))
      #expect(record?.error == nil)
    },
    Law("a run begins once") { log in
      try await log.begin(Samples.runStart(0))
      await #expect(throws: LogError.self) { try await log.begin(Samples.runStart(0)) }
      #expect(try await log.runs(pool: nil, limit: 9).count == 1)
    },
    Law("what names a run that is not in the log is refused, and leaves nothing behind") { log in
      let run = Samples.run(0)
      await #expect(throws: LogError.self) { try await log.setRevision(Samples.revision, of: run) }
      await #expect(throws: LogError.self) { try await log.note("lost", in: run) }
      await #expect(throws: LogError.self) { try await log.finish(run, at: Samples.start, error: nil) }
      await #expect(throws: LogError.self) {
        try await log.record(
          Samples.report(), state: PoolState(name: Samples.pool, failures: 3), in: run, at: Samples.start)
      }
      await #expect(throws: LogError.self) { try await log.intend(Samples.intent(run)) }
      await #expect(throws: LogError.self) {
        try await log.record(
          AzureCall(arguments: ["version"], startedAt: Samples.start, duration: .seconds(1), exitCode: 0), in: run)
      }
      let runs = try await log.runs(pool: nil, limit: 9)
      #expect(runs == [])
      #expect(try await log.states() == [:])
      #expect(try await log.openWrites() == [])
      #expect(try await log.calls(in: run) == [])
      #expect(try await log.run(run) == nil)
    },
    Law("abandoned runs end with an error, once, and no other run changes") { log in
      for second in 0..<3 { try await log.begin(Samples.runStart(second)) }
      try await log.finish(Samples.run(1), at: Samples.date(5), error: nil)
      #expect(try await log.closeAbandonedRuns(at: Samples.date(9)) == 2)
      #expect(try await log.closeAbandonedRuns(at: Samples.date(10)) == 0)
      for second in [0, 2] {
        let record = try await log.run(Samples.run(second))
        #expect(record?.finishedAt == Samples.date(9))
        #expect(record?.error != nil)
      }
      #expect(try await log.run(Samples.run(1))?.finishedAt == Samples.date(5))
      #expect(try await log.run(Samples.run(1))?.error == nil)
    },
  ]

  static let reading: [Law<any RunLog>] = [
    Law("runs come newest first, as many as asked for") { log in
      for second in 0..<5 { try await log.begin(Samples.runStart(second)) }
      let runs = try await log.runs(pool: nil, limit: 3)
      #expect(runs.map(\.start.id) == [4, 3, 2].map(Samples.run))
      #expect(try await log.runs(pool: nil, limit: 0) == [])
      #expect(try await log.runs(pool: nil, limit: 99).count == 5)
    },
    Law("the runs of a pool are those that had news of it, with its report only") { log in
      for second in 0..<4 {
        try await log.begin(Samples.runStart(second))
        let touched = second.isMultiple(of: 2) ? [Samples.pool, Samples.other] : [Samples.other]
        for pool in touched {
          try await log.record(
            Samples.report(pool, outcome: .updated), state: PoolState(name: pool), in: Samples.run(second),
            at: Samples.start)
        }
      }
      let runs = try await log.runs(pool: Samples.pool, limit: 9)
      #expect(runs.map(\.start.id) == [2, 0].map(Samples.run))
      #expect(runs.allSatisfy { $0.pools == [Samples.report(Samples.pool, outcome: .updated)] })
      #expect(try await log.runs(pool: Samples.pool, limit: 1).map(\.start.id) == [Samples.run(2)])
    },
    Law("the runs of a pool are those too whose notes begin with its name, each once, and newest first") { log in
      for second in 0..<4 { try await log.begin(Samples.runStart(second)) }
      try await log.note("\(Samples.pool): suspended", in: Samples.run(0))
      try await log.note("\(Samples.pool)-2: suspended", in: Samples.run(1))
      try await log.note("a word on \(Samples.pool): none", in: Samples.run(1))
      try await log.record(
        Samples.report(Samples.pool, outcome: .updated), state: PoolState(name: Samples.pool), in: Samples.run(2),
        at: Samples.start)
      for _ in 0..<2 { try await log.note("\(Samples.pool): resumed", in: Samples.run(3)) }
      try await log.note("\(Samples.pool): woken", in: Samples.run(2))
      #expect(try await log.runs(pool: Samples.pool, limit: 9).map(\.start.id) == [3, 2, 0].map(Samples.run))
      #expect(try await log.runs(pool: Samples.pool, limit: 2).map(\.start.id) == [3, 2].map(Samples.run))
      #expect(try await log.runs(pool: Samples.pool, limit: 9).map(\.pools.count) == [0, 1, 0])
    },
    Law("a later report of a pool in the same run takes the earlier one's place") { log in
      try await log.begin(Samples.runStart(0))
      for outcome in [Outcome.unknown, .updated] {
        try await log.record(
          Samples.report(outcome: outcome), state: PoolState(name: Samples.pool), in: Samples.run(0),
          at: Samples.start)
      }
      #expect(try await log.run(Samples.run(0))?.pools == [Samples.report(outcome: .updated)])
    },
  ]
}
