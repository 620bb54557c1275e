import ArgumentParser
import Pools
import Reconciliation
import Testing

@testable import Commands

@Suite("what a controller prints")
struct RunPrinterTests {
  private func printed(_ words: [String], _ report: RunReport) throws -> RecordingConsole {
    let recording = RecordingConsole()
    let options = try GlobalOptions.parse(words)
    let printer = RunPrinter(console: recording.console, palette: .plain, options: options)
    printer.show(
      .began(
        run: report.run, revision: try Fixtures.revision(), pools: report.pools.map(\.name), subscriptions: 1))
    for pool in report.pools { printer.show(.pool(pool)) }
    printer.show(.finished(report))
    return recording
  }

  @Test("a scheduled round without news says nothing, and all of it where more is asked for")
  func quiet() throws {
    var report = try Fixtures.contractRun()
    report.trigger = .schedule
    report.pools = [try Fixtures.report("nlp", .suspended), try Fixtures.report("vision", .unchanged)]
    #expect(try printed([], report).output == "")
    #expect(try printed(["--verbose"], report).output.split(separator: "\n").count == 4)
  }

  @Test("pools with news are in columns, and wrong manifests on standard error")
  func news() throws {
    var report = try Fixtures.contractRun()
    report.error = "pools/a.yaml:3:7: no such field"
    let recording = try printed([], report)
    #expect(
      recording.output == """
        ✗ audio    refused     location cannot change in place: westus2 → eastus (manifests/audio.yaml:9)
        ✔ nlp      updated     scale set sku.capacity 2 → 4
        run 01JD3000000000000000000000 in 41 s: 1 unchanged, 1 updated, 1 refused

        """)
    #expect(recording.error == "pools/a.yaml:3:7: no such field\n")
  }

  @Test("the lines of a pool stay together while others are told of")
  func together() async throws {
    let recording = RecordingConsole()
    let printer = RunPrinter(
      console: recording.console, palette: .plain, options: try GlobalOptions.parse(["--verbose"]))
    let reports = try (0..<200).map { number in
      let name = "pool-\(number)"
      return try Fixtures.report(name, .updated, changes: [try Fixtures.change(name, "sku.capacity", 2, 4)])
    }
    await withTaskGroup(of: Void.self) { tasks in
      for report in reports { tasks.addTask { printer.show(.pool(report)) } }
    }
    let lines = recording.output.split(separator: "\n")
    #expect(lines.count == 400)
    for (first, second) in zip(lines, lines.dropFirst()) where first.hasPrefix("✔") {
      let name = first.split(separator: " ")[1]
      #expect(second.hasPrefix("    scale set \(name) sku.capacity"))
    }
  }

  @Test("in JSON it is one line a run")
  func json() throws {
    let output = try printed(["-o", "json"], try Fixtures.contractRun()).output
    #expect(output.split(separator: "\n").count == 1)
    #expect(try JSONReader.read(output)["run"] == "01JD3000000000000000000000")
  }
}
