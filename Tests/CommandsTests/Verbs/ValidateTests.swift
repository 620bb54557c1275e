import Crypto
import Foundation
import Glibc
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

  @Test("without settings nothing is held against a subscription that nobody named")
  func noSettings() async throws {
    let harness = try CommandHarness(settings: nil)
    let subscription = "11111111-2222-3333-4444-555555555555"
    try harness.write(
      """
      apiVersion: weir.dev/v1
      kind: Pool
      metadata: {name: vision}
      spec:
        resourceGroup: ds-vision
        location: westus2
        size: Standard_D4s_v5
        instances: 2
        admin:
          username: dsvmadmin
          sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@example]
        access: {allowFrom: [203.0.113.0/24]}
        network:
          subnet: /subscriptions/\(subscription)/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/n/subnets/p
      """, to: "pools/vision.yaml")
    let result = try await harness.run(["validate", "pools"])
    #expect(result.error == "" && result.output == "1 pool is valid\n")
  }

  @Test("the example of this repository is valid")
  func exampleIsValid() async throws {
    let result = try await CommandHarness(settings: nil).run(["validate", Self.example, "-o", "json"])
    #expect(result.error == "")
    let names = try JSONReader.read(result.output)["pools"]?.array?.compactMap { $0["name"] }
    #expect(names == ["corpus", "desk", "genome", "nlp", "vision", "vision-gpu"])
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

  @Test("in JSON, standard output has the whole answer and standard error the errors, right or wrong")
  func json() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(Self.template, to: "t.json")
    try harness.write(Self.manifest("one"), to: "one.yaml")
    let right = try await harness.run(["validate", "-o", "json"])
    #expect(right.error.isEmpty)
    #expect(
      try JSONReader.read(right.output) == [
        "errors": [], "warnings": [], "pools": [["name": "one", "manifest": "one.yaml:1:1"]],
      ])
    try harness.write(Self.manifest("two", "  locatoin: eastus"), to: "two.yaml")
    let wrong = try await harness.run(["validate", "-o", "json"])
    #expect(wrong.status == .failed)
    let errors = try JSONReader.read(wrong.error)
    #expect(errors["errors"]?.array?.count == 1)
    #expect(errors == ["errors": try #require(try JSONReader.read(wrong.output)["errors"])])
  }

  struct Nothing: CustomTestStringConvertible {
    var path: String
    /// Line and column, where there is a file to look into.
    var place: String?
    var line: String
    var testDescription: String { path }
  }

  @Test(
    "a path that is named and holds no manifest is said to hold none, and what it is",
    arguments: [
      Nothing(
        path: "other.yaml", place: ":1:1",
        line: "no manifest; no document in it says apiVersion: weir.dev/v1, or .weirignore leaves it out"),
      Nothing(
        path: "rubbish.yaml", place: ":1:1",
        line: "no manifest; no document in it says apiVersion: weir.dev/v1, or .weirignore leaves it out"),
      Nothing(path: "empty", line: "no manifest; the folder holds no files"),
      Nothing(path: "texts/", line: "no manifest; no file in the folder ends in .yaml or .yml"),
      Nothing(
        path: "others", line: "no manifest; none of the 2 YAML files in the folder says apiVersion: weir.dev/v1"),
      Nothing(path: "pipe", line: "a pipe, and no file; name a file or a folder"),
      Nothing(path: "pipe.yaml", line: "a pipe, and no file; name a file or a folder"),
      Nothing(path: "/dev/null", line: "a device, and no file; name a file or a folder"),
      Nothing(
        path: "link.yaml", line: "a symbolic link, which git keeps as a link; name the file that it leads to"),
      Nothing(path: "gone", line: "there is no such file or folder"),
    ])
  func nothing(row: Nothing) async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(Self.template, to: "t.json")
    try harness.write(Self.manifest("one"), to: "one.yaml")
    try harness.write("apiVersion: v1\n", to: "other.yaml")
    try harness.write("\u{0}\u{7}\u{1B}[31m: [", to: "rubbish.yaml")
    for name in ["a.yaml", "b.yml"] { try harness.write("apiVersion: v1\n", to: "others/\(name)") }
    try harness.write("", to: "texts/a.txt")
    try FileManager.default.createDirectory(atPath: "\(harness.folder)/empty", withIntermediateDirectories: true)
    for name in ["pipe", "pipe.yaml"] { try #require(mkfifo("\(harness.folder)/\(name)", 0o600) == 0) }
    try FileManager.default.createSymbolicLink(
      atPath: "\(harness.folder)/link.yaml", withDestinationPath: "one.yaml")
    let result = try await harness.run(["validate", row.path])
    #expect(result.error == (row.place.map { "\(row.path)\($0)" } ?? "weir: \(row.path)") + ": \(row.line)\n")
    #expect(result.output.isEmpty)
    #expect(result.status == .failed)
  }

  @Test("a slip in apiVersion is an error of its document, and the other pools stay valid")
  func nearMiss() async throws {
    let harness = try CommandHarness(settings: nil)
    try harness.write(Self.template, to: "pools/t.json")
    try harness.write(Self.manifest("one"), to: "pools/one.yaml")
    try harness.write(Self.manifest("two").replacing("weir.dev", with: "wier.dev"), to: "pools/two.yaml")
    let all = try await harness.run(["validate"])
    let line =
      "pools/two.yaml:1:13: apiVersion: \"wier.dev/v1\" is not weir.dev/v1, though the kind is one of Weir's; correct it, "
      + "or list the file in .weirignore if it is not Weir's\n"
    #expect(all.error == line && all.output.isEmpty && all.status == .failed)
    let both = try await harness.run(["validate", "pools/two.yaml", "pools/one.yaml"])
    #expect(both.error == line && both.status == .failed)
    let other = try await harness.run(["validate", "pools/one.yaml"])
    #expect(other.output == "1 pool is valid\n" && other.error.isEmpty)
  }

  @Test("where nobody named a path, a folder without manifests is no fault, and is said to have none")
  func empty() async throws {
    let harness = try CommandHarness()
    try harness.write("apiVersion: v1\n", to: "other.yaml")
    let result = try await harness.run(["validate"])
    #expect(result.output == "there is no manifest here; weir init writes an example\n")
    #expect(result.status == .done)
    try harness.write("apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: all}\nspec: {}\n", to: "d.yaml")
    #expect(try await harness.run(["validate"]).output == "no pool, only defaults, and they are valid\n")
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
    try harness.write("", to: ".git/HEAD")
    try harness.write(Self.template.replacing("Standard", with: "Basic"), to: "t.json")
    try harness.write(Self.manifest("one").replacing("file: t.json", with: "file: ../t.json"), to: "pools/one.yaml")
    let lenient = try await harness.run(["validate", "pools"])
    #expect(lenient.status == .done && lenient.output == "1 pool is valid\n")
    #expect(lenient.error.hasPrefix("t.json:7:") && lenient.error.hasSuffix(" [retired-sku]\n"), "\(lenient)")
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
    let harness = try CommandHarness(
      settings: CommandHarness.settings + "\ntemplates: {allowedHosts: [example.com]}\n")
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

  @Test("a template of a server that the settings do not list is an error of its pool, whether a copy is kept or not")
  func unlisted() async throws {
    for settings in [
      CommandHarness.settings, CommandHarness.settings + "\ntemplates: {allowedHosts: [\"example.com:8443\"]}",
    ] {
      let harness = try CommandHarness(settings: settings)
      let hash = TemplateHash(digest: SHA256.hash(data: Array(Self.template.utf8))).description
      try harness.write(Self.template, to: ".weir/templates/\(hash)")
      try harness.write(
        Self.manifest("one").replacing("file: t.json", with: "uri: https://example.com/t.json\n    sha256: \(hash)"),
        to: "one.yaml")
      let result = try await harness.run(["validate"])
      #expect(result.status == .failed)
      #expect(
        result.error.hasSuffix(
          ": spec.template.uri: templates.allowedHosts in weir.yaml does not list example.com; add it there, or keep the "
            + "template in the repository, as spec.template.file\n"), "\(result.error)")
    }
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
    #expect(
      try await harness.run(["render", "zebra"]).error == "weir: no pool is called zebra; there are only: one\n")
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
