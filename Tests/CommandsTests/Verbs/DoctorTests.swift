import Pools
import PortContracts
import Reconciliation
import Testing

@testable import Commands

@Suite("doctor")
struct DoctorTests {
  @Test("what is well is said, and what is not is said with what to do about it")
  func checks() async throws {
    let harness = try CommandHarness()
    harness.source.commit(["one.yaml": ValidateTests.manifest("one"), "t.json": ValidateTests.template])
    try harness.write("#!/bin/sh\n", to: "az")
    let result = try await harness.run(["doctor", "-o", "json"], environment: ["WEIR_AZURE_CLI": "/bin/true"])
    let checks = try JSONReader.read(result.output)["checks"]?.array ?? []
    let found = Dictionary(
      checks.compactMap { check in check["name"]?.string.map { ($0, check["result"]?.string ?? "") } },
      uniquingKeysWith: { first, _ in first })
    #expect(
      found == [
        "settings": "ok", "state": "ok", "controller": "warn", "git": "ok", "manifests": "ok", "secrets": "ok",
        "az": "ok", "login": "ok", "rights 11111111-2222-3333-4444-555555555555": "ok",
      ])
    #expect(result.status == .done)
  }

  @Test("what rests on something that is not well is not looked at")
  func skipped() async throws {
    let harness = try CommandHarness()
    harness.source.fail(.timedOut(url: "https://example.com/p", after: .seconds(60)))
    let result = try await harness.run(["doctor"], environment: ["WEIR_AZURE_CLI": "/nowhere/az"])
    #expect(result.status == .failed)
    #expect(
      result.output.contains(
        "✗ git                                           https://example.com/p: git did not answer within 1m and was "
          + "ended; check the network, or raise source.timeout\n"), "\(result.output)")
    #expect(result.output.contains("not looked at, since git is not well"))
    #expect(result.output.contains("/nowhere/az is not there or cannot be run"))
    #expect(result.output.contains("→ install the Azure CLI"))
  }
}
