import Testing

@testable import Commands

@Suite("the places that validate names")
struct ValidatedPlaceTests {
  @Test("a message names every file as it is from where the user stands")
  func mentions() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(ValidateTests.template, to: "pools/t.json")
    try harness.write(ValidateTests.manifest("vision"), to: "pools/a.yaml")
    try harness.write(ValidateTests.manifest("vision"), to: "pools/team/b.yaml")
    let result = try await harness.run(["validate", "pools"])
    let lines = result.error.split(separator: "\n").map(String.init)
    #expect(
      lines.contains { $0.hasPrefix("pools/a.yaml:4:9: ") && $0.contains("at pools/team/b.yaml:4:9;") }, "\(lines)")
    #expect(
      lines.contains { $0.hasPrefix("pools/team/b.yaml:4:9: ") && $0.contains("at pools/a.yaml:4:9;") }, "\(lines)")
  }
}
