import Pools
import Reconciliation
import Testing

extension RunLogContract {
  static let pruning: [Law<any RunLog>] = [
    Law("pruning takes away the runs that ended before a time, and answers how many") { log in
      for second in 0..<50 {
        try await log.begin(Samples.runStart(second))
        try await log.note("a note", in: Samples.run(second))
        try await log.record(
          AzureCall(arguments: ["version"], startedAt: Samples.start, duration: .seconds(1), exitCode: 0),
          in: Samples.run(second))
        let write = try await log.intend(Samples.intent(Samples.run(second)))
        try await log.end(write, as: .succeeded, at: Samples.start)
        try await log.finish(Samples.run(second), at: Samples.date(Double(second)), error: nil)
      }
      try await log.begin(Samples.runStart(50))
      #expect(try await log.prune(before: Samples.date(45)) == 45)
      #expect(try await log.prune(before: Samples.date(45)) == 0)
      #expect(try await log.runs(pool: nil, limit: 99).map(\.start.id) == (45...50).reversed().map(Samples.run))
      #expect(try await log.calls(in: Samples.run(3)) == [])
    },
    Law("pruning keeps as many of the newest runs as it is told, though a clock that jumped makes all of them old") {
      log in
      for second in 0..<30 {
        try await log.begin(Samples.runStart(second))
        // The clock was set back while they ran: the newest has the oldest end.
        try await log.finish(Samples.run(second), at: Samples.date(Double(30 - second)), error: nil)
        try await log.record(
          AzureCall(arguments: ["\(second)"], startedAt: Samples.date(0), duration: .seconds(1), exitCode: 0), in: nil)
      }
      #expect(try await log.prune(before: Samples.date(1e9), keeping: 40) == 0)
      #expect(try await log.prune(before: Samples.date(1e9), keeping: 10) == 20)
      #expect(try await log.runs(pool: nil, limit: 99).map(\.start.id) == (20..<30).reversed().map(Samples.run))
      #expect(try await log.prune(before: Samples.date(1e9), keeping: 0) == 10)
    },
    Law("pruning keeps what states, baselines and open writes rest on") { log in
      for second in 0..<4 { try await log.begin(Samples.runStart(second)) }
      let state = PoolState(
        name: Samples.pool, last: Samples.report(), lastRun: Samples.run(0), lastAt: Samples.start)
      try await log.record(Samples.report(), state: state, in: Samples.run(0), at: Samples.start)
      let open = try await log.intend(Samples.intent(Samples.run(1), baseline: Samples.baseline()))
      let done = try await log.intend(Samples.intent(Samples.run(2), baseline: Samples.baseline(capacity: 5)))
      try await log.end(done, as: .succeeded, at: Samples.start)
      try await log.setLastGoodRevision(Samples.revision)
      for second in 0..<3 { try await log.finish(Samples.run(second), at: Samples.date(1), error: nil) }

      #expect(try await log.prune(before: Samples.date(1_000)) == 1)
      #expect(try await log.runs(pool: nil, limit: 9).map(\.start.id) == [3, 1, 0].map(Samples.run))
      #expect(try await log.states() == [Samples.pool: state])
      #expect(try await log.baseline(of: Samples.pool) == Samples.baseline(capacity: 5))
      #expect(try await log.openWrites().map(\.id) == [open])
      #expect(try await log.lastGoodRevision() == Samples.revision)
    },
  ]

  /// The seeds of the generated laws: few enough for every run of the tests, each with many odd values in it.
  private static let seeds: Range<UInt64> = 1..<41

  static let generated: [Law<any RunLog>] = [
    Law("every run, report and state comes back as it was put in") { log in
      for seed in seeds {
        var generator = Generator(seed: seed)
        let start = generator.runStart()
        let revision = Revision(ref: generator.text(), commit: generator.commit())
        let notes = generator.list(0...3) { $0.text() }
        let report = generator.report()
        // Of a pool that is known, a run leaves the suspension as it is.
        guard try await log.states()[report.name] == nil else { continue }
        let state = generator.state(of: report.name)
        let at = generator.date()
        let (end, error) = (generator.date(), generator.maybe { $0.text() })
        try await log.begin(start)
        try await log.setRevision(revision, of: start.id)
        for note in notes { try await log.note(note, in: start.id) }
        try await log.record(report, state: state, in: start.id, at: at)
        try await log.finish(start.id, at: end, error: error)
        try await log.setLastGoodRevision(revision)
        let expected = RunRecord(
          start: start, revision: revision, finishedAt: end, error: error, notes: notes, pools: [report])
        #expect(try await log.run(start.id) == expected, "seed \(seed)")
        var recorded = state
        (recorded.last, recorded.lastRun, recorded.lastAt) = (report, start.id, at)
        #expect(try await log.states()[report.name] == recorded, "seed \(seed)")
        try await log.setState(state)
        #expect(try await log.states()[report.name] == state, "seed \(seed)")
        #expect(try await log.lastGoodRevision() == revision, "seed \(seed)")
      }
    },
    Law("every intent, baseline and call comes back as it was put in") { log in
      try await log.begin(Samples.runStart(0))
      var calls: [AzureCall] = []
      for seed in seeds {
        var generator = Generator(seed: seed)
        let pool = generator.poolName()
        let intent = generator.intent(in: Samples.run(0), of: pool)
        let id = try await log.intend(intent)
        #expect(try await log.openWrites() == [OpenWrite(id: id, intent: intent)], "seed \(seed)")
        try await log.end(id, as: .succeeded, at: generator.date())
        if let baseline = intent.baseline {
          #expect(try await log.baseline(of: pool) == baseline, "seed \(seed)")
          #expect(try await log.appliedTypes()[pool] == baseline.types, "seed \(seed)")
        }
        let baseline = generator.baseline()
        try await log.setBaseline(baseline, of: pool)
        #expect(try await log.baselines()[pool] == baseline, "seed \(seed)")
        #expect(try await log.appliedTypes()[pool] == baseline.types, "seed \(seed)")
        let call = generator.call()
        calls.append(call)
        try await log.record(call, in: Samples.run(0))
      }
      #expect(try await log.calls(in: Samples.run(0)) == calls)
    },
  ]

  static let concurrency: [Law<any RunLog>] = [
    Law("writes at the same time are all kept, and one that is refused undoes no other") { log in
      try await log.begin(Samples.runStart(0))
      let names = (0..<120).compactMap { PoolName("pool-\($0)") }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in names {
          group.addTask {
            try await log.record(
              Samples.report(name), state: PoolState(name: name), in: Samples.run(0), at: Samples.start)
          }
          group.addTask {
            await #expect(throws: LogError.self) { try await log.note("lost", in: Samples.run(99)) }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await log.run(Samples.run(0))?.pools.map(\.name) == names.sorted())
      #expect(try await log.states().count == names.count)
    },
    Law("a write is kept though its task was cancelled") { log in
      try await log.begin(Samples.runStart(0))
      await withTaskGroup(of: Void.self) { group in
        group.cancelAll()
        group.addTask {
          #expect(Task.isCancelled)
          await #expect(throws: Never.self) {
            let id = try await log.intend(Samples.intent(Samples.run(0)))
            try await log.end(id, as: .failed("ended"), at: Samples.date(1))
            try await log.finish(Samples.run(0), at: Samples.date(2), error: "ended by a signal")
          }
        }
      }
      #expect(try await log.openWrites() == [])
      #expect(try await log.run(Samples.run(0))?.error == "ended by a signal")
    },
  ]
}
