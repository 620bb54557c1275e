/// What Azure has, of as many subscriptions as were read: a compact store of resource documents.
///
/// A body is kept packed, without Azure's own bookkeeping (`etag`, the machines behind a balancer, …), and is only
/// unpacked when it is asked for, so that the 40,000 resources of 10,000 pools fit into less than 100 MB. What is of one
/// type stands together, so that states that were read type by type share their parts.
package struct LiveState: Sendable {
  /// The resources of each type, by the type in lowercase.
  private var parts: [String: LivePart] = [:]

  package init() {}

  /// How many documents there are.
  package var count: Int { parts.values.reduce(0) { $0 + $1.count } }

  /// Takes documents in; one that is there already is replaced.
  package mutating func add(_ documents: [ResourceDocument]) {
    for document in documents { parts[document.type.folded, default: LivePart()].add(document) }
  }

  /// Takes over all of another state; of a type that both have, the other state's resources are the ones that count.
  package mutating func merge(_ other: LiveState) { parts.merge(other.parts) { $1 } }

  /// Forgets a resource, after it was deleted. Nothing happens where there is none.
  package mutating func remove(_ id: ResourceID) { parts[id.type.folded]?.remove(id) }

  /// The resource, or the child resource that stands in its parent's body (a subnet, a probe, an extension).
  package subscript(_ id: ResourceID) -> ResourceDocument? {
    if let found = direct(id) { return found }
    guard let parent = id.parent, let document = self[parent] else { return nil }
    return document.child(id)
  }

  /// The resource as it was added, children only where they were added themselves.
  func direct(_ id: ResourceID) -> ResourceDocument? { parts[id.type.folded]?[id] }

  /// The resources that carry the tags of a pool and its controller, sorted.
  package func ids(taggedFor pool: String, managedBy: String) -> [ResourceID] {
    parts.values.flatMap { $0.ids(ofPool: pool, managedBy: managedBy) }.sorted()
  }

  /// The pools whose resources carry the tag of a controller.
  package func pools(managedBy: String) -> Set<String> {
    parts.values.reduce(into: []) { $0.formUnion($1.pools(managedBy: managedBy)) }
  }

  /// The autoscale settings that target a resource, enabled or not, sorted by id.
  func autoscaleSettings(targeting id: ResourceID) -> [ResourceDocument] {
    parts[FieldRules.autoscaleSettingType]?.autoscaleSettings(targeting: id) ?? []
  }

  /// The role assignments that hold on a scope itself, sorted by id.
  func roleAssignments(on scope: String) -> [ResourceDocument] {
    parts[FieldRules.roleAssignmentType]?.roleAssignments(on: scope) ?? []
  }
}

/// Which pool and which controller a resource says that it belongs to.
struct Ownership: Hashable {
  let pool: String
  let managedBy: String

  init(pool: String, managedBy: String) {
    self.pool = pool
    self.managedBy = managedBy
  }

  func isManaged(by controller: String) -> Bool { ControllerTag(managedBy).matches(ControllerTag(controller)) }

  /// Nil where one of the two tags is missing.
  init?(of document: ResourceDocument) {
    guard let pool = document.tag(OwnershipTag.pool), let manager = document.tag(OwnershipTag.managedBy) else {
      return nil
    }
    self.init(pool: pool, managedBy: manager)
  }
}
