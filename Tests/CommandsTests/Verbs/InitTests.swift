import Foundation
import GitSource
import Pools
import Testing

@testable import Commands

@Suite("init")
struct InitTests {
  @Test("it writes settings that are right and a template that is JSON, and a second time nothing")
  func starter() async throws {
    let harness = try CommandHarness(settings: nil)
    let first = try await harness.run(["init", "new"])
    #expect(first.output == "wrote  weir.yaml\nwrote  pools/example.yaml\nwrote  pools/templates/dsvm-pool.json\n")
    #expect(first.error.contains("export \(StarterFiles.secret)=…"))
    #expect(try #require(StarterFiles.all.first { $0.path == "pools/example.yaml" }).text.contains(StarterFiles.secret))
    try harness.write("mine", to: "new/pools/example.yaml")
    let second = try await harness.run(["init", "new"])
    #expect(second.output.contains("kept   pools/example.yaml, which was there\n"))
    #expect(second.status == .done)
    #expect(try BoundedFile.read("\(harness.folder)/new/pools/example.yaml", limit: 99) == Array("mine".utf8))

    let settings = try SettingsFile.settings(
      named: "new/weir.yaml", environment: [:], directory: harness.folder)
    #expect(settings.source.url.text == "\(harness.folder)/new")
    _ = try JSONReader.read(StarterTemplate.text)
  }

  @Test("a place that cannot be written is one line with the system's words")
  func unwritable() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write("", to: "file")
    let result = try await harness.run(["init", "file/inner"])
    #expect(result.status == .failed)
    #expect(
      result.error == "weir: \(harness.folder)/file/inner/weir.yaml cannot be written: it "
        + "cannot be made there; see that every part of the path before it is a folder\n")
  }

  @Test("every default that the starter's settings show is the default")
  func defaults() throws {
    let file = try #require(StarterFiles.all.first { $0.path == "weir.yaml" })
    let shown = try Settings(reading: file.text, file: "weir.yaml", directory: "/srv", environment: [:])
    var defaults = Settings()
    defaults.source.url = shown.source.url
    defaults.source.path = shown.source.path
    defaults.azure.subscriptions = shown.azure.subscriptions
    defaults.state = shown.state
    defaults.secrets = shown.secrets
    #expect(shown == defaults)
  }
}
