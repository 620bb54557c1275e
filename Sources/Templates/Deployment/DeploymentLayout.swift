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
  /// True where dependencies are written in their short form.
  private(set) var isShort = false

  /// - Parameter documents: sorted by id.
  init(_ documents: [ResourceDocument], home: DeploymentTemplate.Home?) {
    self.home = home
    present = Set(documents.map(\.id))
    defer { isShort = dependencyBytes > Self.longestDependencies }
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

  /// The bytes of all dependencies' ids that are still written in full: a quarter of what a template may have. Almost
  /// every template has less, and reads as ARM shows it.
  private static let longestDependencies = DeploymentTemplate.maximumBytes / 4

  /// The bytes of all dependencies' ids.
  private var dependencyBytes: Int {
    func bytes(_ ids: [ResourceID]) -> Int { ids.reduce(0) { $0 + $1.description.utf8.count } }
    let inside = elsewhere.map { part in
      bytes(dependencies(of: part)) + part.documents.reduce(0) { $0 + bytes(dependencies(of: $1, within: part)) }
    }
    return own.reduce(0) { $0 + bytes(dependencies(of: $1)) } + inside.reduce(0, +)
  }

  /// How a dependency is written: its id, or in the short form its type and name, by which ARM knows a resource of the
  /// same deployment too. Children and what extends another resource keep their ids.
  func text(of dependency: ResourceID) -> String {
    guard isShort, dependency.names.count == 1, !dependency.isExtension else { return dependency.description }
    return dependency.short
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
  ///
  /// What waits for nothing is taken away until nothing is left (Kahn, 1962), so each dependency is visited once.
  private var hasCircle: Bool {
    var waits: [ResourceID: Int] = [:]
    var awaited: [ResourceID: [ResourceID]] = [:]
    func add(_ id: ResourceID, _ dependencies: [ResourceID]) {
      waits[id] = dependencies.count
      for dependency in dependencies { awaited[dependency, default: []].append(id) }
    }
    for document in own { add(document.id, dependencies(of: document)) }
    for part in elsewhere { add(part.id, dependencies(of: part)) }
    var free = waits.filter { $0.value == 0 }.map(\.key)
    while let id = free.popLast() {
      waits[id] = nil
      for next in awaited[id] ?? [] {
        guard let count = waits[next] else { continue }
        waits[next] = count - 1
        if count == 1 { free.append(next) }
      }
    }
    return !waits.isEmpty
  }
}

extension ResourceID {
  fileprivate var place: ResourcePlace { ResourcePlace(subscription: subscription, group: resourceGroup) }
}

extension ResourcePlace {
  fileprivate var key: String { "\(subscription)/\(group?.description.lowercased() ?? "")" }
}
