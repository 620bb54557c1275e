import Pools
import Reconciliation
import Testing

extension RunLogContract {
  static let ownership: [Law<any RunLog>] = [
    Law("a state has an identity of eight hexadecimal digits, and keeps it") { log in
      let identity = try require(try await log.identity(), "an identity")
      #expect(ControllerTag("weir/\(identity)").state == identity)
      #expect(try await log.identity() == identity)
    },
    Law("a pool's adoption comes back as it was put in, until it is forgotten") { log in
      let adoption = Adoption(by: "ana", reason: "the disk broke", at: Samples.date(0.5))
      try await log.setAdoption(adoption, of: Samples.pool)
      try await log.setAdoption(Adoption(by: "ben", at: Samples.start), of: Samples.other)
      #expect(try await log.adoptions()[Samples.pool] == adoption)
      try await log.setAdoption(nil, of: Samples.pool)
      try await log.setAdoption(nil, of: Samples.pool)
      #expect(try await log.adoptions().keys.map(\.self) == [Samples.other])
      #expect(try await log.states().isEmpty)
    },
    Law("the fields that were put back come back with the pool's state, and go with it") { log in
      try await log.begin(Samples.runStart(0))
      var state = PoolState(name: Samples.pool)
      let change = Change(
        resource: Samples.scaleSet, path: JSONPath("sku", "capacity"), before: 5, after: 2, kind: .inPlace,
        cause: .drift)
      for time in [0.0, 60.25, 120] { state.corrections.record([change], at: Samples.date(time)) }
      try await log.record(Samples.report(), state: state, in: Samples.run(0), at: Samples.start)
      #expect(try await log.states()[Samples.pool]?.corrections == state.corrections)
      // A person who suspends the pool leaves them as they are.
      try await log.change(Samples.pool) { $0.failures = 1 }
      #expect(try await log.states()[Samples.pool]?.corrections == state.corrections)
      try await log.setState(PoolState(name: Samples.pool))
      #expect(try await log.states()[Samples.pool]?.corrections.isEmpty == true)
    },
    Law("of a deployment that failed, what it may have created is remembered beside what was applied last") { log in
      try await log.begin(Samples.runStart(0))
      var sent = Samples.baseline()
      for position in sent.resources.indices { sent.resources[position].origin = .created }
      var intent = Samples.intent(Samples.run(0))
      intent.baseline = sent
      let first = try await log.intend(intent)
      try await log.end(first, as: .failed("no capacity"), at: Samples.start)
      let remembered = try require(try await log.baseline(of: intent.pool), "a baseline")
      #expect(remembered.resources.isEmpty && remembered.attempted == Set(sent.resources.map(\.id)))
      #expect(try await log.appliedTypes()[intent.pool]?.isEmpty == true)
      let second = try await log.intend(intent)
      try await log.end(second, as: .succeeded, at: Samples.start)
      #expect(try await log.baseline(of: intent.pool) == sent)
    },
  ]
}
