import Manifests
import Pools
import Testing

@Suite("What manifests say about deletion")
struct DeletionPolicyTests {
  private static let account = "Microsoft.Storage/storageAccounts/files"

  private func policies(_ more: String, defaults: String? = nil) async throws -> DeletionPolicies? {
    var repository = repository(samplePool("vision") + more)
    if let defaults {
      repository["defaults.yaml"] =
        "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: common}\nspec: \(defaults)\n"
    }
    let set = try await repository.load()
    #expect(set.diagnostics.map(\.description) == [])
    return try #require(set.pools.first).desired().deletion
  }

  @Test("a pool and its resources have a policy, by template and by own fields, with the defaults of the folder")
  func read() async throws {
    #expect(try await policies("") == DeletionPolicies())
    #expect(try await policies("  deletionPolicy: retain\n") == DeletionPolicies(pool: .retain))
    let entries = "  resources:\n    - {id: \(Self.account), deletionPolicy: delete}\n"
    #expect(try await policies(entries) == DeletionPolicies(resources: [Self.account: .delete]))
    #expect(try await policies("", defaults: "{deletionPolicy: retain}") == DeletionPolicies(pool: .retain))
    #expect(
      try await policies("  deletionPolicy: delete\n", defaults: "{deletionPolicy: retain}")
        == DeletionPolicies(pool: .delete))
    // Lists replace.
    #expect(
      try await policies(
        entries, defaults: "{resources: [{id: Microsoft.Network/virtualNetworks/net, deletionPolicy: retain}]}")
        == DeletionPolicies(resources: [Self.account: .delete]))
    let own = OwnFieldTests.pool(OwnFieldTests.small + "\ndeletionPolicy: retain")
    let set = try await Repository(["pool.yaml": own]).load()
    #expect(set.diagnostics.map(\.description) == [])
    #expect(try set.pools.first?.desired().deletion == DeletionPolicies(pool: .retain))
  }

  @Test(
    "what is wrong is told where it stands",
    arguments: [
      ("  deletionPolicy: keep\n", "pool.yaml:13:19: spec.deletionPolicy: "),
      ("  resources: [{id: files, deletionPolicy: delete}]\n", "pool.yaml:13:20: spec.resources[0].id: "),
      ("  resources: [{id: \(account)}]\n", "deletionPolicy is missing; write delete or retain"),
      ("  resources: [{deletionPolicy: retain}]\n", "id is missing; write the resource's id, or its type and name"),
      ("  resources: [{id: \(account), deletionPolicy: delete, why: x}]\n", "why"),
      (
        "  resources:\n    - {id: \(account), deletionPolicy: delete}\n"
          + "    - {id: \(account.uppercased()), deletionPolicy: retain}\n",
        "is named twice, here and at pool.yaml:14:12; keep one"
      ),
    ])
  func wrong(_ more: String, _ line: String) async throws {
    let lines = try await repository(samplePool("vision") + more).lines()
    #expect(lines.contains { $0.contains(line) }, "\(lines)")
  }
}
