package import Pools

/// What the manifests of a revision say.
package struct ManifestSet: Sendable {
  /// The pools that no error concerns, sorted by name.
  package var pools: [PoolDefinition]
  /// Everything that is wrong, sorted, nothing twice.
  package var diagnostics: [Diagnostic]
  /// The pools that the diagnostics concern: nothing of this revision is to be taken for them.
  package var affected = AffectedPools()
  /// What each file holds of Weir's, by path; files without a document of Weir's are not in it.
  package var contents: [String: ManifestFile] = [:] {
    didSet { index() }
  }
  /// Of the files with an error that may hide documents, by path, the first such error.
  package var faultyFiles: [String: Diagnostic] = [:]
  /// The pools that any document describes, right or wrong.
  private(set) var described: Set<PoolName> = []
  /// The folders that have defaults, right or wrong.
  private(set) var foldersWithDefaults: Set<String> = []
  /// What is worth a look though it is not wrong; sorted, nothing twice.
  package var warnings: [Diagnostic]
  /// The files that hold a document of Weir's, right or wrong, in the order in which the revision lists them.
  package var files: [String]
  /// The pools, right or wrong, that rest on a file which is no manifest: a template, parameters; by the file's path.
  package var poolsOnFile: [String: [PoolName]] = [:]
  /// False where a template that is elsewhere could not be had: the same files may come to more at the next loading.
  package var isSettled: Bool

  package init(
    pools: [PoolDefinition] = [], diagnostics: [Diagnostic] = [], warnings: [Diagnostic] = [], files: [String] = [],
    isSettled: Bool = true
  ) {
    self.files = files
    self.pools = pools
    self.diagnostics = diagnostics
    self.warnings = warnings
    self.isSettled = isSettled
  }

  /// Takes out of `pools` what errors concern.
  mutating func dropAffected() {
    if !affected.isEmpty { pools.removeAll { affected.contains($0.name) } }
  }

  private mutating func index() {
    described = contents.values.reduce(into: []) { $0.formUnion($1.pools) }
    foldersWithDefaults = Set(contents.filter(\.value.holdsDefaults).keys.map { RepositoryPath.folder(of: $0) })
  }
}

/// A pool that a manifest describes. It is a reference to a packed record, so that ten thousand stay in memory.
package struct PoolDefinition: Sendable {
  let record: PoolRecord

  package var name: PoolName { record.name }
  package var subscription: SubscriptionID { record.subscription }
  package var resourceGroup: ResourceGroupName { record.resourceGroup }
  package var location: Location { record.location }
  package var labels: [String: String] { record.labels }
  /// The names that the pool had before, newest first (`metadata.renamedFrom`).
  package var formerNames: [PoolName] { record.formerNames }
  /// Where the pool's document begins.
  package var manifest: SourceLocation { record.manifest }

  /// Why nothing is known of what the pool should be; nil where it is known. Then nothing may be done to it.
  package var unknown: UnknownTemplate? { record.unknown }

  /// The desired state, unpacked anew at each call. Hold it only as long as it is used.
  ///
  /// Throws `UnknownTemplate` where there is one, and `PackedFault` where the record is damaged, which nothing but a fault of Weir's own can bring about.
  package func desired() throws -> DesiredPool { try record.desired() }

  /// The hashes of the ids of all resources that the pool wants, among hashes of other names: two ids may have one hash,
  /// so that what is found by one is to be looked for in `desired()`. Empty where nothing is known of the pool.
  package var claimHashes: [UInt64] { record.resourceHashes + record.sharedHashes }

  /// The hash by which `claimHashes` knows a resource.
  package static func claimHash(of id: ResourceID) -> UInt64 { PoolRecord.hash(id.folded) }
}

/// What is kept of a pool between rounds.
final class PoolRecord: Sendable {
  let name: PoolName
  let subscription: SubscriptionID
  let resourceGroup: ResourceGroupName
  let location: Location
  let labels: [String: String]
  let formerNames: [PoolName]
  private let nameStem: PoolName?
  let manifest: SourceLocation
  /// The place of the pool's name, for faults that are about the pool as a whole.
  let namePlace: SourceLocation
  let secrets: [String: SecretReference]
  let deletion: DeletionPolicies
  /// The hash of each resource's id and of each name in DNS, to find what two pools want.
  let resourceHashes: [UInt64]
  /// The hashes of what several pools may want together.
  let sharedHashes: [UInt64]
  /// Nil where nothing is known of the pool.
  private let packed: PackedPool?
  let unknown: UnknownTemplate?

  init(_ pool: DesiredPool, labels: [String: String], namePlace: SourceLocation, texts: SharedTexts) {
    name = pool.name
    subscription = pool.subscription
    resourceGroup = pool.resourceGroup
    location = pool.location
    self.labels = labels
    formerNames = pool.formerNames
    nameStem = pool.nameStem
    manifest = pool.manifest
    self.namePlace = namePlace
    secrets = pool.secrets
    deletion = pool.deletion ?? DeletionPolicies()
    // A right of an identity that several pools have is theirs together.
    resourceHashes = (pool.resources.filter { !pool.shares($0) }.map(\.id.folded) + pool.publicNames).map(Self.hash)
    sharedHashes = pool.resources.filter(pool.shares).map(\.id.folded).map(Self.hash)
    packed = PackedPool(pool, texts)
    unknown = nil
  }

  /// A pool of which nothing is known but its name and place.
  init(_ request: PoolRequest, unknown: UnknownTemplate) {
    name = request.name
    subscription = request.subscription
    resourceGroup = request.resourceGroup
    location = request.location
    labels = request.labels
    formerNames = request.formerNames
    nameStem = nil
    manifest = request.manifest
    namePlace = request.namePlace
    secrets = [:]
    deletion = request.deletion
    resourceHashes = []
    sharedHashes = []
    packed = nil
    self.unknown = unknown
  }

  func desired() throws -> DesiredPool {
    if let unknown { throw unknown }
    let (resources, fields) = try packed?.unpacked() ?? ([], [:])
    var pool = DesiredPool(
      name: name, subscription: subscription, resourceGroup: resourceGroup, location: location, resources: resources,
      secrets: secrets, manifest: manifest, fields: fields, deletion: deletion)
    (pool.formerNames, pool.nameStem) = (formerNames, nameStem)
    return pool
  }

  /// FNV-1a, 64 bits: the same in every process, and short.
  fileprivate static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
