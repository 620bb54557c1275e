import Pools

extension LoadPass {
  /// Checks the names in `metadata.renamedFrom`: resources are handed over from one pool that is gone to one that is there.
  mutating func checkFormerNames(of pools: [PoolDocument]) {
    var present: [PoolName: SourceLocation] = [:]
    var claims: [PoolName: [(pool: PoolName, place: SourceLocation)]] = [:]
    for pool in pools {
      guard let name = pool.document.name else { continue }
      present[name] = SourceLocation(pool.document.namePlace, file: pool.path)
      var seen: Set<PoolName> = []
      for former in pool.document.formerNames {
        let place = SourceLocation(former.place, file: pool.path)
        if former.name == name {
          add("\"\(name)\" is the pool's own name; write the name that it had before", place, name)
        } else if seen.insert(former.name).inserted {
          claims[former.name, default: []].append((name, place))
        } else {
          add("\"\(former.name)\" stands here twice; keep one of them", place, name)
        }
      }
    }
    for (name, claims) in claims {
      if let place = present[name] {
        for claim in claims {
          add("pool \"\(name)\" has a manifest (\(place)); remove that, or take this name out", claim.place, claim.pool)
          note(
            Diagnostic(
              location: place,
              message: "metadata.name: pool \"\(claim.pool)\" says that it was renamed from this one (\(claim.place)); "
                + "remove this document, or take metadata.renamedFrom out there", pool: name), of: name)
        }
      }
      guard claims.count > 1 else { continue }
      for claim in claims {
        let others = claims.filter { $0.place != claim.place }.map { "\"\($0.pool)\" (\($0.place))" }
        add(
          "pool \(others.sorted().joined(separator: ", ")) says that it was renamed from \"\(name)\" too; keep one of them",
          claim.place, claim.pool)
      }
    }
  }

  private mutating func add(_ message: String, _ place: SourceLocation, _ pool: PoolName) {
    note(Diagnostic(location: place, message: "metadata.renamedFrom: \(message)", pool: pool), of: pool)
  }

  private mutating func note(_ diagnostic: Diagnostic, of pool: PoolName) {
    diagnostics.append(diagnostic)
    affected.add(pool, because: diagnostic)
  }
}
