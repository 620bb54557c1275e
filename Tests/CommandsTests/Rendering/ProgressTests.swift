import Pools
import Reconciliation
import Synchronization
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
    printer.begin()
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

  @Test(
    "a plan tells pools by name, whichever was planned first, and one that is interrupted what it had",
    arguments: [true, false])
  func planned(_ isInterrupted: Bool) throws {
    let recording = RecordingConsole()
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: true)
    printer.begin()
    for event in try events() {
      if isInterrupted, case .finished = event { continue }
      printer.show(event)
    }
    printer.close()
    let pools = """
      ✔ nlp      updated     scale set sku.capacity 2 → 4
      ✔ vision   unchanged

      """
    let summary = "plan in 41 s: 1 unchanged, 1 updated, 1 refused; nothing was written\n"
    #expect(recording.output.hasSuffix(isInterrupted ? pools : pools + summary), "\(recording.output)")
  }

  @Test("a terminal that was made narrower loses all rows of the lines, and gets shorter ones")
  func narrow() throws {
    let width = Mutex(80)
    let recording = RecordingConsole(isTerminal: true, columns: { width.withLock { $0 } })
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: false)
    printer.show(.progress(try Fixtures.pool("nlp"), "deploying weir-nlp-3f9a0c12d4e5"))
    width.withLock { $0 = 20 }
    printer.show(.note("x"))
    printer.close()
    #expect(
      recording.output == "… nlp   deploying weir-nlp-3f9a0c12d4e5\n"
        + "\u{1B}[2A\u{1B}[J  x\n… nlp   deploying …\n\u{1B}[1A\u{1B}[J")
  }

  @Test("what goes to standard error stands above the lines of pools at work")
  func warnings() throws {
    let recording = RecordingConsole(isTerminal: true)
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: false)
    printer.show(.progress(try Fixtures.pool("nlp"), "waits"))
    recording.console.tell("weir: slow")
    printer.close()
    recording.console.tell("weir: done")
    #expect(
      recording.both == "… nlp   waits\n\u{1B}[1A\u{1B}[Jweir: slow\n… nlp   waits\n\u{1B}[1A\u{1B}[Jweir: done\n")
  }

  @Test("on a terminal the lines of pools at work are rewritten, and gone at the end")
  func inPlace() throws {
    let recording = RecordingConsole(isTerminal: true)
    let printer = ProgressPrinter(console: recording.console, palette: .plain, showsChanges: false, isPlan: false)
    printer.begin()
    for event in try events() { printer.show(event) }
    #expect(
      recording.output == """
        … reading the repository
        \u{1B}[1A\u{1B}[J► main@4f1c2ab6  3 pools, 2 subscriptions
        … reading Azure
        \u{1B}[1A\u{1B}[J… nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J  a force-push was followed
        … nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J✔ vision   unchanged
        … nlp      deploying weir-nlp-3f9a0c12d4e5
        \u{1B}[1A\u{1B}[J✔ nlp      updated     scale set sku.capacity 2 → 4
        run 01JD3000000000000000000000 in 41 s: 1 unchanged, 1 updated, 1 refused

        """)
  }
}
