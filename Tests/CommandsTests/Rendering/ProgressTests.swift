import Pools
import Reconciliation
import Testing

@testable import Commands

@Suite("progress")
struct ProgressTests {
  private func events() throws -> [ReconcileEvent] {
    let report = try Fixtures.contractRun()
    return [
      .began(run: report.run, revision: try Fixtures.revision(), pools: report.pools.map(\.name), subscriptions: 2),
      .progress(try Fixtures.pool("nlp"), "deploying weir-nlp-3f9a0c12d4e5"), .note("a force-push was followed"),
      .pool(report.pools[2]), .pool(report.pools[1]), .finished(report),
    ]
  }

  @Test("elsewhere than on a terminal lines are only appended")
  func appended() throws {
    let recording = RecordingConsole()
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: false)
    for event in try events() { printer.show(event) }
    printer.close()
    #expect(
      recording.output == """
        ► main@4f1c2ab6  3 pools, 2 subscriptions
        … nlp      deploying weir-nlp-3f9a0c12d4e5
          a force-push was followed
        ✔ vision   unchanged
        ✔ nlp      updated     scale set sku.capacity 2 → 4
        run 01JD3000000000000000000000 in 41 s: 1 unchanged, 1 updated, 1 refused

        """)
    #expect(recording.error.isEmpty)
  }

  @Test("on a terminal the lines of pools at work are rewritten, and gone at the end")
  func inPlace() throws {
    let recording = RecordingConsole(isTerminal: true)
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: false)
    for event in try events() { printer.show(event) }
    #expect(
      recording.output == """
        ► main@4f1c2ab6  3 pools, 2 subscriptions
        … nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J  a force-push was followed
        … nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J✔ vision   unchanged
        … nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J✔ nlp      updated     scale set sku.capacity 2 → 4
        run 01JD3000000000000000000000 in 41 s: 1 unchanged, 1 updated, 1 refused

        """)
  }
}
