/// What Azure has, of as many subscriptions as were read: a compact store of resource documents.
///
/// A body is kept packed, without Azure's own bookkeeping (`etag`, the machines behind a balancer, …), and is only
/// unpacked when it is asked for, so that the 40,000 resources of 10,000 pools fit into less than 100 MB.
package struct LiveState: Sendable {
  private struct Entry: Sendable {
    var id: String
    var apiVersion: String
    var body: [UInt8]
    var ownership: Ownership?
    var scaleTarget: String?
  }

  private var names = PackedBody.Names()
  /// By the id in small letters.
  private var entries: [String: Entry] = [:]
  private var owned: [Ownership: Set<String>] = [:]
  /// The autoscale settings by the id of what they target, both in small letters.
  private var autoscalers: [String: Set<String>] = [:]
  /// The role assignments by the scope on which they hold, both in small letters.
  private var rights: [String: Set<String>] = [:]

  package init() {}

  /// How many documents there are.
  package var count: Int { entries.count }

  /// Takes documents in; one that is there already is replaced.
  package mutating func add(_ documents: [ResourceDocument]) {
    for document in documents { add(document) }
  }

  private mutating func add(_ document: ResourceDocument) {
    let key = document.id.folded
    remove(key)
    var body = document.body
    if case .object(var members) = body {
      for name in ["id", "name", "type"] { members[name] = nil }
      body = .object(members)
    }
    let packed = PackedBody.pack(
      body, of: document.id, at: FieldSite(FieldRules.rules(for: document.type)), names: &names)
    var entry = Entry(id: document.id.description, apiVersion: document.apiVersion, body: packed)
    entry.ownership = Ownership(of: document)
    if let ownership = entry.ownership { owned[ownership, default: []].insert(key) }
    if document.type.folded == FieldRules.autoscaleSettingType,
      let target = body.value(at: JSONPath("properties", "targetResourceUri"))?.string?.foldedID
    {
      entry.scaleTarget = target
      autoscalers[target, default: []].insert(key)
    }
    if document.type.folded == FieldRules.roleAssignmentType { rights[document.id.scope, default: []].insert(key) }
    entries[key] = entry
  }

  /// Forgets a resource, after it was deleted. Nothing happens where there is none.
  package mutating func remove(_ id: ResourceID) { remove(id.folded) }

  private mutating func remove(_ key: String) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    if let ownership = entry.ownership { owned[ownership]?.remove(key) }
    if let target = entry.scaleTarget { autoscalers[target]?.remove(key) }
    if !rights.isEmpty, let scope = ResourceID(entry.id)?.scope { rights[scope]?.remove(key) }
  }

  /// The resource, or the child resource that stands in its parent's body (a subnet, a probe, an extension).
  package subscript(_ id: ResourceID) -> ResourceDocument? {
    if let found = direct(id) { return found }
    guard let parent = id.parent, let document = self[parent] else { return nil }
    return document.child(id)
  }

  /// The resource as it was added, children only where they were added themselves.
  func direct(_ id: ResourceID) -> ResourceDocument? { entries[id.folded].flatMap(document) }

  /// The resources that carry the tags of a pool and its controller, sorted.
  package func ids(taggedFor pool: String, managedBy: String) -> [ResourceID] {
    (owned[Ownership(pool: pool, managedBy: managedBy)] ?? [])
      .compactMap { entries[$0].flatMap { ResourceID($0.id) } }.sorted()
  }

  /// The pools whose resources carry the tag of a controller.
  package func pools(managedBy: String) -> Set<String> {
    Set(owned.filter { $0.key.managedBy == managedBy && !$0.value.isEmpty }.map(\.key.pool))
  }

  /// The autoscale settings that target a resource, enabled or not, sorted by id.
  func autoscaleSettings(targeting id: ResourceID) -> [ResourceDocument] {
    (autoscalers[id.folded] ?? []).sorted().compactMap { entries[$0].flatMap(document) }
  }

  /// The role assignments that hold on a scope itself, sorted by id.
  func roleAssignments(on scope: String) -> [ResourceDocument] {
    (rights[scope] ?? []).sorted().compactMap { entries[$0].flatMap(document) }
  }

  private func document(_ entry: Entry) -> ResourceDocument? {
    guard let id = ResourceID(entry.id), let body = PackedBody.unpack(entry.body, of: id, names: names) else {
      return nil
    }
    return ResourceDocument(id: id, apiVersion: entry.apiVersion, body: body)
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

  /// Nil where one of the two tags is missing.
  init?(of document: ResourceDocument) {
    guard let pool = document.tag(OwnershipTag.pool), let manager = document.tag(OwnershipTag.managedBy) else {
      return nil
    }
    self.init(pool: pool, managedBy: manager)
  }
}
