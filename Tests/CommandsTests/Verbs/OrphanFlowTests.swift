import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@testable import Commands

@Suite("From a commit to what the commands say")
struct OrphanFlowTests {
  private static func template(_ tag: String) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "resources": [
       {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "renres",
        "location": "westus2", "tags": {"tier": "\(tag)"}, "properties": {}}]}
    """
  }

  private func manifest(_ name: String, from former: String? = nil) -> String {
    let renamed = former.map { ", renamedFrom: \($0)" } ?? ""
    return """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata: {name: \(name)\(renamed)}
      spec: {resourceGroup: rg-ren, location: westus2, template: {file: t.json}}
      """
  }

  private func commit(_ harness: CommandHarness, _ manifest: String, tag: String = "a") {
    harness.source.commit(["pool.yaml": manifest, "t.json": Self.template(tag)])
  }

  /// The verb, with a real controller over the harness's repository, Azure and log.
  private func run(_ harness: CommandHarness, _ words: String...) async throws -> CommandHarness.Result {
    let chance = Chance()
    let controller = Controller(
      source: harness.source, azure: harness.azure, log: harness.log, secrets: InMemorySecrets([:]),
      clock: SteppingClock(),
      settings: ReconcileSettings(subscriptions: [try Fixtures.subscription()], pruneEnabled: true, pruneLimit: 5),
      logger: harness.session(console: RecordingConsole().console).logger, random: { chance.next() },
      describe: { ErrorText.faults(for: $0).map(\.line).joined(separator: "\n") })
    let engine = Engine(
      reconcile: { try await controller.reconcile($0, events: $1) }, run: { _ in }, wake: {})
    return try await harness.run(words, engine: engine)
  }

  private final class Chance: Sendable {
    func next() -> UInt64 { UInt64.random(in: .min ... .max) }
  }

  private func owner(_ harness: CommandHarness) -> JSONValue? {
    harness.azure.withState { $0.resources.values.first?.body["tags"]?["weir-pool"] }
  }

  @Test("a pool renamed in place is never told as deleted, and one field hands its resources over")
  func renamed() async throws {
    let harness = try CommandHarness()
    try harness.beginState()
    commit(harness, manifest("renold"))
    #expect(try await run(harness, "reconcile", "--now").status == .done)
    commit(harness, manifest("rennew"))
    for words in [["plan"], ["reconcile", "--now"], ["reconcile", "--now"]] {
      let result =
        words == ["plan"] ? try await run(harness, "plan") : try await run(harness, "reconcile", "--now")
      #expect(result.status == .trouble)
      #expect(!result.output.contains("deleted"), "\(result.output)")
      #expect(result.output.contains("write metadata.renamedFrom: renold to keep it"), "\(result.output)")
      #expect(result.output.contains("! renold   orphaned"), "\(result.output)")
    }
    #expect(owner(harness) == "renold")
    #expect(try await run(harness, "status").output.contains("! renold   orphaned"))
    #expect(try await run(harness, "prune", "--yes", "renold").status == .trouble)
    #expect(owner(harness) == "renold")

    commit(harness, manifest("rennew", from: "renold"))
    let plan = try await run(harness, "plan")
    #expect(plan.status == .changes)
    #expect(plan.output.contains("tags.weir-pool renold → rennew"), "\(plan.output)")
    #expect(try await run(harness, "reconcile", "--now").status == .done)
    #expect(owner(harness) == "rennew")
    #expect(try await run(harness, "plan").status == .done)
    #expect(try await run(harness, "status").status == .done)
    #expect(try await run(harness, "log", "renold").status == .done)
    #expect(harness.azure.writes.allSatisfy { !$0.hasPrefix("delete") })
  }

  @Test("a suspended pool shows what waits: in the plan with exit code 2, and in the status with the commit")
  func suspended() async throws {
    let harness = try CommandHarness()
    try harness.beginState()
    commit(harness, manifest("renold"))
    _ = try await run(harness, "reconcile", "--now")
    #expect(try await run(harness, "suspend", "renold", "--reason", "x").status == .done)
    commit(harness, manifest("renold"), tag: "b")
    let plan = try await run(harness, "plan")
    #expect(plan.status == .changes)
    let by = CallerName.current(environment: [:])
    #expect(plan.output.contains("- renold   suspended   waits: suspended since 2026-11-21T21:17:00Z by \(by): x; "))
    #expect(plan.output.contains("tags.tier a → b"), "\(plan.output)")
    let writes = harness.azure.writes
    #expect(try await run(harness, "reconcile", "--now").status == .done)
    #expect(harness.azure.writes == writes)
    #expect(try await run(harness, "status").output.contains("the manifest has changed, by "))
    let json = try JSONReader.read(try await run(harness, "plan", "-o", "json").output)
    #expect(json["pools"]?.array?.first?["suspension"]?["by"] == .string(by))
  }

  @Test("removed pools are orphaned in plan, comment and status, listed by prune, and deleted by it")
  func pruned() async throws {
    let harness = try CommandHarness()
    try harness.beginState()
    commit(harness, manifest("renold"))
    _ = try await run(harness, "reconcile", "--now")
    harness.source.commit(["t.json": Self.template("a")])
    let comment = try await run(harness, "plan", "-o", "markdown")
    #expect(comment.status == .trouble)
    #expect(comment.output.contains("### Weir: 1 orphaned\n"), "\(comment.output)")
    #expect(comment.output.contains("has no pool at all; check source.path"))
    #expect(try await run(harness, "reconcile", "--now").status == .trouble)
    let listed = try await run(harness, "prune")
    #expect(listed.output.contains("delete network security group renres") || listed.output.contains("renres"))
    #expect(try await run(harness, "prune", "--yes", "renold").status == .done)
    #expect(harness.azure.withState { $0.resources.isEmpty })
    #expect(try await run(harness, "status").status == .done)
    #expect(try await run(harness, "plan").status == .done)
    let log = try await run(harness, "log", "renold")
    #expect(log.output.contains("deleted") && log.output.contains("renold: orphaned by "), "\(log.output)")
  }
}
