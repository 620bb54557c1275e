/// What happens to a resource that leaves its pool, or whose pool is deleted.
package enum DeletionPolicy: String, Hashable, Sendable, CaseIterable {
  /// It is deleted where that is safe: Weir created it, and its type holds no data. Said of one resource by name, it is
  /// deleted in any case.
  case delete
  /// It is detached: it stays in Azure, without Weir's tags.
  case retain
}

/// What a manifest says about the deletion of its pool's resources.
package struct DeletionPolicies: Hashable, Sendable {
  /// The policy of resources that have none of their own; nil where the manifest does not say.
  package var pool: DeletionPolicy?
  /// The policies of single resources, by the id or by the type and names as `ResourceID.short` writes them; lowercase.
  package private(set) var resources: [String: DeletionPolicy]

  /// - Parameter resources: in any case; of two that differ in case alone, `retain` counts.
  package init(pool: DeletionPolicy? = nil, resources: [String: DeletionPolicy] = [:]) {
    self.pool = pool
    self.resources = Dictionary(resources.map { ($0.key.foldedID, $0.value) }) { first, second in
      first == .retain ? first : second
    }
  }

  package var isEmpty: Bool { pool == nil && resources.isEmpty }

  /// The policy that is written for the resource by name, or for the nearest resource that it is a child of.
  package func policy(of id: ResourceID) -> DeletionPolicy? {
    guard !resources.isEmpty else { return nil }
    for named in [id] + id.ancestors {
      let found = [resources[named.folded], resources[named.short.lowercased()]].compactMap { $0 }
      if let first = found.first { return found.contains(.retain) ? .retain : first }
    }
    return nil
  }
}
