import Pools
import Reconciliation
import Synchronization

/// What a subscription holds of the types that pools are made of, read for an import.
struct ScaleSetListing: Sendable {
  var documents: [ResourceDocument]

  /// Reads it by one list call a type, side by side. Throws `AzureError`: a part would make a manifest that leaves things
  /// out.
  init(of subscription: SubscriptionID, from azure: any Azure) async throws {
    let found = GatheredDocuments()
    try await azure.signIn()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for (type, apiVersion) in FieldRules.knownTypes {
        tasks.addTask {
          try await azure.resources(ResourceQuery(type: type, apiVersion: apiVersion), in: subscription) { page in
            found.add(page)
          }
        }
      }
      try await tasks.waitForAll()
    }
    // Lists write the names of groups in capitals or as somebody once typed them; the group itself knows its own.
    let names = try await azure.resourceGroups(in: subscription).map(\.name.description)
    documents = found.all.map { $0.writing(groups: names) }.sorted { $0.id < $1.id }
  }

  /// Reads what lists leave out of a scale set: its machines' user data.
  mutating func complete(_ id: ResourceID, from azure: any Azure) async throws {
    guard let position = documents.firstIndex(where: { $0.id == id }) else { return }
    let path = JSONPath("properties", "virtualMachineProfile", "userData")
    let whole = try await azure.resource(id, apiVersion: documents[position].apiVersion)
    guard let data = whole?.body.value(at: path) else { return }
    documents[position].body = documents[position].body.setting(data, at: path)
  }

  /// The scale sets, of one group where one is named.
  func scaleSets(in group: ResourceGroupName?) -> [ResourceDocument] {
    documents.filter { document in
      document.type.description.lowercased() == "microsoft.compute/virtualmachinescalesets"
        && group.map { $0 == document.id.resourceGroup } ?? true
    }
  }
}

/// Documents from list calls that go on side by side.
private final class GatheredDocuments: Sendable {
  private let documents = Mutex<[ResourceDocument]>([])

  func add(_ page: [ResourceDocument]) { documents.withLock { $0 += page } }
  var all: [ResourceDocument] { documents.withLock { $0 } }
}

extension ResourceDocument {
  /// The document with the names of resource groups, in its id and in those that it refers to, as the groups have them.
  fileprivate func writing(groups: [String]) -> ResourceDocument {
    let names = Dictionary(groups.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    var document = self
    document.body = body.writing(groups: names)
    if let id = ResourceID(id.description.writing(groups: names)) { document.id = id }
    return document
  }
}

extension JSONValue {
  fileprivate func writing(groups: [String: String]) -> JSONValue {
    switch self {
    case .string(let text): .string(text.writing(groups: groups))
    case .array(let elements): .array(elements.map { $0.writing(groups: groups) })
    case .object(let members):
      // Identities stand under their ids.
      .object(
        Dictionary(
          members.map { ($0.key.writing(groups: groups), $0.value.writing(groups: groups)) },
          uniquingKeysWith: { first, _ in first }))
    default: self
    }
  }
}

extension String {
  /// The text of a resource's id with its group's own name; every other text as it is.
  fileprivate func writing(groups: [String: String]) -> String {
    var parts = split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 4, parts[0].isEmpty, parts[1].lowercased() == "subscriptions",
      parts[3].lowercased() == "resourcegroups", let own = groups[parts[4].lowercased()]
    else { return self }
    parts[4] = Substring(own)
    return parts.joined(separator: "/")
  }
}

extension ResourceDocument {
  /// The name of the pool that a scale set would be: that of its tag, or its own made into one; nil where none comes of it.
  var importedName: PoolName? {
    if let tagged = tag(OwnershipTag.pool).flatMap({ PoolName($0) }) { return tagged }
    let letters = id.name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let text = String(letters).drop { !$0.isLetter }.prefix(40)
    return PoolName(String(text.reversed().drop { $0 == "-" }.reversed()))
  }

  /// A scale set as a candidate for an import, by its id.
  var candidate: [String] { [id.description] + traits }

  /// The same by its name and its group, which say as much in a subscription.
  var shortCandidate: [String] { [id.name, id.resourceGroup?.description ?? ""] + traits }

  private var traits: [String] {
    let count = body["sku"]?["capacity"]?.integer.map { $0 == 1 ? "1 instance" : "\($0) instances" } ?? ""
    let owner = tag(OwnershipTag.pool).map { "pool \(LineText.single($0))" } ?? ""
    return [body["sku"]?["name"]?.string ?? "", count, owner]
  }

  var candidateJSON: JSONValue {
    [
      "id": .string(id.description), "name": .string(id.name),
      "resourceGroup": .optional(id.resourceGroup?.description), "location": .optional(body["location"]?.string),
      "size": .optional(body["sku"]?["name"]?.string), "instances": body["sku"]?["capacity"] ?? .null,
      "pool": .optional(tag(OwnershipTag.pool)),
    ]
  }
}
