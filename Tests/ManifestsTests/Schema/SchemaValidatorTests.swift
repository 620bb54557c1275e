import Foundation
import Manifests
import Pools
import Subprocess
import SystemPackage
import TemporaryFolders
import Testing

/// What a JSON Schema validator of others says of manifests.
@Suite("The JSON Schema, read by somebody else")
struct SchemaValidatorTests {
  /// Debian's, with its own jsonschema (`.ci/install` brings it).
  private static let python = FilePath("/usr/bin/python3")

  /// What Python's jsonschema says of the files, by their names.
  private static func verdicts(on files: [URL]) async throws -> [String: String] {
    let folder = try TemporaryFolder()
    let schema = try folder.write(ManifestSchema.jsonSchema().text(indentation: 2), to: "schema.json")
    let script = Fixtures.root.appending(path: "schema/validate.py")
    let result = try await Subprocess.run(
      .path(python), arguments: Arguments([script.path, schema] + files.map(\.path)),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    var verdicts: [String: String] = [:]
    for line in result.standardOutput.split(separator: "\n") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      verdicts[URL(filePath: parts[0]).lastPathComponent] = parts[1]
    }
    return verdicts
  }

  private static func manifests(in folder: URL) throws -> [URL] {
    let folder = folder.resolvingSymlinksInPath()
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
      .map { folder.appending(path: $0) }
  }

  @Test("every example is accepted, and every field in a manifest without faults")
  func examples() async throws {
    let files = try Self.manifests(in: Fixtures.examples) + Self.manifests(in: Fixtures.good)
    let verdicts = try await Self.verdicts(on: files)
    #expect(verdicts.count >= 7)
    #expect(verdicts.filter { $0.value != "accepted" } == [:])
  }

  @Test("of the broken pools it refuses all but those that say why only Weir can")
  func broken() async throws {
    let files = try Self.manifests(in: Fixtures.ownFields)
    let verdicts = try await Self.verdicts(on: files)
    for pool in BrokenPool.all {
      #expect(verdicts[pool.name] == (pool.onlyWeirRefuses == nil ? "refused" : "accepted"), "\(pool.name)")
    }
    // Most faults of shape are seen while somebody types.
    #expect(verdicts.values.count { $0 == "refused" } > 60)
  }

  /// What is wrong with these is not in the document itself: names of files and parameters, and how the YAML is written.
  private static let onlyWeir: Set<String> = [
    "alias-bomb.yaml", "indentation.yaml", "key-twice.yaml", "location-missing.yaml", "not-utf8.yaml",
    "parameter-type.yaml", "parameter-unknown.yaml", "secret-missing.yaml", "tab.yaml", "template-broken.yaml",
    "template-missing.yaml", "template-outside.yaml",
  ]

  @Test("of the broken files it refuses all whose fault is in the document itself")
  func brokenFiles() async throws {
    let verdicts = try await Self.verdicts(
      on: try Self.manifests(in: Fixtures.broken).filter { $0.lastPathComponent != "alias-bomb.yaml" })
    for (name, verdict) in verdicts {
      #expect((verdict == "refused") != Self.onlyWeir.contains(name), "\(name): \(verdict)")
    }
  }
}
