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
    var named: [String: [PoolRecord]] = [:]
    for number in suspects.sorted() {
      // A record that cannot be unpacked says so when the pool is reconciled.
      guard let pool = try? records[number].desired() else { continue }
      for resource in pool.resources where !pool.shares(resource) {
        wanted[resource.id, default: []].append(records[number])
      }
      for name in pool.publicNames { named[name, default: []].append(records[number]) }
    }
    for (id, rivals) in wanted {
      tell(rivals, what: "\(id.short) in \(id.place)", right: "give one of them another name or group")
    }
    for (name, rivals) in named {
      tell(rivals, what: "the name \(name) in DNS", right: "give one of them another label")
    }
  }

  private mutating func tell(_ rivals: [PoolRecord], what: String, right: String) {
    for record in rivals {
      // Pools of one name are told about the name alone.
      guard let other = rivals.first(where: { $0.name != record.name }) else { continue }
      diagnostics.append(
        Diagnostic(
          location: record.namePlace,
          message: "\(what) is wanted by pool \"\(other.name)\" too (\(other.namePlace)); \(right)", pool: record.name))
    }
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
