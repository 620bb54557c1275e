import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("A secret that Azure repeats") struct RedactionTests {
  static let values = [
    "correct horse battery", "two  blanks and\nlines\tof it", "quote\"and'back\\slash/é😀", "&<>\"' all + of % them",
  ]

  /// Ways in which a message may show a value.
  static let spellings: [@Sendable (String) -> String] = [
    { $0 }, { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }, { JSONValue.string($0).text() },
    { JSONValue.string(JSONValue.string($0).text()).text() }, { Data($0.utf8).base64EncodedString() },
    { Data("user:\($0)".utf8).base64EncodedString() },
    { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? $0 },
    { $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;") },
  ]

  /// Words of the values and their spellings that stand in no ordinary text.
  private func expectNothing(of value: String, in text: String, _ place: String) {
    let redactor = Redactor([SecretText(value)])
    #expect(redactor.redact(text) == text, "\(place): \(text)")
    #expect(!text.contains(value), "\(place)")
  }

  @Test("is in no report, event, run, state or write of the log", arguments: values)
  func sinks(value: String) async throws {
    for spelling in Self.spellings {
      var world = try World(Repository.pools("vision"))
      world.secrets = ["PASSWORD": value]
      let message = "the password '\(spelling(value))' is too weak"
      world.azure.withState { $0.failing["weir-vision-"] = message }
      let events = Mutex<[ReconcileEvent]>([])
      let request = ReconcileRequest(trigger: .command, reason: "since \(value) leaked", now: true)
      let report = try await world.controller().reconcile(request) { event in events.withLock { $0.append(event) } }
      #expect(report["vision"]?.message?.contains("the password '") == true)
      #expect(report["vision"]?.message?.contains("(secret)") == true, "\(report["vision"]?.message ?? "")")
      for (place, text) in [
        ("message", report["vision"]?.message ?? ""),
        ("events", events.withLock { $0.map(Self.text).joined(separator: "\n") }),
        ("runs", try await world.log.runs(pool: nil, limit: 5).flatMap { $0.pools.compactMap(\.message) }.joined()),
        ("states", try await world.log.states().values.compactMap(\.last?.message).joined()),
      ] { expectNothing(of: value, in: text, place) }
    }
  }

  private static func text(_ event: ReconcileEvent) -> String {
    switch event {
    case .began: ""
    case .note(let text), .progress(_, let text): text
    case .pool(let report): report.message ?? ""
    case .finished(let report): report.pools.compactMap(\.message).joined(separator: "\n") + report.notes.joined()
    }
  }

  @Test("is in nothing that the log is asked to keep")
  func log() async throws {
    let value = "two  blanks and\nlines"
    let told = JSONValue.string(value).text()
    let redactor = Redactor([SecretText(value)])
    let inner = InMemoryRunLog()
    let log = RedactingRunLog(inner, redactor: redactor)
    let world = try World(Repository.pools("vision"))
    let moment = Date(timeIntervalSince1970: 1_795_000_000)
    let run = RunID(at: moment, random: (1, 2))
    let vision = try #require(PoolName("vision"))
    try await log.begin(RunStart(id: run, trigger: .command, reason: told, startedAt: moment))
    try await log.note("vision: \(told)", in: run)
    let id = try world.scaleSet("vision")
    let change = Change(
      resource: id, path: JSONPath("tags"), before: .string(told), after: ["a": .string(value)], kind: .inPlace,
      cause: .drift)
    let report = PoolReport(
      name: vision, subscription: id.subscription, resourceGroup: try #require(id.resourceGroup), manifest: "a.yaml",
      outcome: .failed, message: told, changes: [change])
    let scope = DeploymentScope(subscription: id.subscription, resourceGroup: try #require(id.resourceGroup))
    let write = try await log.intend(
      WriteIntent(
        run: run, pool: vision, scope: scope, action: .deploy, target: "weir-vision-0123456789ab",
        effect: .init(outcome: .updated, changes: [change]), at: moment))
    #expect("\(try await inner.openWrites())".contains("(secret)"))
    try await log.end(write, as: .failed(told), at: moment)
    try await log.record(report, state: PoolState(name: vision), in: run, at: moment)
    try await log.change(vision) { $0.suspension = .init(reason: told, since: moment, until: nil) }
    try await log.setSourceFault(SourceFault(revision: nil, error: told, pools: [], since: moment))
    try await log.record(
      AzureCall(arguments: ["rest", "--body", told], startedAt: moment, duration: .zero, exitCode: 0), in: run)
    try await log.finish(run, at: moment, error: told)
    let kept = [
      "\(try await inner.runs(pool: nil, limit: 5))", "\(try await inner.states())",
      "\(try await inner.sourceFault()?.error ?? "")", "\(try await inner.calls(in: run))",
    ]
    for text in kept {
      #expect(text.contains("(secret)") && !text.contains("blanks"), "\(text)")
    }
    // The same report once more is no news, though it is redacted only on its way.
    let good = PoolReport(
      name: vision, subscription: id.subscription, resourceGroup: try #require(id.resourceGroup), manifest: "a.yaml",
      outcome: .unchanged, message: told)
    for number in [UInt64(3), 4] {
      let next = RunID(at: moment, random: (1, number))
      try await log.begin(RunStart(id: next, trigger: .command, startedAt: moment))
      try await log.record(good, state: PoolState(name: vision), in: next, at: moment)
    }
    let runs = try await inner.runs(pool: nil, limit: 5)
    #expect(runs.contains { $0.unlisted == 1 })
  }
}
