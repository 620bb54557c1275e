import Testing

@testable import Commands

@Suite("validate, of templates and files of parameters")
struct ValidateJSONTests {
  private static let schemas = "https://schema.management.azure.com/schemas"

  /// A folder with a pool on a template with parameters, and beside it a pool on another template.
  private static func harness() throws -> CommandHarness {
    let harness = try CommandHarness(settings: nil)
    try harness.write(ValidateTests.template, to: "pools/t.json")
    let manifest = ValidateTests.manifest("one").replacing(
      "file: t.json", with: "file: t.json\n    parametersFile: p.json")
    try harness.write(manifest, to: "pools/one.yaml")
    try harness.write(#"{"parameters": {}}"#, to: "pools/p.json")
    try harness.write(ValidateTests.template, to: "other/t.json")
    try harness.write(ValidateTests.manifest("two", "  locatoin: eastus"), to: "other/two.yaml")
    return harness
  }

  @Test("a file that a pool rests on is right with the pool", arguments: ["pools/t.json", "pools/p.json"])
  func right(path: String) async throws {
    let harness = try Self.harness()
    let result = try await harness.run(["validate", path])
    #expect(result.error.isEmpty && result.output == "1 pool is valid\n", "\(result.error)")
    let both = try await harness.run(["validate", path, "pools/one.yaml"])
    #expect(both.error.isEmpty && both.output == "1 pool is valid\n", "\(both.error)")
  }

  struct Fault: CustomTestStringConvertible {
    var path: String
    var content: String
    /// How the lines begin.
    var lines: [String]
    var testDescription: String { content }
  }

  @Test(
    "what is wrong in a file that a pool rests on has its line and column, and nothing of other pools is told",
    arguments: [
      Fault(path: "pools/t.json", content: "{\n  \"a\": 01}", lines: ["pools/t.json:2:8: 01 is no number"]),
      Fault(path: "pools/t.json", content: "", lines: ["pools/t.json:1:1: the JSON text ends"]),
      Fault(path: "pools/t.json", content: "{}", lines: ["pools/t.json:1:1: the template has no $schema"]),
      Fault(
        path: "pools/t.json",
        content: ValidateTests.template.replacing("\"ip\"", with: "\"[nope()]\"")
          .replacing("resourceGroup()", with: "resourceGrop()"),
        lines: [
          "pools/t.json:6:90: the function nope is not known",
          "pools/t.json:7:48: the function resourceGrop is not known",
        ]),
      // What it does to the pool stands where the pool says so.
      Fault(
        path: "pools/t.json", content: ValidateTests.template.replacing("\"password\":", with: "\"key\":"),
        lines: ["pools/one.yaml:11:5: the secure parameter key", "pools/one.yaml:11:15: spec"]),
      Fault(path: "pools/p.json", content: "{\n\"parameters\": {", lines: ["pools/p.json:2:15: "]),
      Fault(
        path: "pools/p.json", content: "{\n\"parameters\": {\"pasword\": {\"value\": 1}}}",
        lines: ["pools/p.json:2:37: parameter pasword: the template has no such parameter"]),
      Fault(
        path: "pools/p.json", content: "{\n\"parameters\": {\"a\": 3}}",
        lines: ["pools/p.json:2:21: parameter a: should be"]),
    ])
  func wrong(row: Fault) async throws {
    let harness = try Self.harness()
    try harness.write(row.content, to: row.path)
    let result = try await harness.run(["validate", row.path])
    let lines = result.error.split(separator: "\n").map(String.init)
    #expect(lines.count == row.lines.count, "\(result.error)")
    for (line, begin) in zip(lines, row.lines) { #expect(line.hasPrefix(begin), "\(result.error)") }
    #expect(result.status == .failed && result.output.isEmpty)
  }

  @Test("advice about a template has its line and column there, and --strict fails by it")
  func advice() async throws {
    let harness = try Self.harness()
    try harness.write(ValidateTests.template.replacing("2024-05-01", with: "2015-06-15"), to: "pools/t.json")
    let result = try await harness.run(["validate", "--strict", "pools/t.json"])
    #expect(result.error.hasPrefix("pools/t.json:6:66: warning: "), "\(result.error)")
    #expect(result.error.hasSuffix("[old-api-version]\n") && result.status == .failed)
  }

  @Test(
    "a file that no pool rests on is a fault with its place, and what is wrong in it by itself too",
    arguments: [
      ("{\n  \"a\": 1", "1:1: an object is never closed"),
      ("{\"a\": 1}\n x", "2:2: something stands behind the end of the JSON value"),
      ("{\"a\": 1}", "1:1: no manifest, and no pool that can be read has it"),
      ("[]", "1:1: no manifest, and no pool that can be read has it"),
      (ValidateTests.template, "1:1: no manifest, and nothing is wrong in it by itself, but no pool"),
      (ValidateTests.template.replacing("\"ip\"", with: "\"[nope()]\""), "6:90: the function nope is not known"),
      (
        "{\"$schema\": \"\(schemas)/2019-04-01/deploymentParameters.json#\",\n\"parameters\": 3}",
        "1:1: a parameter file is an object"
      ),
      (
        "{\"$schema\": \"\(schemas)/2019-04-01/deploymentParameters.json#\",\n\"parameters\": {\"a\": 3}}",
        "2:21: parameter a: should be"
      ),
    ])
  func unused(content: String, line: String) async throws {
    let harness = try Self.harness()
    try harness.write(content, to: "spare.json")
    let result = try await harness.run(["validate", "spare.json"])
    #expect(result.error.hasPrefix("spare.json:\(line)"), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1 && result.status == .failed)
  }
}
