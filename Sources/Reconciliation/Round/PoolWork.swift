import Foundation
import Pools

/// The work on one pool that this run holds: take up, plan, guard, apply, verify. It never throws for what is wrong with
/// the pool: that becomes its report. It throws `LogError`, since nothing may be written that cannot be recorded, and
/// `CancellationError`.
struct PoolWork: Sendable {
  let context: PoolContext
  let key: LiveKey
  /// Left as soon as there is something to wait for.
  let place: Slots.Place

  var controller: Controller { context.controller }

  func perform(_ pool: Subject, state: SubscriptionState, past: PoolPast) async throws -> PoolEntry {
    let baseline = try await controller.log.baseline(of: pool.loggedName) ?? pool.assumed
    var attempt = PoolAttempt(pool: pool, live: state, baseline: baseline, state: past.state)
    attempt.state.corrections.expire(at: controller.clock.now())
    if !context.request.dryRun { attempt.take(past.untoldWrites) }
    attempt.wasSent = !past.openWrites.isEmpty || !past.untoldWrites.isEmpty
    do {
      do {
        try await complete(&attempt)
      } catch let error as AzureError {
        return attempt.entry(.unknown, message: controller.describe(error))
      }
      if !past.openWrites.isEmpty && !context.request.dryRun {
        place.leave()
        do {
          guard try await takeUp(past.openWrites, of: &attempt) else {
            return attempt.entry(
              context.request.wait ? .blocked : .applying,
              message: "its deployment of an earlier run still goes on; the next run follows it")
          }
          attempt.baseline = try await controller.log.baseline(of: pool.name)
          try await refresh(&attempt)
        } catch let error as AzureError where error.leavesUnknown {
          // What was sent stays open in the log, so that nothing is sent again before somebody has seen what came of it.
          return attempt.entry(.unknown, message: controller.describe(error))
        }
      }
      try await learnEcho(&attempt)
      return try await reconcile(&attempt)
    } catch let error as CancellationError {
      throw error
    } catch let error as LogError {
      throw error
    } catch {
      return failed(attempt, error)
    }
  }

  /// What Azure answered to the last deployment is learned at the first read after it, here where a crash came between.
  private func learnEcho(_ attempt: inout PoolAttempt) async throws {
    guard !context.request.dryRun, var baseline = attempt.baseline,
      baseline.resources.contains(where: { $0.echo == nil })
    else { return }
    baseline.learnEcho(from: attempt.live.live)
    baseline.forgetEcho(of: attempt.state.corrections.held(at: controller.clock.now()), keeping: attempt.baseline)
    if baseline != attempt.baseline {
      try await controller.log.setBaseline(baseline, of: attempt.pool.name)
      attempt.baseline = baseline
    }
  }

  private func reconcile(_ attempt: inout PoolAttempt) async throws -> PoolEntry {
    var desired = try self.desired(attempt)
    if let entry = try entryOfClaimed(attempt) { return entry }
    attempt.otherWake = otherWake(desired, attempt).until
    attempt.secrets = try await secrets(of: desired, attempt.baseline)
    var plan = try plan(desired, attempt)
    if try await learnOrigins(for: plan, &attempt) { plan = try self.plan(desired, attempt) }
    do {
      if plan.refusals.isEmpty, !plan.isEmpty, try await readBystanders(of: desired, &attempt) {
        plan = try self.plan(desired, attempt)
      }
    } catch let error as AzureError {
      return attempt.entry(.unknown, message: controller.describe(error))
    }
    if plan.needsDeployment, !context.request.dryRun, try await proveAbsence(plan, &attempt) {
      desired = try self.desired(attempt)
      plan = try self.plan(desired, attempt)
    }
    (attempt.changes, attempt.held) = (plan.changes, plan.held)
    guard plan.refusals.isEmpty else {
      return attempt.entry(.refused, message: plan.refusals.map(\.text).joined(separator: "; "))
    }
    guard !plan.isEmpty else {
      guard attempt.pool.definition == nil else { return try await inStep(desired, attempt) }
      return try await nothingToDelete(attempt)
    }
    if controller.settings.drift == .report, plan.changes.allSatisfy({ $0.cause == .drift }) {
      return attempt.entry(.drifted, message: "left as it is, since reconcile.drift is report")
    }
    let content = DeploymentContent(pool: desired, sent: desired, digests: attempt.secrets.digests)
    if let wait = backOff(attempt, content) { return wait }
    if plan.needsDeployment { try await noteForeignExtensions(desired, attempt) }
    guard !context.request.dryRun else {
      let message = plan.outcome == .updated ? attempt.firstContactMessage : nil
      return attempt.entry(
        plan.outcome, message: attempt.pool.remark ?? message ?? fightMessage(attempt),
        deployment: plan.needsDeployment && attempt.secrets.areKnown ? content.name : nil)
    }
    place.leave()
    return try await apply(plan, of: desired, as: content.name, &attempt)
  }

  /// A pool that nothing is to be done for. One that is met for the first time is remembered as it is.
  private func inStep(_ desired: DesiredPool, _ attempt: PoolAttempt) async throws -> PoolEntry {
    try await endAdoption(of: attempt)
    if !context.request.dryRun, let remembered = remembered(desired, attempt) {
      try await controller.log.setBaseline(remembered, of: attempt.pool.name)
    }
    guard attempt.held.isEmpty else {
      var attempt = attempt
      attempt.changes = attempt.held
      return attempt.entry(.drifted, message: fightMessage(attempt))
    }
    return attempt.entry(.unchanged, message: attempt.firstContactMessage)
  }

  /// What is to be remembered of a pool that needs no write; nil where that is what is remembered already.
  private func remembered(_ desired: DesiredPool, _ attempt: PoolAttempt) -> Baseline? {
    guard !desired.resources.isEmpty else { return nil }
    guard var baseline = attempt.baseline, !baseline.resources.isEmpty else {
      // A pool whose first deployment failed, and that somebody has brought to what the manifest says.
      return attempt.isFirstContact || attempt.baseline != nil ? self.baseline(of: desired, attempt) : nil
    }
    // What the manifest says about deletion needs no write, and has to be known when the manifest is gone.
    guard let deletion = desired.deletion, deletion != baseline.deletion else { return nil }
    baseline.deletion = deletion
    return baseline
  }

  /// The pool as its manifest wants it, with the rights of its identities as they are in Azure.
  private func desired(_ attempt: PoolAttempt) throws -> DesiredPool {
    let settings = controller.settings
    return try attempt.pool.desired().adoptingLiveRights(
      from: attempt.live.live, managedBy: attempt.pool.adoption == nil ? settings.managedBy : settings.name)
  }

  /// What is to be said of the fields of this run that somebody else keeps changing; nil where there are none.
  func fightMessage(_ attempt: PoolAttempt) -> String? {
    let places = Set((attempt.changes + attempt.held).map(FieldPlace.init))
    let fights = attempt.state.corrections.fights(at: controller.clock.now())
    return FightText.line(fights.filter { places.contains($0.place) })
  }

  func plan(_ desired: DesiredPool, _ attempt: PoolAttempt) throws -> PoolPlan {
    let wanted = Set(desired.resources.map(\.id))
    let ids = wanted.union(attempt.baseline?.resources.map(\.id) ?? [])
    // The manifests' own check has seen that no two pools want one resource; only what a pool leaves, or names beside its
    // own, can be another's.
    let named = ids.subtracting(wanted).union(desired.foreignIDs)
    let claims = named.isEmpty ? [:] : try context.claims.claims(on: named, besides: desired.name)
    var input = PlanInput(
      pool: otherWake(desired, attempt).pool, live: attempt.live.live, baseline: attempt.baseline,
      isFirstContact: attempt.isFirstContact,
      secretDigests: attempt.secrets.digests, allowedSubscriptions: controller.settings.subscriptions,
      managedBy: controller.settings.managedBy, claimedBy: claims,
      orphanedPools: context.orphans, keyedHash: keyedHash)
    let groups = desired.claimedGroups
    if !groups.isEmpty { input.groupClaims = context.claims.claims(on: groups, besides: desired.name) }
    input.bystanders = attempt.bystanders
    input.takesOver = attempt.pool.adoption != nil
    // Where drift is only reported, nothing is put back and nothing has to be held.
    if controller.settings.drift == .correct {
      input.held = attempt.state.corrections.held(at: controller.clock.now())
    }
    return Pools.plan(input)
  }

  /// Reads the tags of what the pool acts on or reads and no list has shown: a vault, an account in another group. Read only
  /// where something is to be written, so that a run without changes needs no more calls than before.
  ///
  /// - Returns: true where anything was learned.
  /// - Throws: `AzureError`; then nothing may be written, since nobody knows whose it is.
  private func readBystanders(of desired: DesiredPool, _ attempt: inout PoolAttempt) async throws -> Bool {
    var isNew = false
    for (id, isVault) in desired.bystanderIDs.sorted(by: { $0.key < $1.key })
    where attempt.live.live[id] == nil && attempt.bystanders[id] == nil
      && controller.settings.subscriptions.contains(id.subscription)
    {
      do {
        guard let found = try await context.bystanders.tags(of: id, by: controller.azure) else { continue }
        attempt.bystanders.add([found])
        isNew = true
      } catch AzureError.forbidden where isVault {
        // A deployment takes a vault's secrets with a right that lets nobody read the vault itself.
        continue
      }
    }
    return isNew
  }

  /// The hash for secrets that stand readable in a template.
  var keyedHash: @Sendable (String) -> String {
    { [secrets = controller.secrets] text in secrets.digest(of: .text(SecretText(text))) }
  }

  /// Reads the pool's subscription once more.
  ///
  /// - Parameter gathering: how long to wait for other pools that are about to do the same.
  func refresh(_ attempt: inout PoolAttempt, gathering: Duration = .zero) async throws {
    attempt.live = try await controller.state(key, gathering: gathering)
    try await complete(&attempt)
  }

  /// Makes sure that all that the pool needs was read, and adds what no list call of its subscription shows: children of
  /// types that Weir does not know closely, and what the pool has elsewhere, are read one by one; so is what the baseline
  /// has and no list has shown. Throws `AzureError`.
  func complete(_ attempt: inout PoolAttempt) async throws {
    let kept = attempt.baseline?.resources.map { ($0.id, $0.apiVersion) } ?? []
    let wanted = try attempt.pool.desired().resources.map { ($0.id, $0.apiVersion) } + kept
    if let error = attempt.live.failure(of: ResourceQuery.queries(for: wanted.map { ($0.0.type, $0.1) })) {
      throw error
    }
    for (id, apiVersion) in wanted
    where attempt.live.live[id] == nil
      && (id.type.isUnlisted
        || id.subscription != key.subscription && controller.settings.subscriptions.contains(id.subscription))
    {
      if let found = try await controller.azure.resource(id, apiVersion: apiVersion) { attempt.live.live.add([found]) }
    }
    try await confirmAbsence(of: kept, &attempt)
  }

  /// What is known of the pool's secrets: their values, or in a plan how their references stand to what was applied.
  private func secrets(of desired: DesiredPool, _ baseline: Baseline?) async throws -> PoolSecrets {
    if context.request.readsSecrets { return try await PoolSecrets(reading: desired, from: controller.secrets) }
    for case .literal(let text) in desired.secrets.values { controller.redactor.learn(text) }
    return PoolSecrets(comparing: desired, with: baseline, by: controller.secrets)
  }

  /// A pool that failed waits, unless it is forced or wants something else than what failed.
  private func backOff(_ attempt: PoolAttempt, _ content: DeploymentContent) -> PoolEntry? {
    guard !context.request.now, let notBefore = attempt.state.retryTime(at: controller.clock.now()),
      attempt.state.last?.deployment == nil || attempt.state.last?.deployment == content.name
    else { return nil }
    let last = attempt.state.last?.message.map { ": \(RetryText.without($0))" } ?? ""
    let end = notBefore == .distantFuture ? "its manifest changes" : notBefore.formatted(.iso8601)
    var entry = attempt.entry(
      .blocked, message: "waits until \(end), having failed \(RetryText.times(attempt.state.failures))\(last)",
      deployment: attempt.state.last?.deployment)
    entry.state = attempt.state
    entry.report.correlationID = attempt.state.last?.correlationID
    // While it waits, the log goes on saying why: the first such report, with the failure's own message.
    if let waiting = attempt.state.last, waiting.outcome == .blocked { entry.report = waiting }
    return entry
  }

  func failed(_ attempt: PoolAttempt, _ error: any Error) -> PoolEntry {
    var state = attempt.state
    state.failures += 1
    let now = controller.clock.now()
    let delay = BackOff().delay(
      afterFailures: state.failures, jitter: Double(controller.random() >> 11) / Double(1 << 53))
    var next = now.addingTimeInterval(delay.seconds)
    if case .again(let notBefore?) = (error as? AzureError)?.next {
      next = min(max(next, notBefore), now.addingTimeInterval(BackOff.bound.seconds))
    }
    let isTimed = (error as? AzureError)?.next != .whenChanged
    state.notBefore = isTimed ? next : .distantFuture
    // After a plan nothing follows by itself.
    let what = controller.describe(error)
    let message =
      context.request.dryRun
      ? what : RetryText.message(what, next: isTimed ? next : nil, pool: attempt.pool.name.description)
    let report = attempt.pool.report(
      .failed, message: message, deployment: attempt.deployment, correlationID: attempt.correlationID,
      changes: attempt.changes)
    return PoolEntry(report: report, state: state, told: attempt.ended)
  }
}

extension PoolPlan {
  /// Nothing is left to do.
  var isEmpty: Bool { changes.isEmpty && deletions.isEmpty && refusals.isEmpty }
}

extension Refusal {
  /// The line that people read: what is refused, and the manifest's line that asks for it.
  var text: String { location.map { "\(message) (\($0.brief))" } ?? message }
}
