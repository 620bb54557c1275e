import Pools

/// The tags of resources that no pool of a run has and several may name: each is read once for all of them.
final class Bystanders: Sendable {
  private let reads: SharedReads<ResourceID, ResourceDocument?>

  /// How old an answer may be: pools are worked on side by side, and a run may take an hour.
  private static let freshness = Duration.seconds(60)
  /// Of the tags of any resource (REST reference, "Tags - Get At Scope").
  private static let apiVersion = "2021-04-01"

  init(clock: any WallClock) { reads = SharedReads(clock: clock) }

  /// A document that has the resource's id and its tags alone; nil where there is no such resource.
  ///
  /// - Throws: `AzureError`.
  func tags(of id: ResourceID, by azure: any Azure) async throws -> ResourceDocument? {
    try await reads.value(for: id, age: Self.freshness) { id in
      guard let type = ResourceType("Microsoft.Resources/tags"),
        let tags = ResourceID(extending: id, type: type, names: ["default"]),
        let found = try await azure.resource(tags, apiVersion: Self.apiVersion)
      else { return nil }
      let values = found.body.value(at: JSONPath("properties", "tags")) ?? [:]
      return ResourceDocument(id: id, apiVersion: Self.apiVersion, body: ["tags": values])
    }
  }
}
