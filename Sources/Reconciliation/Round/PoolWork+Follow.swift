import Foundation
import Logging
import Pools

extension PoolWork {
  /// The state of a deployment now, or nil where there is none of that name. Throws `AzureError`: what was not found by
  /// something else than ARM may be running.
  func status(of name: String, in scope: DeploymentScope, age: Duration = .zero) async throws -> DeploymentStatus? {
    let azure = controller.azure
    return try await controller.deployments.value(for: scope, age: age) { try await azure.deployments(in: $0) }
      .first { $0.name.lowercased() == name.lowercased() }
  }

  /// Waits for a deployment to end and puts its end into the log; false where its time was over before.
  ///
  /// All that are followed in one resource group share one list call an interval. Throws `AzureError.deploymentFailed`
  /// where it failed.
  func follow(_ sent: SentDeployment, _ attempt: inout PoolAttempt) async throws -> Bool {
    let (name, scope) = (sent.name, sent.scope)
    var unseen = 0
    // Waits are added up, since a clock that jumps would make the time too short or endless.
    var waited = Duration.zero
    var interval = Duration.milliseconds(500)
    while waited < controller.settings.timeout {
      try await controller.clock.sleep(for: interval)
      waited += interval
      let status: DeploymentStatus?
      do {
        // Nearly an interval, so that those who began apart share as well, and less, so that none shares with itself.
        status = try await self.status(of: name, in: scope, age: interval * 9 / 10)
      } catch let error as AzureError {
        // The deployment goes on without us: that it cannot be seen now says nothing about it.
        controller.logger.warning("cannot follow \(name)", metadata: ["error": "\(controller.describe(error))"])
        interval = min(interval * 2, .seconds(30))
        continue
      }
      guard let status, status.correlationID != sent.previousCorrelationID else {
        // ARM shows a deployment as soon as it has accepted it; a few looks are for a list that lags behind.
        unseen += 1
        guard unseen < 10 else { throw AzureError.notFound("the deployment \(name) is not in its resource group") }
        continue
      }
      attempt.correlationID = status.correlationID
      if status.state != .running {
        try await end(sent.write, status, scope, attempt)
        return true
      }
      // A scale set takes minutes; more than four looks a minute would tell nothing new.
      interval = min(interval * 3 / 2, .seconds(15))
    }
    return false
  }

  /// Puts the end of a deployment into the log; throws `AzureError.deploymentFailed` where it did not succeed.
  private func end(
    _ write: Int64, _ status: DeploymentStatus, _ scope: DeploymentScope, _ attempt: PoolAttempt
  ) async throws {
    guard status.state != .succeeded else {
      return try await controller.log.end(write, as: .succeeded, at: controller.clock.now())
    }
    var message = status.error ?? "it was \(status.state.rawValue)"
    if let detail = try? await controller.azure.failure(of: status.name, in: scope) { message = detail }
    try await controller.log.end(write, as: .failed(message), at: controller.clock.now())
    throw AzureError.deploymentFailed("\(status.name): \(message)")
  }

  /// Takes up what an earlier run began and did not end; false where some of it still runs after the pool's time.
  ///
  /// A deployment of that name with another correlation id than before the intent is the one that was sent; with none,
  /// or the same, it never was.
  func takeUp(_ writes: [OpenWrite], of attempt: inout PoolAttempt) async throws -> Bool {
    // Only so that they are known to the redactor; where one cannot be had, the planning that follows says so.
    if let desired = try? attempt.pool.desired() {
      for reference in desired.secrets.values {
        _ = try? await controller.secrets.value(of: reference, for: desired.manifest.file)
      }
    }
    for write in writes {
      let intent = write.intent
      switch intent.action {
      case .deploy:
        let status = try await status(of: intent.target, in: intent.scope)
        guard let status, status.correlationID != intent.previousCorrelationID else {
          try await controller.log.end(write.id, as: .notSent, at: controller.clock.now())
          continue
        }
        attempt.deployment = intent.target
        attempt.correlationID = status.correlationID
        // What the report says where it failed.
        attempt.changes = intent.effect?.changes ?? []
        if status.state == .running {
          guard context.request.wait else { return false }
          await note("took up \(intent.target), which \(intent.run) began", of: attempt.pool.name)
          let sent = SentDeployment(
            write: write.id, name: intent.target, scope: intent.scope,
            previousCorrelationID: intent.previousCorrelationID)
          guard try await follow(sent, &attempt) else { return false }
        } else {
          try await end(write.id, status, intent.scope, attempt)
        }
        attempt.changes = []
        attempt.take([write])
      case .makeResourceGroup:
        let (name, subscription) = (intent.scope.resourceGroup, intent.scope.subscription)
        let there = try await controller.azure.resourceGroup(name, in: subscription) != nil
        try await controller.log.end(write.id, as: there ? .succeeded : .notSent, at: controller.clock.now())
      case .delete:
        var there = false
        if let id = ResourceID(intent.target) { there = try await current(id, attempt) != nil }
        try await controller.log.end(write.id, as: there ? .notSent : .succeeded, at: controller.clock.now())
        if !there { attempt.taken.append(write) }
      case .adopt, .detach:
        // The tags tell: of an adoption they are this controller's by now, of a resource that was given up they are gone.
        let found = ResourceID(intent.target).flatMap { attempt.live.live[$0] }
        let own = controller.settings.managedBy
        let isDone =
          found.map { found in
            intent.action == .adopt ? found.tag(OwnershipTag.managedBy) == own : !found.isManaged(by: own)
          } ?? false
        try await controller.log.end(write.id, as: isDone ? .succeeded : .notSent, at: controller.clock.now())
        if isDone { attempt.taken.append(write) }
      }
    }
    return true
  }

  private func note(_ text: String, of pool: PoolName) async {
    await context.round.events(.progress(pool, text))
    do {
      try await controller.log.note("\(pool): \(text)", in: context.round.run)
    } catch {
      controller.logger.warning("a note was not kept", metadata: ["error": "\(controller.describe(error))"])
    }
  }
}
