package import Pools

/// Resources and DNS names that two pools want, of which only one can have each.
enum ResourceConflicts {
  /// One pool's side of a conflict.
  struct Conflict {
    var pool: PoolName
    var diagnostic: Diagnostic
  }

  /// The conflicts among pools, one for each pool of each.
  ///
  /// Hashes find the pools that may be in conflict, so that only those are unpacked.
  static func find(among records: [PoolRecord]) -> [Conflict] {
    var owners: [UInt64: Int] = [:]
    owners.reserveCapacity(records.reduce(0) { $0 + $1.resourceHashes.count })
    var suspects: Set<Int> = []
    for (number, record) in records.enumerated() {
      for hash in record.resourceHashes {
        if let other = owners[hash], other != number {
          suspects.formUnion([other, number])
        } else {
          owners[hash] = number
        }
      }
    }
    guard !suspects.isEmpty else { return [] }
    var wanted: [ResourceID: [PoolRecord]] = [:]
    var named: [String: [PoolRecord]] = [:]
    for number in suspects.sorted() {
      // A record that cannot be unpacked says so when the pool is reconciled.
      guard let pool = try? records[number].desired() else { continue }
      for resource in pool.resources where !pool.shares(resource) {
        wanted[resource.id, default: []].append(records[number])
      }
      for name in pool.publicNames { named[name, default: []].append(records[number]) }
    }
    let resources = wanted.sorted { $0.key < $1.key }.flatMap { id, pools in
      conflicts(pools, what: "\(id.short) in \(id.place)", right: "give one of them another name or group")
    }
    let names = named.sorted { $0.key < $1.key }.flatMap { name, pools in
      conflicts(pools, what: "the name \(name) in DNS", right: "give one of them another label")
    }
    return resources + names
  }

  private static func conflicts(_ pools: [PoolRecord], what: String, right: String) -> [Conflict] {
    pools.compactMap { record in
      // Pools of one name get an error for the name alone.
      guard let other = pools.first(where: { $0.name != record.name }) else { return nil }
      let diagnostic = Diagnostic(
        location: record.namePlace,
        message: "\(what) is wanted by pool \"\(other.name)\" too (\(other.namePlace)); \(right)", pool: record.name)
      return Conflict(pool: record.name, diagnostic: diagnostic)
    }
  }
}

extension ManifestSet {
  /// The conflicts among pools of several revisions: of those that keep an earlier definition, and of the others.
  package static func conflicts(among pools: [PoolDefinition]) -> [(pool: PoolName, diagnostic: Diagnostic)] {
    ResourceConflicts.find(among: pools.map(\.record)).map { ($0.pool, $0.diagnostic) }
  }
}

extension DesiredPool {
  private static let address = ResourceType("Microsoft.Network/publicIPAddresses")
  private static let label = JSONPath("properties", "dnsSettings", "domainNameLabel")

  /// The names in DNS that the pool's addresses want. Azure gives each to one address of a region, whoever owns it.
  var publicNames: [String] {
    resources.compactMap { resource in
      guard resource.type == Self.address, resource.expressions[Self.label] == nil,
        let label = resource.body.value(at: Self.label)?.string,
        let region = resource.body.member("location")?.string.flatMap({ Location($0) })
      else { return nil }
      return "\(label.lowercased()).\(region).cloudapp.azure.com"
    }
  }
}

extension ResourceID {
  /// Where it stands, for a sentence.
  fileprivate var place: String { resourceGroup?.description ?? "subscription \(subscription)" }
}
