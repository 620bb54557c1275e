/// The resources of one type, packed.
struct LivePart: Sendable {
  /// An id, whose capitals do not count. It is folded where it is compared: ids are a fifth of what is kept, and a
  /// lowercase copy beside each would be another.
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
  /// The autoscale settings by the id of what they target, in lowercase.
  private var autoscalers: [String: Set<Key>] = [:]
  /// The role assignments by the scope on which they hold, in lowercase.
  private var rights: [String: Set<Key>] = [:]

  var count: Int { entries.count }

  mutating func add(_ document: ResourceDocument) {
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

  mutating func remove(_ id: ResourceID) { remove(Key(id)) }

  private mutating func remove(_ key: Key) {
    guard let document = document(key) else { return }
    entries[key] = nil
    if let ownership = Ownership(of: document) { owned[ownership]?.remove(key) }
    if let target = Self.target(of: document) { autoscalers[target]?.remove(key) }
    rights[document.id.scope]?.remove(key)
  }

  subscript(_ id: ResourceID) -> ResourceDocument? { document(Key(id)) }

  func ids(ofPool pool: String, managedBy: String) -> [ResourceID] {
    owned.filter { $0.key.pool == pool && $0.key.isManaged(by: managedBy) }.values.joined().compactMap(\.id)
  }

  func pools(managedBy: String) -> Set<String> {
    Set(owned.filter { $0.key.isManaged(by: managedBy) && !$0.value.isEmpty }.map(\.key.pool))
  }

  func autoscaleSettings(targeting id: ResourceID) -> [ResourceDocument] {
    (autoscalers[id.folded] ?? []).compactMap(document).sorted { $0.id < $1.id }
  }

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
