import Pools

extension PoolWork {
  /// Reads by its id every resource that the plan creates, so that only what Azure says not to have counts as created by
  /// this pool. What a new resource group holds, and the children of what was read, need no read of their own.
  ///
  /// - Returns: true where one is there after all, and the plan has to be made anew. Throws `AzureError`.
  func proveAbsence(_ plan: PoolPlan, _ attempt: inout PoolAttempt) async throws -> Bool {
    let created = plan.changes.filter { $0.kind == .create && $0.path == .root }.map(\.resource)
    let desired = try attempt.pool.desired().resources
    let unproven = created.filter { !attempt.absent.contains($0) }
    let newGroups = try await newGroups(of: unproven, attempt)
    var unread: [(id: ResourceID, apiVersion: String)] = []
    for id in unproven {
      let isRead = id.parent != nil && attempt.live.live[id.bearer] != nil && !id.type.isUnlisted
      if isRead || newGroups.contains(id.resourceGroup) && id.subscription == attempt.pool.subscription {
        attempt.absent.insert(id)
      } else {
        let written = desired.first { $0.id == id }?.apiVersion ?? ""
        unread.append((id, FieldRules.rules(for: id.type).apiVersion ?? written))
      }
    }
    let azure = controller.azure
    let answers = try await withThrowingTaskGroup(of: (ResourceID, ResourceDocument?).self) { tasks in
      for (id, apiVersion) in unread {
        tasks.addTask { (id, try await azure.resource(id, apiVersion: apiVersion)) }
      }
      return try await tasks.reduce(into: []) { $0.append($1) }
    }
    var isFound = false
    for (id, document) in answers {
      if let document {
        attempt.live.live.add([document])
        isFound = true
      } else {
        attempt.absent.insert(id)
      }
    }
    return isFound
  }

  /// The resource groups of the pool's subscription that are not there yet, of those in which resources are created: one
  /// read in place of one a resource.
  private func newGroups(of ids: [ResourceID], _ attempt: PoolAttempt) async throws -> Set<ResourceGroupName?> {
    let subscription = attempt.pool.subscription
    var new: Set<ResourceGroupName?> = []
    for group in Set(ids.filter { $0.subscription == subscription }.compactMap(\.resourceGroup)).sorted() {
      let scope = DeploymentScope(subscription: subscription, resourceGroup: group)
      if try await !context.groups.wasThere(scope, { try await isThere(scope) }) { new.insert(group) }
    }
    return new
  }

  /// How the pool's resources came to be managed, as it is known now.
  func origins(of desired: DesiredPool, _ attempt: PoolAttempt) -> [ResourceID: Baseline.Origin] {
    attempt.origins
      ?? Baseline.origins(
        of: desired, before: attempt.baseline, live: attempt.live.live, absent: attempt.absent,
        managedBy: controller.settings.managedBy)
  }

  /// Fills in who created the resources of a baseline that a version without origins has written, from the reports of
  /// earlier runs. Only where it matters: something would be detached since nobody knows.
  ///
  /// - Returns: true where it learned something, and the plan has to be made anew.
  func learnOrigins(for plan: PoolPlan, _ attempt: inout PoolAttempt) async throws -> Bool {
    guard var baseline = attempt.baseline,
      plan.detachments.contains(where: { baseline[$0.id]?.origin == nil })
    else { return false }
    let runs = try await controller.log.runs(pool: attempt.pool.name, limit: Self.runsToLearnFrom)
    let done = runs.flatMap(\.pools).filter { [.created, .updated].contains($0.outcome) }.flatMap(\.changes)
    guard baseline.learnOrigins(fromNewest: done) else { return false }
    attempt.baseline = baseline
    if !context.request.dryRun { try await controller.log.setBaseline(baseline, of: attempt.pool.name) }
    return true
  }

  /// More than a pool has of runs with news in the year that the log keeps by default.
  private static let runsToLearnFrom = 1_000
}
