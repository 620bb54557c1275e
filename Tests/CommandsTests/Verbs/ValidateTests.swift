import Crypto
import Foundation
import Manifests
import Pools
import PortContracts
import Testing

@testable import Commands

@Suite("validate, render and schema")
struct ValidateTests {
  /// This repository's own example.
  static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "manifests").path

  static let template = """
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {"password": {"type": "securestring"}},
      "resources": [{
        "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "ip",
        "sku": {"name": "Standard"}, "location": "[resourceGroup().location]",
        "properties": {"publicIPAllocationMethod": "Static"}
      }]
    }
    """

  static func manifest(_ name: String, _ more: String = "", group: String = "ds") -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata:
      name: \(name)
    spec:
      resourceGroup: \(group)-\(name)
      location: westus2
      template:
        file: t.json
        secrets: {password: {environment: PASSWORD}}
    \(more)
    """
  }

  @Test("what weir init writes is valid as it is, before and after a commit would hold it")
  func starter() async throws {
    let harness = try CommandHarness(settings: nil)
    _ = try await harness.run(["init", "new"])
    let result = try await harness.run(["validate", "new"])
    #expect(result.error == "")
    #expect(result.output == "1 pool is valid\n")
    #expect(try await harness.run(["validate", "new", "--config", "new/weir.yaml"]).status == .done)
  }

  @Test("the example of this repository is valid")
  func exampleIsValid() async throws {
    let result = try await CommandHarness(settings: nil).run(["validate", Self.example, "-o", "json"])
    #expect(result.error == "")
    let names = try JSONReader.read(result.output)["pools"]?.array?.compactMap { $0["name"] }
    #expect(names == ["audio", "nlp", "vision"])
  }

  @Test("a fault is a line with the path as the user sees it, and ends with 1")
  func fault() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(Self.template, to: "pools/t.json")
    try harness.write(Self.manifest("one", "  locatoin: eastus"), to: "pools/one.yaml")
    try harness.write(Self.manifest("two"), to: "pools/two.yaml")
    let result = try await harness.run(["validate"])
    #expect(result.status == .failed)
    #expect(result.output.isEmpty)
    let lines = result.error.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("pools/one.yaml:11:3: ") == true, "\(result.error)")
    #expect(lines.first?.contains("location") == true)

    let json = try JSONReader.read(try await harness.run(["validate", "-o", "json", "pools"]).error)
    let first = json["errors"]?.array?.first
    #expect(first?["file"] == "pools/one.yaml")
    #expect(first?["line"] == 11)
    #expect(first?["pool"] == "one")
    // What is asked about is told, and what is not is not.
    #expect(try await harness.run(["validate", "pools/two.yaml"]).output == "1 pool is valid\n")
    #expect(try await harness.run(["validate", "nowhere"]).error == "weir: nowhere: there is no such file or folder\n")
  }

  @Test("in a repository, defaults around a path hold, and manifests elsewhere are not looked at")
  func partOfRepository() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write("", to: "repo/.git/HEAD")
    try harness.write(Self.template, to: "repo/pools/team/t.json")
    try harness.write(
      Self.manifest("one").replacing("  location: westus2\n", with: ""), to: "repo/pools/team/one.yaml")
    try harness.write(
      "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: all}\nspec: {location: westus2}\n",
      to: "repo/pools/defaults.yaml")
    try harness.write(Self.manifest("one"), to: "repo/other/one.yaml")
    let result = try await harness.run(["validate", "repo/pools/team"])
    #expect(result.error == "")
    #expect(result.output == "1 pool is valid\n")
  }

  @Test("warnings have names, fail with --strict, and can be silenced with a reason")
  func advice() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(Self.template.replacing("Standard", with: "Basic"), to: "t.json")
    try harness.write(Self.manifest("one"), to: "pools/one.yaml")
    try harness.write(Self.manifest("one").replacing("file: t.json", with: "file: ../t.json"), to: "pools/one.yaml")
    let lenient = try await harness.run(["validate", "pools"])
    #expect(lenient.status == .done && lenient.output == "1 pool is valid\n")
    #expect(lenient.error.hasPrefix("t.json:7:22: warning: ") && lenient.error.hasSuffix(" [retired-sku]\n"), "\(lenient)")
    #expect(try await harness.run(["validate", "--strict"]).status == .failed)
    let json = try await harness.run(["validate", "--strict", "-o", "json"])
    let warning = try JSONReader.read(json.output)["warnings"]?.array?.first
    #expect(json.status == .failed && warning?["name"] == "retired-sku" && warning?["file"] == "t.json")
    let silenced = Self.manifest("one", "  silence: {retired-sku: \"moves in May\"}")
      .replacing("file: t.json", with: "file: ../t.json")
    try harness.write(silenced, to: "pools/one.yaml")
    let strict = try await harness.run(["validate", "--strict"])
    #expect(strict.status == .done && strict.error == "")
  }

  @Test("a template by its address is checked where a copy is kept, and named as not checked where none is")
  func elsewhere() async throws {
    let harness = try CommandHarness()
    let hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    let manifest = Self.manifest("one").replacing(
      "file: t.json", with: "uri: https://example.com/t.json\n    sha256: \(hash)")
    try harness.write(manifest, to: "one.yaml")
    let unkept = try await harness.run(["validate", "--strict"])
    #expect(unkept.status == .done)
    #expect(unkept.error.hasSuffix("[template-not-checked]\n"), "\(unkept.error)")
    // Whatever is kept under the hash is only taken where it has it.
    try harness.write(Self.template, to: ".weir/templates/\(hash)")
    #expect(try await harness.run(["validate"]).error.contains("template-not-checked"))
    let right = TemplateHash(digest: SHA256.hash(data: Array(Self.template.utf8))).description
    try harness.write(Self.template, to: ".weir/templates/\(right)")
    try harness.write(manifest.replacing(hash, with: right), to: "one.yaml")
    let kept = try await harness.run(["validate", "--strict"])
    #expect(kept.error == "" && kept.output == "1 pool is valid\n")
    // And then it is checked as any other.
    try harness.write(
      manifest.replacing(hash, with: right).replacing("secrets: {password", with: "secrets: {passwort"), to: "one.yaml")
    #expect(try await harness.run(["validate"]).error.contains("did you mean password?"))
  }

  @Test("the template that a pool deploys is printed, with its secret as a parameter")
  func render() async throws {
    let harness = try CommandHarness()
    harness.source.commit(["one.yaml": Self.manifest("one"), "t.json": Self.template])
    let result = try await harness.run(["render", "one"])
    let template = try JSONReader.read(result.output)
    #expect(template["parameters"] == ["password": ["type": "securestring"]])
    #expect(template["resources"]?.array?.first?["tags"]?["weir-pool"] == "one")
    #expect(try await harness.run(["render", "oen"]).error == "weir: no pool is called oen; did you mean one?\n")
  }

  @Test("the schema is one object")
  func schema() async throws {
    let result = try await CommandHarness(settings: nil).run(["schema"])
    #expect(try JSONReader.read(result.output)["$schema"] != nil)
  }

  @Test(
    "paths read as they are from another folder",
    arguments: [
      ("/a/b/c", "/a", "b/c"), ("/a", "/a", "."), ("/a/x", "/a/b/c", "../../x"), ("/ab", "/a", "../ab"),
    ])
  func relative(path: String, directory: String, expected: String) {
    #expect(FilePaths.relative(path, to: directory) == expected)
  }
}
