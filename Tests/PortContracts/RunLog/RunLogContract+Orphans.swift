import Pools
import Reconciliation
import Testing

extension RunLogContract {
  private static func orphan(
    _ pool: PoolName, _ state: OrphanedPool.State, commit: CommitID? = Samples.commit
  )
    -> OrphanedPool
  {
    OrphanedPool(name: pool, since: Samples.date(0.5), commit: commit, removedTogether: 3, state: state)
  }

  static let orphans: [Law<any RunLog>] = [
    Law("an orphaned pool comes back as it was put in, in the place of what was kept, until it is forgotten") { log in
      #expect(try await log.orphans().isEmpty)
      let holds: [PruneHold] = [
        .unknownRevision, .sourceChanged, .historyRewritten(Samples.commit), .noPoolLeft, .pruningDisabled, .limit(2),
        .wanted(by: Samples.other), .claimEnded(of: Samples.other),
      ]
      for state in [.due, .approved(by: "ana")] + holds.map(OrphanedPool.State.held) {
        for commit in [Samples.commit, nil] {
          let kept = orphan(Samples.pool, state, commit: commit)
          try await log.keepOrphans([kept], forgetting: [], taking: nil)
          #expect(try await log.orphans() == [Samples.pool: kept])
        }
      }
      let other = orphan(Samples.other, .due)
      try await log.keepOrphans([other], forgetting: [Samples.pool], taking: nil)
      #expect(try await log.orphans() == [Samples.other: other])
    },
    Law("the revision that was taken last is kept with its source, and stays where none is given") { log in
      #expect(try await log.takenRevision() == nil)
      let source = SourceIdentity(url: "https://example.com/pools.git", path: "pools", ref: "branch main")
      let taken = TakenRevision(source: source, commit: Samples.commit)
      try await log.keepOrphans([], forgetting: [], taking: taken)
      #expect(try await log.takenRevision() == taken)
      try await log.keepOrphans([orphan(Samples.pool, .due)], forgetting: [], taking: nil)
      #expect(try await log.takenRevision() == taken)
    },
    Law(
      "an entry that forgets its pool takes the baseline and the orphan away with the report, and no other entry does"
    ) {
      log in
      try await log.begin(Samples.runStart(0))
      for pool in [Samples.pool, Samples.other] {
        try await log.setBaseline(Samples.baseline(), of: pool)
        try await log.keepOrphans([orphan(pool, .due)], forgetting: [], taking: nil)
      }
      let entries = [
        PoolEntry(
          report: Samples.report(outcome: .deleted), state: PoolState(name: Samples.pool), isForgotten: true),
        PoolEntry(report: Samples.report(Samples.other, outcome: .deleted), state: PoolState(name: Samples.other)),
      ]
      try await log.record(entries, in: Samples.run(0), at: Samples.start)
      #expect(try await log.baselines().keys.map(\.description) == ["nlp"])
      #expect(try await log.orphans().keys.map(\.description) == ["nlp"])
      #expect(try await log.run(Samples.run(0))?.pools.count == 2)
    },
    Law("why a suspended pool waits comes back with its state") { log in
      try await log.begin(Samples.runStart(0))
      for changedBy in [Samples.commit, nil] {
        for until in [Samples.date(60), nil] {
          var report = Samples.report(outcome: .suspended)
          report.waiting = Waiting(
            suspension: PoolState.Suspension(reason: "exams", since: Samples.date(0.25), until: until, by: "ana"),
            changedBy: changedBy)
          try await log.record(report, state: PoolState(name: Samples.pool), in: Samples.run(0), at: Samples.start)
          #expect(try await log.states()[Samples.pool]?.last == report)
        }
      }
    },
  ]

  static let renames: [Law<any RunLog>] = [
    Law("a renamed pool takes everything along, in the place of what the new name had, and leaves nothing behind") {
      log in
      let (old, new) = (Samples.pool, Samples.other)
      try await log.begin(Samples.runStart(0))
      let suspension = PoolState.Suspension(reason: "exams", since: Samples.start, until: nil, by: "ana")
      let awakening = Awakening(by: "ben", since: Samples.start, until: Samples.date(60))
      try await log.setState(
        PoolState(
          name: old, failures: 2, suspension: suspension, last: Samples.report(outcome: .failed),
          lastRun: Samples.run(0), lastAt: Samples.start))
      try await log.setState(PoolState(name: new, failures: 7))
      try await log.setBaseline(Samples.baseline(), of: old)
      try await log.setAwakening(awakening, of: old)
      try await log.keepOrphans([orphan(old, .held(.wanted(by: new)))], forgetting: [], taking: nil)
      let ended = try await log.intend(Samples.intent(Samples.run(0)))
      try await log.end(ended, as: .failed("no"), at: Samples.start)
      let open = try await log.intend(Samples.intent(Samples.run(0), baseline: Samples.baseline(capacity: 5)))

      try await log.rename(old, to: new)
      var last = Samples.report(outcome: .failed)
      last.name = new
      #expect(
        try await log.states() == [
          new: PoolState(
            name: new, failures: 2, suspension: suspension, last: last, lastRun: Samples.run(0), lastAt: Samples.start)
        ])
      #expect(try await log.baselines() == [new: Samples.baseline()])
      #expect(try await log.awakenings() == [new: awakening])
      #expect(try await log.orphans().isEmpty)
      #expect(try await log.openWrites().map(\.intent.pool) == [new])
      try await log.end(open, as: .succeeded, at: Samples.start)
      #expect(try await log.baselines() == [new: Samples.baseline(capacity: 5)])
    },
    Law(
      "a suspension and a wake of the new name stay where the old one has none, and a name without anything is nothing"
    ) {
      log in
      let (old, new) = (Samples.pool, Samples.other)
      let suspension = PoolState.Suspension(reason: "exams", since: Samples.start, until: nil)
      let awakening = Awakening(by: "ben", since: Samples.start, until: Samples.date(60))
      try await log.setState(PoolState(name: new, suspension: suspension))
      try await log.setAwakening(awakening, of: new)
      try await log.rename(old, to: new)
      #expect(try await log.states() == [new: PoolState(name: new, suspension: suspension)])
      try await log.setState(PoolState(name: old, failures: 1))
      try await log.setAwakening(
        Awakening(by: "ana", since: Samples.start, until: Samples.date(30)), of: old)
      try await log.rename(old, to: new)
      #expect(try await log.states() == [new: PoolState(name: new, failures: 1, suspension: suspension)])
      #expect(try await log.awakenings() == [new: awakening])
      #expect(try await log.baselines().isEmpty)
    },
  ]
}
