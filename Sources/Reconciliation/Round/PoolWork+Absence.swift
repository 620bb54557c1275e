import Foundation
import Pools

/// What a list does not show is not absent: it may lag behind, or have been cut off. Before that matters, it is read by its
/// id, and only ARM's own 404 counts.
extension PoolWork {
  /// Reads by their ids what no list has shown of these resources, and adds what is there all the same. In a pool that is as
  /// it was left nothing is missing, so nothing is read.
  ///
  /// Throws `AzureError` where that cannot be read: then nothing is known of the pool.
  func confirmAbsence(
    of resources: [(id: ResourceID, apiVersion: String)], _ attempt: inout PoolAttempt
  ) async throws {
    // What is in no list was read by its id already.
    let missing = resources.filter {
      $0.id.subscription == key.subscription && !$0.id.type.isUnlisted && attempt.live.live[$0.id] == nil
    }
    guard !missing.isEmpty else { return }
    var versions: [ResourceID: String] = [:]
    for (id, apiVersion) in missing where versions[id.bearer] == nil {
      versions[id.bearer] = version(of: id.bearer, attempt) ?? apiVersion
    }
    let gone = try await groupsGone(of: Set(versions.keys), attempt)
    let suspects = versions.filter { !gone.contains($0.key.resourceGroup) }
    let azure = controller.azure
    let found = try await withThrowingTaskGroup(of: (ResourceID, ResourceDocument?).self) { tasks in
      for (id, apiVersion) in suspects.sorted(by: { $0.key < $1.key }) {
        tasks.addTask { (id, try await azure.resource(id, apiVersion: apiVersion)) }
      }
      return try await tasks.reduce(into: []) { $0.append($1) }
    }
    for (id, document) in found {
      attempt.live.live.remove(id)
      if let document { attempt.live.live.add([document]) }
    }
  }

  /// The resource groups that are gone, of those in which everything of a pool is missing: one read in place of one a
  /// resource.
  private func groupsGone(of ids: Set<ResourceID>, _ attempt: PoolAttempt) async throws -> Set<ResourceGroupName?> {
    var gone: Set<ResourceGroupName?> = []
    let known = attempt.baseline?.resources.map(\.id) ?? []
    for (group, missing) in Dictionary(grouping: ids, by: \.resourceGroup) where missing.count > 1 {
      guard let group, !known.contains(where: { $0.resourceGroup == group && attempt.live.live[$0] != nil })
      else { continue }
      if try await controller.azure.resourceGroup(group, in: key.subscription) == nil { gone.insert(group) }
    }
    return gone
  }

  /// One resource as it is now, read by its id; of a child that stands in another resource's body, by the id of that.
  func current(_ id: ResourceID, _ attempt: PoolAttempt) async throws -> ResourceDocument? {
    let bearer = id.type.isUnlisted ? id : id.bearer
    let apiVersion = version(of: bearer, attempt) ?? version(of: id, attempt) ?? ""
    guard let document = try await controller.azure.resource(bearer, apiVersion: apiVersion) else { return nil }
    var live = LiveState()
    live.add([document])
    return live[id]
  }

  private func version(of id: ResourceID, _ attempt: PoolAttempt) -> String? {
    FieldRules.rules(for: id.type).apiVersion ?? attempt.baseline?[id]?.apiVersion
  }
}

extension PoolWork {
  /// A pool without a manifest of which there is nothing to delete: because nothing is left, or because what is left is not
  /// its own any more. That it was deleted is not said, since nothing was.
  func nothingToDelete(_ attempt: PoolAttempt) async throws -> PoolEntry {
    let left = try LeftResources(attempt, context)
    guard left.others.isEmpty else { return attempt.entry(.refused, message: left.message) }
    var entry = attempt.entry(
      .unchanged,
      message: left.message ?? "nothing of it is left in Azure, so there is nothing to delete; it is forgotten")
    entry.isForgotten = true
    return entry
  }

  /// A pool without a manifest after its deletions: what is not its own any more is left, and remembered.
  func deleted(_ plan: PoolPlan, _ attempt: inout PoolAttempt) async throws -> PoolEntry {
    guard plan.deletions.allSatisfy({ attempt.live.live[$0.id] == nil }) else {
      return failed(attempt, StillDifferent(change: plan.changes.first))
    }
    let left = try LeftResources(attempt, context)
    if !left.others.isEmpty, var rest = attempt.baseline {
      rest.resources.removeAll { !left.others.contains($0.id) }
      try await controller.log.setBaseline(rest, of: attempt.pool.name)
    }
    var entry = ended(plan.outcome, message: left.message, &attempt)
    entry.isForgotten = left.others.isEmpty
    return entry
  }

  /// The entry after a plan was carried out; where all that it wanted to delete was gone by itself, nothing was done.
  func ended(_ outcome: Outcome, message: String? = nil, _ attempt: inout PoolAttempt) -> PoolEntry {
    guard attempt.ended.isEmpty, attempt.taken.isEmpty else { return attempt.entry(outcome, message: message) }
    attempt.changes = []
    return attempt.entry(.unchanged, message: message ?? "what was to be deleted was gone already")
  }
}

/// What is left in Azure of a pool without a manifest, and is not its own any more.
private struct LeftResources {
  /// What other pools of the revision want: those go on with it.
  var claimed: [ResourceID: PoolName]
  /// The rest, sorted.
  var others: [ResourceID]
  /// Whose the rest is, as the tags say.
  private var owners: [ResourceID: String] = [:]

  init(_ attempt: PoolAttempt, _ context: PoolContext) throws {
    let live = attempt.live.live
    let ids = (attempt.baseline?.resources.map(\.id) ?? []).filter { live[$0] != nil }.sorted()
    claimed = try context.claims.claims(on: ids, besides: attempt.pool.name)
    let unclaimed = ids.filter { [claimed] in claimed[$0] == nil }
    let input = PlanInput(
      pool: try attempt.pool.desired(), live: live, baseline: attempt.baseline, secretDigests: [:],
      allowedSubscriptions: [])
    // What the pool gave up, by an earlier run that was killed too.
    let givenUp = input.staying(of: unclaimed).filter { id in
      [OwnershipTag.pool, OwnershipTag.managedBy].allSatisfy { (live[id.bearer] ?? live[id])?.tag($0) == nil }
    }
    others = unclaimed.filter { !givenUp.contains($0) }
    for id in others { owners[id] = Self.owner(of: live[id.bearer] ?? live[id]) }
  }

  /// Nil where nothing is left.
  var message: String? {
    var parts: [String] = []
    if !claimed.isEmpty {
      let pools = Set(claimed.values).sorted().map(\.description).joined(separator: ", ")
      parts.append("its resources are wanted by \(pools) now and stay")
    }
    if !others.isEmpty {
      let names = others.prefix(3).map { "\($0.short) (\(owners[$0] ?? ""))" }.joined(separator: ", ")
      let more = others.count > 3 ? " and \(others.count - 3) more" : ""
      parts.append(
        "left alone, since its tags are not this pool's: \(names)\(more); delete it yourself, or give it the pool's tags"
      )
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func owner(of document: ResourceDocument?) -> String {
    let pool = document?.tag(OwnershipTag.pool).map { "\(OwnershipTag.pool): \(Quoted.line($0))" }
    let manager = document?.tag(OwnershipTag.managedBy).map { "\(OwnershipTag.managedBy): \(Quoted.line($0))" }
    let tags = [pool, manager].compactMap { $0 }
    return tags.isEmpty ? "no tags of Weir" : tags.joined(separator: ", ")
  }
}
