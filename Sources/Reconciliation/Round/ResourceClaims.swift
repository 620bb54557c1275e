import Manifests
import Pools
import Synchronization

/// Which pool of the revision wants a resource. Made when it is first asked, since most rounds never ask.
final class ResourceClaims: Sendable {
  private let pools: [PoolDefinition]
  private let claims = Mutex<[ResourceID: PoolName]?>(nil)

  init(_ pools: [PoolDefinition]) { self.pools = pools }

  /// The claims on the ids, of any pool but `pool`.
  func claims(on ids: some Sequence<ResourceID>, besides pool: PoolName) throws -> [ResourceID: PoolName] {
    try claims.withLock { claims in
      let all = try claims ?? made()
      claims = all
      var found: [ResourceID: PoolName] = [:]
      for id in ids {
        if let owner = all[id] ?? unknownOwner(of: id, besides: pool), owner != pool { found[id] = owner }
      }
      return found
    }
  }

  /// A pool of which nothing is known may want whatever is in its group, so nothing there is taken away.
  private func unknownOwner(of id: ResourceID, besides pool: PoolName) -> PoolName? {
    pools.first {
      $0.unknown != nil && $0.name != pool && $0.subscription == id.subscription && $0.resourceGroup == id.resourceGroup
    }?.name
  }

  private func made() throws -> [ResourceID: PoolName] {
    var claims: [ResourceID: PoolName] = [:]
    for pool in pools where pool.unknown == nil {
      for resource in try pool.desired().resources { claims[resource.id] = pool.name }
    }
    return claims
  }
}
