import Pools
import PortContracts
import Reconciliation
import TemporaryFolders
import Testing

@testable import ReconciliationLog

@Suite("What the log keeps of what is long or odd")
struct LimitTests {
  @Test(
    "a text is cut at a character, and its end is marked",
    arguments: [
      ("short", 8, "short"), ("exactly8", 8, "exactly8"), ("one too long", 8, "one t…"), ("ééééé", 8, "éé…"),
      ("👩‍👧👩‍👧", 20, "👩‍👧…"), ("", 8, ""), ("a\0b", 8, "a\u{FFFD}b"),
    ])
  func bounded(_ text: String, _ limit: Int, _ expected: String) {
    #expect(text.bounded(to: limit) == expected)
    #expect(text.bounded(to: limit).utf8.count <= limit)
  }

  @Test("messages, command lines and values are kept up to the limits and no further")
  func limits() async throws {
    let folder = try TemporaryFolder()
    let limits = LogLimits(message: 100, argument: 20, arguments: 3, value: 50)
    let log = try await SQLiteRunLog.open(at: folder.path("weir.db"), limits: limits)
    let long = String(repeating: "x", count: 1_000)
    try await log.begin(RunStart(id: Samples.run(0), trigger: .command, reason: long, startedAt: Samples.start))
    try await log.note(long, in: Samples.run(0))
    var report = Samples.report()
    report.message = long
    report.changes = [
      Change(
        resource: Samples.scaleSet, path: JSONPath("sku"), before: .string(long), after: ["capacity": 2],
        kind: .inPlace, cause: .drift)
    ]
    let state = PoolState(
      name: Samples.pool, suspension: .init(reason: long, since: Samples.start, until: nil), last: report)
    try await log.record(report, state: state, in: Samples.run(0), at: Samples.start)
    let call = AzureCall(
      arguments: ["rest", long, "a", "b", "c"], startedAt: Samples.start, duration: .seconds(1), exitCode: 0)
    try await log.record(call, in: Samples.run(0))
    try await log.finish(Samples.run(0), at: Samples.start, error: long)

    let record = try #require(try await log.run(Samples.run(0)))
    let kept = try #require(try await log.states()[Samples.pool])
    let cut = String(repeating: "x", count: 97) + "…"
    #expect(record.start.reason == cut)
    #expect(record.notes == [cut])
    #expect(record.error == cut)
    #expect(record.pools.first?.message == cut)
    #expect(record.pools.first?.changes.first?.before == "(string of 1002 bytes)")
    #expect(record.pools.first?.changes.first?.after == ["capacity": 2])
    #expect(kept.suspension?.reason == cut)
    #expect(kept.last == record.pools.first)
    let words = try await log.calls(in: Samples.run(0)).first?.arguments
    #expect(words == ["rest", String(repeating: "x", count: 17) + "…", "a", "… (2 more)"])
  }

  @Test(
    "a path's steps come back from their stored form, and two paths never share one",
    arguments: 1...20 as ClosedRange<UInt64>)
  func paths(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let paths = Set(generator.list(40...40) { $0.path() })
    for path in paths { #expect(try JSONPath(stored: path.stored) == path) }
    #expect(Set(paths.map { $0.stored.text() }).count == paths.count)
  }

  @Test("paths that read alike are told apart")
  func alike() {
    let paths = [
      JSONPath("a", "b"), JSONPath("a.b"), JSONPath([.member("a"), .index(0)]), JSONPath("a[0]"),
      JSONPath([.member("a"), .element(key: "0", value: "")]), JSONPath([.member("a"), .member("0")]),
      JSONPath([.element(key: "k", value: "v=w")]), JSONPath([.element(key: "k=v", value: "w")]), .root, JSONPath(""),
    ]
    #expect(Set(paths.map { $0.stored.text() }).count == paths.count)
  }

  @Test("a whole number comes back as the whole number that it is, however it was written")
  func wholeNumbers() throws {
    let baseline = Baseline(
      resources: [Baseline.Resource(id: Samples.scaleSet, apiVersion: "1", desired: .number(2), echo: .null)])
    let back = try Baseline(stored: JSONValue(storedText: baseline.stored.text(), "it"))
    #expect(back.resources.first?.desired == .integer(2))
    #expect(back.resources.first?.echo == .null)
  }
}
