import Pools

extension LoadPass {
  /// Looks for resources that two pools want; each of both is told.
  mutating func lookForRivals(among records: [PoolRecord]) {
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
    guard !suspects.isEmpty else { return }
    var wanted: [ResourceID: [PoolRecord]] = [:]
    for number in suspects.sorted() {
      // A record that cannot be unpacked says so when the pool is reconciled.
      guard let pool = try? records[number].desired() else { continue }
      for resource in pool.resources { wanted[resource.id, default: []].append(records[number]) }
    }
    for (id, rivals) in wanted where rivals.count > 1 {
      for record in rivals {
        // Pools of one name are told about the name alone.
        guard let other = rivals.first(where: { $0.name != record.name }) else { continue }
        diagnostics.append(
          Diagnostic(
            location: record.namePlace,
            message: "\(id.short) in \(id.place) is wanted by pool \"\(other.name)\" too (\(other.namePlace)); "
              + "give one of them another name or group",
            pool: record.name))
      }
    }
  }
}

extension ResourceID {
  /// Where it stands, for a sentence.
  fileprivate var place: String { resourceGroup?.description ?? "subscription \(subscription)" }
}
