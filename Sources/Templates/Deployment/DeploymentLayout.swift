import Crypto
import Pools

/// Which resources a deployment makes itself, and which need a deployment of their own inside it, being elsewhere.
struct DeploymentLayout {
  /// What goes to one other place in one deployment.
  struct Part {
    var id: ResourceID
    var place: ResourcePlace
    var documents: [ResourceDocument]
  }

  let home: DeploymentTemplate.Home?
  private(set) var own: [ResourceDocument] = []
  private(set) var elsewhere: [Part] = []
  private var holders: [ResourceID: ResourceID] = [:]
  private let present: Set<ResourceID>

  /// - Parameter documents: sorted by id.
  init(_ documents: [ResourceDocument], home: DeploymentTemplate.Home?) {
    self.home = home
    present = Set(documents.map(\.id))
    guard let home else {
      own = documents
      return
    }
    let here = ResourcePlace(subscription: home.subscription, group: home.resourceGroup)
    own = documents.filter { $0.id.place == here }
    let others = Dictionary(grouping: documents.filter { $0.id.place != here }, by: \.id.place.key).values
    arrange(others.compactMap { $0 }, home)
    // One deployment a place, unless two places then would wait for each other.
    if !elsewhere.isEmpty && hasCircle { arrange(others.flatMap { $0.map { [$0] } }, home) }
  }

  private mutating func arrange(_ groups: [[ResourceDocument]], _ home: DeploymentTemplate.Home) {
    elsewhere = groups.compactMap { documents in
      guard let place = documents.first?.id.place, let id = Self.deployment(of: documents, to: place, home) else {
        return nil
      }
      return Part(id: id, place: place, documents: documents)
    }.sorted { $0.id < $1.id }
    holders = [:]
    for part in elsewhere { for document in part.documents { holders[document.id] = part.id } }
  }

  /// `weir-<pool>-<12 hex of what it makes>`, in the place that it deploys to.
  private static func deployment(
    of documents: [ResourceDocument], to place: ResourcePlace, _ home: DeploymentTemplate.Home
  ) -> ResourceID? {
    var hash = SHA256()
    for document in documents { hash.update(data: Array("\(document.id.folded)\n".utf8)) }
    let digits = hash.finalize().prefix(6).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    guard let type = ResourceType("Microsoft.Resources/deployments") else { return nil }
    return ResourceID(
      subscription: place.subscription, resourceGroup: place.group, type: type,
      names: ["weir-\(home.pool)-\(digits.joined())"])
  }

  /// What a resource of the deployment itself waits for: resources beside it, and deployments inside.
  func dependencies(of document: ResourceDocument) -> [ResourceID] { dependencies(of: [document], besides: nil) }

  /// What a deployment inside waits for.
  func dependencies(of part: Part) -> [ResourceID] { dependencies(of: part.documents, besides: part.id) }

  /// What a resource waits for among those of its own deployment inside.
  func dependencies(of document: ResourceDocument, within part: Part) -> [ResourceID] {
    document.dependsOn.filter { holders[$0] == part.id }
  }

  private func dependencies(of documents: [ResourceDocument], besides own: ResourceID?) -> [ResourceID] {
    let wanted = documents.flatMap(\.dependsOn).filter(present.contains).map { holders[$0] ?? $0 }
    return Set(wanted).filter { $0 != own }.sorted()
  }

  /// True where deployments inside and resources wait for one another. The resources alone never do.
  private var hasCircle: Bool {
    var waits: [ResourceID: Set<ResourceID>] = [:]
    for document in own { waits[document.id] = Set(dependencies(of: document)) }
    for part in elsewhere { waits[part.id] = Set(dependencies(of: part)) }
    while let free = waits.first(where: { $0.value.isDisjoint(with: waits.keys) })?.key { waits[free] = nil }
    return !waits.isEmpty
  }
}

extension ResourceID {
  fileprivate var place: ResourcePlace { ResourcePlace(subscription: subscription, group: resourceGroup) }
}

extension ResourcePlace {
  fileprivate var key: String { "\(subscription)/\(group?.description.lowercased() ?? "")" }
}
