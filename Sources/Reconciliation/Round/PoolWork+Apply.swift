import Foundation
package import Pools

extension PoolWork {
  /// Brings the pool to its desired state, each write's intent in the log before it is sent, and reads what came of it.
  func apply(
    _ plan: PoolPlan, of desired: DesiredPool, as name: String, _ attempt: inout PoolAttempt
  ) async throws -> PoolEntry {
    let started = controller.clock.now()
    // Where nothing is deployed, the first write of another kind is what tells of the plan.
    var effect = plan.needsDeployment ? nil : plan.effect
    attempt.origins = origins(of: desired, attempt)
    try await takeOver(plan, desired, &effect, &attempt)
    if plan.needsDeployment {
      // Known before it is sent, so that a refusal at sending is held against this content and no other.
      attempt.deployment = name
      let before = attempt
      let sent = try await controller.slots.holding { try await send(desired, plan, before) }
      guard context.request.wait else {
        return attempt.entry(.applying, message: "\(sent.name) was sent and not waited for; the next run follows it")
      }
      guard try await follow(sent, &attempt) else {
        return failed(attempt, DeploymentUnfinished(name: sent.name, after: controller.settings.timeout))
      }
      attempt.ended.append(sent.write)
      attempt.state.corrections.record(plan.changes, at: controller.clock.now())
    }
    for deletion in plan.deletions {
      guard let write = try await delete(deletion, desired, effect) else { continue }
      attempt.ended.append(write)
      effect = nil
    }
    try await detach(plan, desired, &effect, &attempt)
    let took = Duration.seconds(controller.clock.now().timeIntervalSince(started))
    return try await verify(plan, desired, &attempt, gathering: gathering(after: took))
  }

  /// How long to wait for other pools that end about now before the subscription is read again: a twentieth of what the
  /// pool took already, and 5 s at most. Many new pools then share a few reads, and none is much later for it.
  private func gathering(after took: Duration) -> Duration { max(.zero, min(took / 20, .seconds(5))) }

  /// Reads the pool again, learns what Azure answered, and makes sure that nothing is left to do.
  private func verify(
    _ plan: PoolPlan, _ desired: DesiredPool, _ attempt: inout PoolAttempt, gathering: Duration
  ) async throws -> PoolEntry {
    try await refresh(&attempt, gathering: gathering)
    // A list may show for a while what is deleted, and not yet what was made.
    for deletion in plan.deletions where attempt.live.live[deletion.id] != nil {
      if try await current(deletion.id, attempt) == nil { attempt.live.live.remove(deletion.id) }
    }
    try await confirmAbsence(of: desired.resources.map { ($0.id, $0.apiVersion) }, &attempt)
    guard !desired.resources.isEmpty else { return try await deleted(plan, &attempt) }
    var baseline = baseline(of: desired, attempt)
    if plan.needsDeployment || attempt.baseline == nil {
      baseline.learnEcho(from: attempt.live.live)
      baseline.forgetEcho(of: Set(plan.held.map(FieldPlace.init)), keeping: attempt.baseline)
    } else if let before = attempt.baseline {
      // Nothing was deployed, so nothing was answered: what is kept of each resource stays what it was.
      baseline.resources = baseline.resources.map { before[$0.id] ?? $0 }
    }
    baseline.add(plan.kept, from: attempt.baseline)
    try await controller.log.setBaseline(baseline, of: attempt.pool.name)
    attempt.baseline = baseline
    let left = try self.plan(desired, attempt)
    guard left.isEmpty else { return failed(attempt, StillDifferent(change: left.changes.first)) }
    try await endAdoption(of: attempt)
    return ended(plan.outcome, message: fightMessage(attempt), &attempt)
  }

  func baseline(of desired: DesiredPool, _ attempt: PoolAttempt) -> Baseline {
    Baseline(
      applying: desired, secretDigests: attempt.secrets.digests, secretReferences: attempt.secrets.references,
      origins: origins(of: desired, attempt),
      keyedHash: keyedHash)
  }

  /// Sends the pool's deployment, or finds it running already under its name.
  private func send(_ desired: DesiredPool, _ plan: PoolPlan, _ attempt: PoolAttempt) async throws -> SentDeployment {
    let scope = DeploymentScope(subscription: desired.subscription, resourceGroup: desired.resourceGroup)
    let isNew = try await makeGroup(of: desired, scope, attempt)
    let name = DeploymentContent(pool: desired, sent: desired, digests: attempt.secrets.digests).name
    let before = isNew ? nil : try await status(of: name, in: scope)
    let sent = try await asOfThisMoment(desired, attempt)
    let content = DeploymentContent(pool: desired, sent: sent, digests: attempt.secrets.digests)
    let isRunning = before?.state == .running
    // What is still to be deleted or detached stays in memory until it is.
    var after = baseline(of: desired, attempt)
    after.add(plan.deletions.map(\.id) + plan.detachments.map(\.id) + plan.kept, from: attempt.baseline)
    let write = try await controller.log.intend(
      WriteIntent(
        run: context.round.run, pool: desired.name, scope: scope, action: .deploy, target: name,
        previousCorrelationID: isRunning ? nil : before?.correlationID, baseline: after, effect: plan.effect,
        at: controller.clock.now()))
    let deployment = SentDeployment(
      write: write, name: name, scope: scope, previousCorrelationID: isRunning ? nil : before?.correlationID)
    guard !isRunning else {
      await context.round.events(.progress(desired.name, "\(name) runs already; following it"))
      return deployment
    }
    await context.round.events(.progress(desired.name, "deploying \(name)"))
    do {
      try await controller.azure.start(
        DeploymentRequest(name: name, scope: scope, template: content.template, secrets: attempt.secrets.values))
    } catch let error as AzureError {
      guard try await wasSent(error, deployment) else {
        try await controller.log.end(write, as: .failed(controller.describe(error)), at: controller.clock.now())
        throw error
      }
    }
    return deployment
  }

  /// Whether a deployment whose sending went wrong is there all the same: under another correlation id than before.
  /// Where nobody can say, the look itself throws, and the write stays open for the next run. What was throttled was not
  /// taken.
  private func wasSent(_ error: AzureError, _ sent: SentDeployment) async throws -> Bool {
    switch error {
    case .conflict, .unreachable, .unreadable:
      guard let now = try await status(of: sent.name, in: sent.scope) else { return false }
      return now.correlationID != sent.previousCorrelationID
    default: return false
    }
  }

  /// Makes the pool's resource group unless it is there; true where this run has made it.
  ///
  /// It is asked for by its name before it is made: to make one that is there would replace its tags. The pools of a group
  /// ask once, and those that have something in it not at all.
  private func makeGroup(
    of desired: DesiredPool, _ scope: DeploymentScope, _ attempt: PoolAttempt
  ) async throws -> Bool {
    let isKnown = desired.resources.contains {
      $0.id.subscription == scope.subscription && $0.id.resourceGroup == scope.resourceGroup
        && attempt.live.live[$0.id] != nil
    }
    guard !isKnown else { return false }
    return try await context.groups.once(
      scope, look: { try await isThere(scope) }, make: { try await makeGroup(of: desired, scope) })
  }

  /// Whether a resource group is there. Throws `AzureError.conflict` for one that is being deleted.
  func isThere(_ scope: DeploymentScope) async throws -> Bool {
    guard let group = try await controller.azure.resourceGroup(scope.resourceGroup, in: scope.subscription) else {
      return false
    }
    guard !group.isBeingDeleted else {
      throw AzureError.conflict("resource group \(scope.resourceGroup) is being deleted")
    }
    return true
  }

  private func makeGroup(of desired: DesiredPool, _ scope: DeploymentScope) async throws {
    let group = ResourceGroup(
      name: desired.resourceGroup, location: desired.location,
      tags: [OwnershipTag.managedBy: controller.settings.managedBy])
    let write = try await controller.log.intend(
      WriteIntent(
        run: context.round.run, pool: desired.name, scope: scope, action: .makeResourceGroup,
        target: desired.resourceGroup.description, at: controller.clock.now()))
    await context.round.events(.progress(desired.name, "making the resource group \(desired.resourceGroup)"))
    do {
      try await controller.azure.makeResourceGroup(group, in: desired.subscription)
    } catch {
      // Somebody else may have made it meanwhile, and elsewhere; a group's own location binds no resource.
      if (try? await isThere(scope)) == true {
        return try await controller.log.end(write, as: .succeeded, at: controller.clock.now())
      }
      try await controller.log.end(write, as: .failed(controller.describe(error)), at: controller.clock.now())
      throw error
    }
    try await controller.log.end(write, as: .succeeded, at: controller.clock.now())
  }

  /// Deletes a resource that is still the pool's at this moment; planning may have been half an hour ago.
  ///
  /// Answers the write's id; nil where the resource is gone already.
  private func delete(
    _ deletion: Deletion, _ desired: DesiredPool, _ effect: WriteIntent.Effect?
  ) async throws -> Int64? {
    guard try await stillManaged(deletion.id, desired, apiVersion: deletion.apiVersion) != nil else { return nil }
    // What stands on a subscription is noted with the pool's own group.
    let scope = DeploymentScope(
      subscription: deletion.id.subscription, resourceGroup: deletion.id.resourceGroup ?? desired.resourceGroup)
    let write = try await controller.log.intend(
      WriteIntent(
        run: context.round.run, pool: desired.name, scope: scope, action: .delete,
        target: deletion.id.description, effect: effect, at: controller.clock.now()))
    await context.round.events(.progress(desired.name, "deleting \(deletion.id.short)"))
    do {
      try await controller.azure.delete(deletion.id, apiVersion: deletion.apiVersion)
    } catch {
      if error is CancellationError { throw error }
      try await controller.log.end(write, as: .failed(controller.describe(error)), at: controller.clock.now())
      throw error
    }
    try await controller.log.end(write, as: .succeeded, at: controller.clock.now())
    return write
  }

  /// The resource, or the one that it is a child of, as it is right before it is deleted or detached; nil where it is gone.
  ///
  /// Throws `NoLongerOurs` where somebody has taken it over, or suspended the pool.
  func stillManaged(
    _ id: ResourceID, _ desired: DesiredPool, apiVersion written: String = ""
  ) async throws -> ResourceDocument? {
    let bearer = id.bearer
    let known = FieldRules.rules(for: bearer.type).apiVersion ?? written
    guard let now = try await controller.azure.resource(bearer, apiVersion: known) else { return nil }
    let suspension = try await controller.log.states()[desired.name]?.suspension
    guard now.isOwned(by: desired, managedBy: controller.settings.managedBy),
      suspension.map({ $0.until.map { $0 <= controller.clock.now() } ?? false }) ?? true
    else { throw NoLongerOurs(resource: id) }
    return now
  }
}

extension Baseline {
  /// Adds what leaves the pool and is still to be remembered.
  fileprivate mutating func add(_ ids: [ResourceID], from before: Baseline?) {
    resources += ids.compactMap { before?[$0] }
    resources.sort { $0.id < $1.id }
  }
}

extension PoolPlan {
  /// What a report says of it once it is done.
  fileprivate var effect: WriteIntent.Effect { WriteIntent.Effect(outcome: outcome, changes: changes) }
}

/// A deployment on its way.
struct SentDeployment: Sendable {
  var write: Int64
  var name: String
  var scope: DeploymentScope
  /// The deployment that had the name before; whatever it says is not about this one.
  var previousCorrelationID: String?
}

/// A resource that was to be deleted or detached is not the pool's any more, or the pool was suspended meanwhile.
package struct NoLongerOurs: Error, Hashable, Sendable {
  package var resource: ResourceID
}

/// A deployment that was still running when its time was over.
package struct DeploymentUnfinished: Error, Hashable, Sendable {
  package var name: String
  package var after: Duration
}

/// Azure ended a deployment well, and the pool is still not what it should be.
package struct StillDifferent: Error, Hashable, Sendable {
  package var change: Change?
}
