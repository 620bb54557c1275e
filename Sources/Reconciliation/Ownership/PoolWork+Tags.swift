import Foundation
import Pools

extension PoolWork {
  /// Gives the resources that another state manages this controller's tag, each write's intent in the log before it is sent.
  ///
  /// - Parameter effect: what a report says once it is done, for the first write; nil where another write tells it.
  func takeOver(
    _ plan: PoolPlan, _ desired: DesiredPool, _ effect: inout WriteIntent.Effect?, _ attempt: inout PoolAttempt
  ) async throws {
    for id in plan.takeovers {
      let tags = [OwnershipTag.managedBy: controller.settings.managedBy]
      let write = try await retag(id, "", .set(tags), as: .adopt, desired, effect)
      attempt.ended.append(write)
      effect = nil
    }
  }

  /// Takes Weir's tags off the resources that leave the pool and stay in Azure.
  func detach(
    _ plan: PoolPlan, _ desired: DesiredPool, _ effect: inout WriteIntent.Effect?, _ attempt: inout PoolAttempt
  ) async throws {
    for detachment in plan.detachments where detachment.isTagged {
      guard let now = try await stillManaged(detachment.id, desired, apiVersion: detachment.apiVersion) else {
        continue
      }
      // Only with the values that are the pool's: whoever has set others since then keeps them.
      var tags: [String: String] = [:]
      for name in [OwnershipTag.pool, OwnershipTag.managedBy] { tags[name] = now.tag(name) }
      let write = try await retag(
        detachment.id, detachment.apiVersion, .remove(tags), as: .detach, desired, effect)
      attempt.ended.append(write)
      effect = nil
    }
  }

  private func retag(
    _ id: ResourceID, _ written: String, _ change: TagChange, as action: WriteIntent.Action, _ desired: DesiredPool,
    _ effect: WriteIntent.Effect?
  ) async throws -> Int64 {
    let scope = DeploymentScope(
      subscription: id.subscription, resourceGroup: id.resourceGroup ?? desired.resourceGroup)
    let write = try await controller.log.intend(
      WriteIntent(
        run: context.round.run, pool: desired.name, scope: scope, action: action, target: id.description,
        effect: effect, at: controller.clock.now()))
    let words = action == .adopt ? "taking over" : "detaching"
    await context.round.events(.progress(desired.name, "\(words) \(id.short)"))
    do {
      try await controller.azure.retag(id, apiVersion: FieldRules.rules(for: id.type).apiVersion ?? written, change)
    } catch {
      if error is CancellationError { throw error }
      try await controller.log.end(write, as: .failed(controller.describe(error)), at: controller.clock.now())
      throw error
    }
    try await controller.log.end(write, as: .succeeded, at: controller.clock.now())
    return write
  }

  /// Forgets a pool's adoption once nothing is left to take over.
  func endAdoption(of attempt: PoolAttempt) async throws {
    guard attempt.pool.adoption != nil, !context.request.dryRun else { return }
    try await controller.log.setAdoption(nil, of: attempt.pool.name)
  }
}
