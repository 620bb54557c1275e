import Manifests
import Pools
import Reconciliation
import Testing

extension RunLogContract {
  private static func look(_ log: any RunLog, _ second: Int, _ reports: [PoolReport]) async throws {
    try await log.begin(Samples.runStart(second))
    let entries = reports.map { PoolEntry(report: $0, state: PoolState(name: $0.name)) }
    try await log.record(entries, in: Samples.run(second), at: Samples.date(Double(second)))
  }

  static let news: [Law<any RunLog>] = [
    Law("of a pool that is unchanged as before a run keeps the count and no report") { log in
      let reports = [Samples.report(Samples.other), Samples.report()]
      for second in 0..<5 { try await look(log, second, reports) }
      let runs = try await log.runs(pool: nil, limit: 9)
      #expect(runs.map(\.unlisted) == [2, 2, 2, 2, 0])
      #expect(runs.map(\.pools) == [[], [], [], [], reports])
      #expect(try await log.run(Samples.run(4))?.unlisted == 2)
      let one = try await log.runs(pool: Samples.pool, limit: 9)
      #expect(one.map(\.start.id) == [Samples.run(0)] && one.map(\.unlisted) == [0])
    },
    Law("what is remembered of a pool says when it was looked at last, though there was no news") { log in
      for second in 0..<3 { try await look(log, second, [Samples.report()]) }
      let state = try #require(try await log.states()[Samples.pool])
      #expect(state.lastRun == Samples.run(2) && state.lastAt == Samples.date(2))
      #expect(state.last == Samples.report())
    },
    Law("an outcome that is another than before, or says something else, is news") { log in
      var moved = Samples.report()
      moved.manifest = "elsewhere.yaml"
      let reports = [
        Samples.report(), Samples.report(outcome: .failed), Samples.report(outcome: .failed), Samples.report(), moved,
      ]
      for (second, report) in reports.enumerated() { try await look(log, second, [report]) }
      #expect(try await log.runs(pool: Samples.pool, limit: 9).flatMap(\.pools) == reports.reversed())
    },
    Law("a report of a pool that another run works on is in the run's record, and changes nothing else") { log in
      try await look(log, 0, [Samples.report()])
      let before = try await log.states()
      try await log.begin(Samples.runStart(1))
      let report = Samples.report(outcome: .suspended)
      try await log.mention([report], in: Samples.run(1), at: Samples.date(1))
      #expect(try await log.run(Samples.run(1))?.pools == [report])
      #expect(try await log.states() == before)
      await #expect(throws: LogError.self) { try await log.mention([report], in: Samples.run(9), at: Samples.start) }
    },
  ]

  static let telling: [Law<any RunLog>] = [
    Law("a write with an effect that succeeded is untold until an entry tells of it") { log in
      let effect = WriteIntent.Effect(
        outcome: .updated,
        changes: [
          Change(
            resource: Samples.scaleSet, path: JSONPath("sku"), before: 2, after: 4, kind: .inPlace, cause: .manifest)
        ])
      var intent = Samples.intent(Samples.run(0))
      intent.effect = effect
      try await log.begin(Samples.runStart(0))
      let ids = [try await log.intend(intent), try await log.intend(intent), try await log.intend(intent)]
      let bare = try await log.intend(Samples.intent(Samples.run(0)))
      #expect(try await log.openWrites().first?.intent.effect == effect)
      #expect(try await log.untoldWrites() == [])
      try await log.end(ids[0], as: .succeeded, at: Samples.date(1))
      try await log.end(ids[1], as: .notSent, at: Samples.date(1))
      try await log.end(ids[2], as: .failed("no"), at: Samples.date(1))
      try await log.end(bare, as: .succeeded, at: Samples.date(1))
      #expect(try await log.untoldWrites().map(\.id) == [ids[0]])
      #expect(try await log.untoldWrites().first?.intent.effect == effect)

      let state = PoolState(name: Samples.pool)
      try await log.record(Samples.report(), state: state, in: Samples.run(0), at: Samples.date(2))
      #expect(try await log.untoldWrites().map(\.id) == [ids[0]])
      let telling = PoolEntry(report: Samples.report(outcome: .updated), state: state, told: [ids[0]])
      try await log.record([telling], in: Samples.run(0), at: Samples.date(3))
      #expect(try await log.untoldWrites() == [])
    }
  ]

  static let source: [Law<any RunLog>] = [
    Law("the last good revision is kept with its pools, which stay where none are given") { log in
      #expect(try await log.lastGoodPools() == nil)
      try await log.setLastGoodRevision(Samples.revision, pools: [Samples.pool, Samples.other])
      #expect(try await log.lastGoodPools() == [Samples.pool, Samples.other])
      try await log.setLastGoodRevision(Samples.revision)
      #expect(try await log.lastGoodPools() == [Samples.pool, Samples.other])
      try await log.setLastGoodRevision(Samples.revision, pools: [])
      #expect(try await log.lastGoodPools() == [])
    },
    Law("the manifests that were taken last are kept whole until others are") { log in
      #expect(try await log.takenManifests() == nil)
      var taken = TakenManifests(revision: Samples.revision)
      try await log.setTakenManifests(taken)
      #expect(try await log.takenManifests() == taken)
      taken.files = [
        "pools/\u{e9} \"a\".yaml": ManifestFile(blob: BlobID("0a1b"), pools: [Samples.pool, Samples.other]),
        "pools/defaults.yaml": ManifestFile(blob: BlobID("2c3d"), holdsDefaults: true),
      ]
      taken.held = [
        Samples.other: HeldDefinition(revision: Samples.revision, since: Samples.date(0.1), reason: "a.yaml:1:1: no")
      ]
      try await log.setTakenManifests(taken)
      #expect(try await log.takenManifests() == taken)
    },
    Law("a fault of the source is kept until it is replaced or gone") { log in
      #expect(try await log.sourceFault() == nil)
      for since in [0, 0.1, 12_345.678] {
        for revision in [nil, Samples.revision] {
          let fault = SourceFault(
            revision: revision, error: "a.yaml:1:2: no\nb.yaml:3:4: no",
            pools: revision == nil ? [] : [Samples.pool, nil], since: Samples.date(since))
          try await log.setSourceFault(fault)
          #expect(try await log.sourceFault() == fault)
        }
      }
      try await log.setSourceFault(nil)
      #expect(try await log.sourceFault() == nil)
    },
    Law("a change of a pool's state begins from what is there, or afresh, and loses nothing of others'") { log in
      try await log.begin(Samples.runStart(0))
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<50 {
          tasks.addTask { try await log.change(Samples.pool) { $0.failures += 1 } }
        }
        tasks.addTask {
          try await log.change(Samples.pool) { state in
            state.suspension = PoolState.Suspension(reason: "exam", since: Samples.start, until: nil)
          }
        }
        try await tasks.waitForAll()
      }
      let state = try #require(try await log.states()[Samples.pool])
      #expect(state.failures == 50 && state.suspension?.reason == "exam")
      #expect(try await log.states().count == 1)
    },
  ]
}
