import Manifests
import Pools

extension Round {
  /// Remembers the adoption that was asked for, and gives each pool the one that is not done yet.
  ///
  /// Throws `ReconcileError.unknownPools` for a pool that no manifest describes.
  func settleAdoptions(of selection: inout Selection) async throws {
    var asked: [PoolName: Adoption] = [:]
    if let request = request.adoption {
      let adoption = Adoption(by: request.by, reason: request.reason, at: controller.clock.now())
      for pool in selection.pools {
        guard pool.definition != nil else {
          throw ReconcileError.unknownPools([pool.name], known: selection.all.map(\.name).sorted())
        }
        asked[pool.name] = adoption
        guard !self.request.dryRun else { continue }
        try await controller.log.setAdoption(adoption, of: pool.name)
        let reason = adoption.reason.map { ": \($0)" } ?? ""
        selection.notes.append("\(pool.name): \(adoption.by) takes it over from a lost state\(reason)")
      }
    }
    let adoptions = try await controller.log.adoptions().merging(asked) { _, new in new }
    guard !adoptions.isEmpty else { return }
    for position in selection.pools.indices {
      selection.pools[position].adoption = adoptions[selection.pools[position].name]
    }
  }
}
