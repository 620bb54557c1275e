import Pools
import Testing

@testable import Manifests

@Suite("documents that are nearly manifests")
struct NearMissTests {
  @Test(
    "a slip in apiVersion is a warning with what is meant",
    arguments: [
      "wier.dev/v1", "weir.dev", "Weir.dev/v1", "weir.de/v1", "\"wier.dev/v1\"", "'wer.dev/v1beta1'", "weir.dev:v1",
    ])
  func slip(_ version: String) async throws {
    let set = try await Repository(["a.yaml": "kind: Pond\napiVersion: \(version)\n"]).load()
    let plain = version.filter { !"\"'".contains($0) }
    #expect(
      set.warnings.map(\.description) == [
        "a.yaml:2:13: apiVersion: \"\(plain)\" is not Weir's, so the document is passed over; did you mean weir.dev/v1?"
      ])
    #expect(set.diagnostics.isEmpty)
    #expect(set.files.isEmpty)
  }

  @Test(
    "what is other people's is passed over in silence, broken or not",
    arguments: [
      "apiVersion: apps/v1\nkind: Deployment\n", "apiVersion: v1\n", "apiVersion: [wier.dev/v1\n", "not: [yaml",
      "# apiVersion of wier\n", "spec:\n  apiVersion: wier.dev/v1\n", "apiVersion:\n", "apiVersion", "\u{0}\u{1}",
      "apiVersion: {wier.dev/v1: 1}\n",
    ])
  func others(_ text: String) async throws {
    let set = try await Repository(["a.yaml": text]).load()
    #expect(set.warnings.isEmpty)
    #expect(set.diagnostics.isEmpty)
    #expect(set.files.isEmpty)
  }

  @Test("a slip beside a manifest is told, and the files with manifests are named, right or wrong")
  func beside() async throws {
    let set = try await Repository([
      "a.yaml": "apiVersion: weir.dev/v2\n---\napiVersion: wier.dev/v1\n", "b.yaml": "apiVersion: weir.dev/v1\n",
      "c.yaml": "a: 1\n", "d.yaml": "apiVersion: weir.dev/v1\nkind: [\n",
    ]).load()
    #expect(set.warnings.map(\.location.line) == [3])
    #expect(set.files == ["a.yaml", "b.yaml", "d.yaml"])
  }
}
