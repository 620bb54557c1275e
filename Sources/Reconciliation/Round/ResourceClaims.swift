import Manifests
import Pools
import Synchronization

/// Which pool of the revision wants a resource, or has its resources in a group.
///
/// Made when it is first asked, since most runs never ask, and small: a number for each resource, so that ten thousand
/// pools need not be unpacked for the few resources that one of them names. The `Mutex` guards the index.
final class ResourceClaims: Sendable {
  private let pools: [PoolDefinition]
  private let index = Mutex<Index?>(nil)

  /// The pools by their positions.
  private struct Index {
    /// By the hash of an id; a hash that pools share has all of them.
    var resources: [UInt64: [Int32]] = [:]
    var groups: [GroupPlace: [Int32]] = [:]
    /// Those of which nothing is known.
    var unknown: [Int32] = []

    init(_ pools: [PoolDefinition]) {
      for (number, pool) in pools.enumerated() {
        let number = Int32(truncatingIfNeeded: number)
        groups[GroupPlace(subscription: pool.subscription, group: pool.resourceGroup), default: []].append(number)
        if pool.unknown != nil { unknown.append(number) }
        for hash in pool.claimHashes { resources[hash, default: []].append(number) }
      }
    }
  }

  init(_ pools: [PoolDefinition]) { self.pools = pools }

  /// The claims on the ids, of any pool but `pool`.
  func claims(on ids: some Sequence<ResourceID>, besides pool: PoolName) throws -> [ResourceID: PoolName] {
    try withIndex { index in
      var found: [ResourceID: PoolName] = [:]
      for id in ids {
        if let owner = try owner(of: id, in: index, besides: pool) { found[id] = owner }
      }
      return found
    }
  }

  /// For each group a pool but `pool` whose own it is; groups of no other pool are left out.
  func claims(on groups: some Sequence<GroupPlace>, besides pool: PoolName) -> [GroupPlace: PoolName] {
    withIndex { index in
      var found: [GroupPlace: PoolName] = [:]
      for group in groups { found[group] = names(index.groups[group], besides: pool).min() }
      return found
    }
  }

  private func withIndex<Result>(_ body: (Index) throws -> Result) rethrows -> Result {
    let index = index.withLock { index in
      let made = index ?? Index(pools)
      index = made
      return made
    }
    return try body(index)
  }

  private func owner(of id: ResourceID, in index: Index, besides pool: PoolName) throws -> PoolName? {
    for number in index.resources[PoolDefinition.claimHash(of: id)] ?? [] {
      let other = pools[Int(number)]
      guard other.name != pool, try other.desired().resources.contains(where: { $0.id == id }) else { continue }
      return other.name
    }
    // A pool of which nothing is known may want whatever is in its group, so nothing there is taken away.
    return index.unknown.lazy.map { self.pools[Int($0)] }
      .first { $0.name != pool && $0.subscription == id.subscription && $0.resourceGroup == id.resourceGroup }?.name
  }

  private func names(_ numbers: [Int32]?, besides pool: PoolName) -> [PoolName] {
    (numbers ?? []).map { pools[Int($0)].name }.filter { $0 != pool }
  }
}
