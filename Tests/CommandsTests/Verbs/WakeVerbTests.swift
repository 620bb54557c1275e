import ArgumentParser
import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@testable import Commands

@Suite("wake")
struct WakeVerbTests {
  @Test("wake asks for the pool alone, at once, with who and why")
  func request() async throws {
    let harness = try CommandHarness()
    let environment = ["SUDO_USER": "ana"]
    _ = try await harness.run(
      ["wake", "vision", "--for", "8h", "--instances", "2", "--reason", "demo at noon"], environment: environment)
    _ = try await harness.run(["wake", "vision"], environment: environment)
    _ = try await harness.run(["wake", "vision", "--end"], environment: environment)
    let by = getuid() == 0 ? "ana" : CallerName.current(environment: [:])
    let pools = Set([try Fixtures.pool("vision")])
    #expect(
      harness.requests.withLock { $0 } == [
        ReconcileRequest(
          pools: pools, trigger: .command, reason: "\(by) wakes vision: demo at noon", now: true,
          wake: .begin(period: .seconds(8 * 3_600), count: 2, by: by, reason: "demo at noon")),
        ReconcileRequest(
          pools: pools, trigger: .command, reason: "\(by) wakes vision", now: true,
          wake: .begin(period: .seconds(2 * 3_600), count: nil, by: by, reason: nil)),
        ReconcileRequest(
          pools: pools, trigger: .command, reason: "\(by) ends the wake of vision", now: true, wake: .end(by: by)),
      ])
  }

  @Test(
    "what no wake can be is wrong usage",
    arguments: [
      ["wake", "vision", "--for", "8d"], ["wake", "vision", "--for", "0s"], ["wake", "vision", "--instances", "0"],
      ["wake", "vision", "--end", "--for", "1h"], ["wake", "vision", "-o", "markdown"], ["wake"],
    ])
  func usage(_ words: [String]) {
    #expect(throws: (any Error).self) { try WeirCommand.parseAsRoot(words) }
  }

  @Test("a wake goes through the controller's socket as it was asked for")
  func message() throws {
    for wake in [
      WakeRequest.end(by: "ana"), .begin(period: .seconds(60), count: nil, by: "ana", reason: nil),
      .begin(period: .seconds(7_200), count: 3, by: "ana", reason: "demo"),
    ] {
      let request = ControlRequest.reconcile(
        ReconcileRequest(pools: [try Fixtures.pool("nlp")], trigger: .command, reason: "why", now: true, wake: wake))
      let text = request.json.text()
      #expect(try ControlRequest(json: JSONReader.read(text)) == request)
    }
    #expect(throws: UnreadableMessage.self) { try WakeRequest(json: ["by": "ana"]) }
  }

  @Test("status tells until when a pool is awake, by whom and why, and nothing once that is over")
  func status() async throws {
    let harness = try CommandHarness()
    try harness.beginState()
    let pool = try Fixtures.pool("vision")
    let report = try Fixtures.report("vision", .unchanged)
    try await harness.log.setState(PoolState(name: pool, last: report, lastAt: Fixtures.noon.addingTimeInterval(-200)))
    let awakening = Awakening(
      by: "ana", reason: "demo", since: Fixtures.noon.addingTimeInterval(-60),
      until: Fixtures.noon.addingTimeInterval(7_140))
    try await harness.log.setAwakening(awakening, of: pool)
    let text = try await harness.run(["status"]).output
    #expect(text.contains("✔ vision   unchanged   3 min ago   awake until 2026-11-21 23:16:00Z by ana: demo\n"))
    let json = try JSONReader.read(try await harness.run(["status", "-o", "json"]).output)
    #expect(json["pools"]?.array?.first?["awake"]?["until"] == "2026-11-21T23:16:00Z")
    var over = awakening
    over.until = Fixtures.noon
    try await harness.log.setAwakening(over, of: pool)
    #expect(try await !harness.run(["status"]).output.contains("awake"))
  }

  @Test("a refusal is one line that says what to do")
  func refusals() throws {
    let pool = try Fixtures.pool("vision")
    for (refusal, words) in [
      (WakeRefusal.neverSleeps(pool, minimum: 2), "does not sleep: it always has 2 or more"),
      (.overMaximum(pool, asked: 9, maximum: 4), "its maximum is 4"), (.untold(pool, "no scale set"), "no scale set"),
      (.tooLong(pool, asked: .seconds(8 * 86_400)), "8d: 7d at most"), (.notAwake(pool), "nothing to end"),
      (.suspended(pool, reason: "exam\nweek"), "weir resume vision comes first"),
    ] {
      let line = ErrorText.line(for: refusal)
      #expect(line.hasPrefix("vision ") && line.contains(words) && !line.contains("\n"))
    }
  }
}
