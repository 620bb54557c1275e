import Pools
import PortContracts
import Testing

@testable import Reconciliation

@Suite("What a revision orphans")
struct PruneDecisionTests {
  private static let source = SourceIdentity(url: "/srv/pools.git", path: "pools", ref: "branch main")

  private func decision(
    removed: [String] = ["nlp"], _ change: (inout PruneDecision) -> Void = { _ in }
  ) throws
    -> [PruneHold?]
  {
    let next = try unwrap(CommitID(String(repeating: "b", count: 40)))
    var decision = PruneDecision(
      last: TakenRevision(source: Self.source, commit: Samples.commit),
      next: TakenRevision(source: Self.source, commit: next), isDescendant: true, present: [Samples.pool],
      removed: Set(removed.compactMap { PoolName($0) }), wanted: [:], isEnabled: true, limit: 1)
    change(&decision)
    return decision.orphans(at: Samples.start).map { orphan in
      #expect(orphan.removedTogether == removed.count && orphan.since == Samples.start)
      #expect(orphan.commit == (decision.last == nil ? nil : next))
      if case .held(let hold) = orphan.state { return hold }
      return nil
    }
  }

  @Test("is due where pruning is enabled, nothing else explains it, and it is no more than the limit")
  func due() throws {
    #expect(try decision() == [nil])
    #expect(try decision(removed: ["audio", "nlp"]) == [.limit(1), .limit(1)])
    #expect(try decision(removed: ["audio", "nlp"]) { $0.limit = 2 } == [nil, nil])
    #expect(try decision { $0.limit = 0 } == [.limit(0)])
  }

  @Test("is held by what may explain it otherwise, whatever the limit")
  func held() throws {
    let heir = try unwrap(PoolName("heir"))
    #expect(try decision { $0.last = nil } == [.unknownRevision])
    #expect(try decision { $0.wanted = [Samples.other: heir] } == [.wanted(by: heir)])
    #expect(try decision { $0.isDescendant = false } == [.historyRewritten(Samples.commit)])
    #expect(try decision { $0.present = [] } == [.noPoolLeft])
    #expect(try decision { $0.isEnabled = false } == [.pruningDisabled])
    for source in [
      SourceIdentity(url: "x", path: "pools", ref: "branch main"),
      SourceIdentity(url: "/srv/pools.git", path: "", ref: "branch main"),
      SourceIdentity(url: "/srv/pools.git", path: "pools", ref: "tag main"),
    ] {
      #expect(try decision { $0.next.source = source } == [.sourceChanged])
    }
  }

  @Test("takes over by the newest former name that has resources, never where both have some")
  func inheritance() throws {
    let names = try ["new", "mid", "old"].map { try unwrap(PoolName($0)) }
    func inherited(_ withResources: [String], known: [String] = []) -> HandOver {
      HandOver(
        of: names[0], formerNames: [names[1], names[2]], hasResources: { withResources.contains($0.description) },
        isKnown: { (withResources + known).contains($0.description) })
    }
    #expect(inherited([]) == .nothing)
    #expect(inherited(["old"]) == .everything(from: names[2]))
    #expect(inherited(["mid", "old"]) == .everything(from: names[1]))
    #expect(inherited(["new"]) == .nothing)
    #expect(inherited(["new", "old"]) == .conflict(with: names[2]))
    #expect(inherited([], known: ["old"]) == .everything(from: names[2]))
    #expect(inherited([], known: ["new", "old"]) == .nothing)
    #expect(inherited(["old"], known: ["new"]) == .everything(from: names[2]))
  }
}
