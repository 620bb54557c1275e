import Pools
import Reconciliation
import Testing

extension RunLogContract {
  static let awakenings: [Law<any RunLog>] = [
    Law("a pool's wake comes back as it was put in, and a later one takes its place") { log in
      let first = Awakening(
        by: "ana", reason: "demo", since: Samples.start, until: Samples.date(7_200), count: 3)
      let second = Awakening(by: "ben", since: Samples.date(0.5), until: Samples.date(60))
      try await log.setAwakening(first, of: Samples.pool)
      try await log.setAwakening(second, of: Samples.other)
      #expect(try await log.awakenings() == [Samples.pool: first, Samples.other: second])
      try await log.setAwakening(second, of: Samples.pool)
      #expect(try await log.awakenings() == [Samples.pool: second, Samples.other: second])
      #expect(try await log.states().isEmpty)
    },
    Law("a wake ends once, and not before its time") { log in
      let awakening = Awakening(by: "ana", since: Samples.start, until: Samples.date(60))
      try await log.setAwakening(awakening, of: Samples.pool)
      #expect(try await log.endAwakening(of: Samples.pool, overBy: Samples.date(59)) == false)
      #expect(try await log.awakenings() == [Samples.pool: awakening])
      #expect(try await log.endAwakening(of: Samples.pool, overBy: Samples.date(60)))
      #expect(try await log.endAwakening(of: Samples.pool, overBy: Samples.date(60)) == false)
      #expect(try await log.awakenings().isEmpty)
    },
    Law("what runs record of a pool leaves its wake as it is") { log in
      let awakening = Awakening(by: "ana", since: Samples.start, until: Samples.date(60))
      try await log.begin(Samples.runStart(0))
      try await log.setAwakening(awakening, of: Samples.pool)
      try await log.record(
        Samples.report(), state: PoolState(name: Samples.pool), in: Samples.run(0), at: Samples.start)
      try await log.setState(PoolState(name: Samples.pool))
      #expect(try await log.awakenings() == [Samples.pool: awakening])
    },
  ]
}
