import Pools
import Testing

@testable import Manifests

@Suite("Documents that claim to be manifests")
struct DocumentClaimTests {
  private static let pool = "metadata: {name: vision}\nspec: {resourceGroup: g, location: westus2}\n"

  @Test(
    "a kind of Weir's with any other apiVersion is an error at the version",
    arguments: [
      ("apiVersion: weir.dev\nkind: Pool\n", "a.yaml:1:13: apiVersion: \"weir.dev\" is not weir.dev/v1"),
      ("apiVersion: Weir.dev/v1\nkind: Pool\n", "a.yaml:1:13: apiVersion: \"Weir.dev/v1\" is not weir.dev/v1"),
      ("apiVersion: wier.dev/v1\nkind: Pool\n", "a.yaml:1:13: apiVersion: \"wier.dev/v1\" is not weir.dev/v1"),
      ("kind: PoolDefaults\napiVersion: v1\n", "a.yaml:2:13: apiVersion: \"v1\" is not weir.dev/v1"),
      ("apiVersion: weir.dev/v2\nkind: Pool\n", "a.yaml:1:13: apiVersion: \"weir.dev/v2\" is not known"),
      ("apiVersion: weir.dev/v1beta1\nkind: Pool\n", "a.yaml:1:13: apiVersion: \"weir.dev/v1beta1\" is not known"),
      ("apiVersion: [weir.dev/v1]\nkind: Pool\n", "a.yaml:1:13: apiVersion: a map or a list is not weir.dev/v1"),
      ("apiVersion:\nkind: Pool\n", "a.yaml:1:12: apiVersion: \"\" is not weir.dev/v1"),
      ("kind: Pool\n", "a.yaml:1:1: apiVersion is missing; write weir.dev/v1"),
      ("{\"kind\": \"Pool\", \"apiVersion\": \"wier.dev/v1\"}\n", "a.yaml:1:32: apiVersion: \"wier.dev/v1\" is not"),
      ("kind:\n  Pool\napiVersion: other/v1\n", "a.yaml:3:13: apiVersion: \"other/v1\" is not weir.dev/v1"),
    ])
  func version(_ text: String, _ line: String) async throws {
    let lines = try await Repository(["a.yaml": text + Self.pool]).lines()
    #expect(lines.count == 1 && lines[0].hasPrefix(line), "\(lines)")
  }

  @Test(
    "a doubled apiVersion is an error whichever of the two stands first, and wherever the kind stands",
    arguments: ["apps/v1", "weir.dev/v1", "wier.dev/v1"], ["weir.dev/v1", "apps/v1"])
  func doubled(_ first: String, _ second: String) async throws {
    for text in [
      "apiVersion: \(first)\napiVersion: \(second)\nkind: Pool\n",
      "apiVersion: \(first)\nkind: Pool\napiVersion: \(second)\n",
    ] {
      let lines = try await Repository(["a.yaml": text + Self.pool]).lines()
      #expect(lines.count == 1 && lines[0].contains("apiVersion is written twice, first in line 1"), "\(lines)")
    }
  }

  @Test("a kind that is written twice is an error too", arguments: [("Deployment", "Pool"), ("Pool", "Deployment")])
  func doubledKind(_ first: String, _ second: String) async throws {
    let text = "apiVersion: weir.dev/v1\nkind: \(first)\nkind: \(second)\n"
    #expect(try await !Repository(["a.yaml": text + Self.pool]).lines().isEmpty)
  }

  @Test(
    "manifests in a list are an error that concerns each pool in it",
    arguments: [
      "- apiVersion: weir.dev/v1\n  kind: Pool\n  metadata: {name: vision}\n",
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: weir.dev/v1\n  kind: Pool\n  metadata: {name: vision}\n",
      "apiVersion: weir.dev/v1\nkind: PoolList\nitems:\n- {kind: Pool, metadata: {name: vision}}\n",
    ])
  func list(_ text: String) async throws {
    let set = try await Repository(["a.yaml": text]).load()
    #expect(
      set.diagnostics.map(\.message) == [
        "a manifest stands in a list; write each as a document of its own, with a line of --- between them"
      ])
    #expect(set.affected.reasons.keys.map(\.description) == ["vision"])
  }

  @Test("defaults in a list hold back the pools around them")
  func listedDefaults() async throws {
    let set = try await Repository([
      "a/vision.yaml": Samples.pool("vision"), "b/nlp.yaml": Samples.pool("nlp"),
      "a/d.yaml": "- {apiVersion: weir.dev/v1, kind: PoolDefaults, metadata: {name: de}, spec: {}}\n",
    ]).load()
    #expect(set.pools.map(\.name.description) == ["nlp"])
    #expect(set.affected.reasons.keys.map(\.description) == ["vision"])
  }

  @Test(
    "others' documents are passed over",
    arguments: ["kind: Pools\n", "kind: Poolside\n", "a: {kind: Pool}\n", "kind: pool\n"])
  func others(_ text: String) async throws {
    let set = try await Repository(["a.yaml": "apiVersion: apps/v1\n" + text]).load()
    #expect(set.diagnostics.isEmpty && set.files.isEmpty)
  }

  @Test(
    "a suffix that is not written in lowercase letters is an error, and the pool is not gone",
    arguments: ["vision.YAML", "vision.Yml", "vision.yaML", "vision.yaml ", "sub/vision.YML"])
  func suffix(_ path: String) async throws {
    let set = try await Repository([path: Samples.pool("vision")]).load()
    #expect(set.diagnostics.count == 1 && set.diagnostics[0].message.contains("rename it to end in .y"))
    #expect(set.affected.reasons.keys.map(\.description) == ["vision"] && set.pools.isEmpty)
    #expect(try await Repository([path: "a: 1\n", "b.yaml": Samples.pool("nlp")]).load().diagnostics.isEmpty)
  }
}

/// Pools by their own fields in a few words.
enum Samples {
  static func pool(_ name: String, group: String? = nil, more: String = "") -> String {
    """
    apiVersion: weir.dev/v1
    kind: Pool
    metadata: {name: \(name)}
    spec:
      resourceGroup: \(group ?? "ds-\(name)")
      location: westus2
      size: Standard_D4s_v5
      instances: 1
      admin: {username: dsvmadmin, sshKeys: ["\(key)"]}
    \(more)
    """
  }

  static func defaults(_ spec: String) -> String {
    "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: de}\nspec: \(spec)\n"
  }

  static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ana"
}
