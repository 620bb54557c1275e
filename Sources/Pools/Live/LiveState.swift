/// What Azure has, of as many subscriptions as were read: a compact store of resource documents.
///
/// A body is kept packed, without Azure's own bookkeeping (`etag`, the machines behind a balancer, …), and is only
/// unpacked when it is asked for, so that the 40,000 resources of 10,000 pools fit into less than 100 MB.
package struct LiveState: Sendable {
  /// An id, whose capitals do not count. It is folded where it is compared: ids are a fifth of what is kept, and small
  /// letters beside each would be another.
  private struct Key: Hashable, Sendable {
    let text: String

    init(_ id: ResourceID) { text = id.description }

    var id: ResourceID? { ResourceID(text) }

    static func == (left: Key, right: Key) -> Bool {
      left.text == right.text || left.text.lowercased() == right.text.lowercased()
    }
    func hash(into hasher: inout Hasher) { hasher.combine(text.lowercased()) }
  }

  private struct Entry: Sendable {
    var apiVersion: String
    var body: [UInt8]
  }

  private var names = PackedBody.Names()
  private var entries: [Key: Entry] = [:]
  private var owned: [Ownership: Set<Key>] = [:]
  /// The autoscale settings by the id of what they target, in small letters.
  private var autoscalers: [String: Set<Key>] = [:]
  /// The role assignments by the scope on which they hold, in small letters.
  private var rights: [String: Set<Key>] = [:]

  package init() {}

  /// How many documents there are.
  package var count: Int { entries.count }

  /// Takes documents in; one that is there already is replaced.
  package mutating func add(_ documents: [ResourceDocument]) {
    for document in documents { add(document) }
  }

  private mutating func add(_ document: ResourceDocument) {
    let key = Key(document.id)
    remove(key)
    var body = document.body
    if case .object(var members) = body {
      for name in ["id", "name", "type"] { members[name] = nil }
      body = .object(members)
    }
    let packed = PackedBody.pack(
      body, of: document.id, at: FieldSite(FieldRules.rules(for: document.type)), names: &names)
    entries[key] = Entry(apiVersion: document.apiVersion, body: packed)
    if let ownership = Ownership(of: document) { owned[ownership, default: []].insert(key) }
    if let target = Self.target(of: document) { autoscalers[target, default: []].insert(key) }
    if document.type.folded == FieldRules.roleAssignmentType { rights[document.id.scope, default: []].insert(key) }
  }

  /// Forgets a resource, after it was deleted. Nothing happens where there is none.
  package mutating func remove(_ id: ResourceID) { remove(Key(id)) }

  private mutating func remove(_ key: Key) {
    guard let document = document(key) else { return }
    entries[key] = nil
    if let ownership = Ownership(of: document) { owned[ownership]?.remove(key) }
    if let target = Self.target(of: document) { autoscalers[target]?.remove(key) }
    rights[document.id.scope]?.remove(key)
  }

  /// The resource, or the child resource that stands in its parent's body (a subnet, a probe, an extension).
  package subscript(_ id: ResourceID) -> ResourceDocument? {
    if let found = direct(id) { return found }
    guard let parent = id.parent, let document = self[parent] else { return nil }
    return document.child(id)
  }

  /// The resource as it was added, children only where they were added themselves.
  func direct(_ id: ResourceID) -> ResourceDocument? { document(Key(id)) }

  /// The resources that carry the tags of a pool and its controller, sorted.
  package func ids(taggedFor pool: String, managedBy: String) -> [ResourceID] {
    (owned[Ownership(pool: pool, managedBy: managedBy)] ?? []).compactMap(\.id).sorted()
  }

  /// The pools whose resources carry the tag of a controller.
  package func pools(managedBy: String) -> Set<String> {
    Set(owned.filter { $0.key.managedBy == managedBy && !$0.value.isEmpty }.map(\.key.pool))
  }

  /// The autoscale settings that target a resource, enabled or not, sorted by id.
  func autoscaleSettings(targeting id: ResourceID) -> [ResourceDocument] {
    (autoscalers[id.folded] ?? []).compactMap(document).sorted { $0.id < $1.id }
  }

  /// The role assignments that hold on a scope itself, sorted by id.
  func roleAssignments(on scope: String) -> [ResourceDocument] {
    (rights[scope] ?? []).compactMap(document).sorted { $0.id < $1.id }
  }

  /// What an autoscale setting scales; nil for every other resource.
  private static func target(of document: ResourceDocument) -> String? {
    document.type.folded == FieldRules.autoscaleSettingType ? document.scaleTarget : nil
  }

  /// The document under the key, with the id as it was spelled when it was added.
  private func document(_ key: Key) -> ResourceDocument? {
    guard let place = entries.index(forKey: key) else { return nil }
    let (key, entry) = entries[place]
    guard let id = key.id, let body = PackedBody.unpack(entry.body, of: id, names: names) else { return nil }
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
