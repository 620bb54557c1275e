import Pools
import Testing

@testable import Manifests

@Suite("The pools that errors concern")
struct AffectedPoolTests {
  /// A repository with one error, and the pools that it holds back; the others are vision, nlp and audio.
  struct Row: CustomStringConvertible, Sendable {
    var description: String
    var files: [String: String]
    var affected: [String]
  }

  private static let bad = Samples.pool("nlp").replacing("location: westus2", with: "locatoin: westus2")
  private static let base = [
    "a/vision.yaml": Samples.pool("vision"), "b/nlp.yaml": Samples.pool("nlp"), "b/c/audio.yaml": Samples.pool("audio"),
  ]

  static let rows = [
    Row(description: "a pool's own error", files: ["b/nlp.yaml": bad], affected: ["nlp"]),
    Row(
      description: "an error of a second document holds back that one",
      files: [
        "b/nlp.yaml": bad, "b/c/audio.yaml": Samples.pool("audio") + "\n---\n" + Samples.pool("text", more: "  x: 1"),
      ],
      affected: ["nlp", "text"]),
    Row(
      description: "a file that is no YAML further down holds back what stands above too",
      files: ["b/nlp.yaml": Samples.pool("nlp") + "\n---\n\t[\n"], affected: ["nlp"]),
    Row(
      description: "a name that stands twice", files: ["z.yaml": Samples.pool("nlp")], affected: ["nlp"]),
    Row(
      description: "two pools that want one resource",
      files: ["b/c/audio.yaml": Samples.pool("audio", group: "ds-audio") + "  network: {subnet: x}\n"],
      affected: ["audio"]),
    Row(
      description: "defaults with an error hold back their folder and those below",
      files: ["b/d.yaml": Samples.defaults("{locatoin: westus2}")], affected: ["audio", "nlp"]),
    Row(
      description: "two defaults of a folder",
      files: ["b/c/d.yaml": Samples.defaults("{}"), "b/c/e.yaml": Samples.defaults("{}")], affected: ["audio"]),
    Row(
      description: "a file that cannot be read and says PoolDefaults",
      files: ["b/c/d.yaml": "apiVersion: weir.dev/v1\nkind: PoolDefaults\nspec: [\n"], affected: ["audio"]),
    Row(
      description: "defaults with a suffix in capitals", files: ["b/c/d.YAML": Samples.defaults("{}")],
      affected: ["audio"]),
    Row(
      description: "defaults with another apiVersion",
      files: ["b/d.yaml": Samples.defaults("{}").replacing("weir.dev/v1", with: "weir.dev/v9")],
      affected: ["audio", "nlp"]),
    Row(
      description: "a .weirignore that is too large", files: ["b/c/.weirignore": String(repeating: "#", count: 70_000)],
      affected: ["audio"]),
    Row(
      description: "a conflict of git's",
      files: ["a/vision.yaml": "<<<<<<< ours\n\(Samples.pool("vision"))\n=======\n>>>>>>> t\n"],
      affected: []),
  ]

  @Test("are those that an error is about, and no others", arguments: rows)
  func affected(_ row: Row) async throws {
    let set = try await Repository(Self.base.merging(row.files) { _, new in new }).load()
    #expect(!set.diagnostics.isEmpty)
    #expect(set.affected.reasons.keys.map(\.description).sorted() == row.affected)
    let lost = row.description.hasPrefix("a conflict") ? ["vision"] : []
    let expected = Set(["vision", "nlp", "audio"]).subtracting(row.affected + lost)
    #expect(Set(set.pools.map(\.name.description)) == expected)
  }

  @Test("are both of two that want one resource, and a third is none of them")
  func conflict() async throws {
    var files = Self.base
    for name in ["nlp", "audio"] { files["t/\(name).json"] = nil }
    files["a/two.yaml"] =
      Samples.pool("one", group: "same") + "\n---\n"
      + Samples.pool("two", group: "same")
      .replacing("instances: 1", with: "instances: 1\n  access: {dnsLabel: label, ports: [ssh]}")
    files["a/three.yaml"] = Samples.pool("three")
      .replacing("instances: 1", with: "instances: 1\n  access: {dnsLabel: label, ports: [ssh]}")
    let set = try await Repository(files).load()
    #expect(set.affected.reasons.keys.map(\.description).sorted() == ["three", "two"])
    #expect(set.pools.map(\.name.description) == ["audio", "nlp", "one", "vision"])
  }

  @Test("are named with the error that comes first, whatever the order of files")
  func reason() async throws {
    let set = try await Repository(["b.yaml": Self.bad, "a/d.yaml": "", "d.yaml": Samples.defaults("{x: 1}")]).load()
    let reason = set.affected.reasons.values.first
    #expect(reason?.location.file == "b.yaml")
  }
}
