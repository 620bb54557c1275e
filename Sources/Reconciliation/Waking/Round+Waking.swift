import Foundation
import Manifests
import Pools

extension Round {
  /// Puts down the wake that was asked for, takes away those whose time is over, and gives each pool the one that holds.
  ///
  /// What begins and what ends is told in the run's notes. Throws `WakeRefusal`, and `ReconcileError.unknownPools` for a
  /// pool that no manifest describes any more.
  func settleWakes(of selection: inout Selection) async throws {
    if let wake = request.wake, !request.dryRun { try await settle(wake, of: &selection) }
    let awakenings = try await controller.log.awakenings()
    guard !awakenings.isEmpty else { return }
    let now = controller.clock.now()
    for position in selection.pools.indices {
      let pool = selection.pools[position]
      // A pool that is about to be handed over is still kept under the name that it had.
      let names = [pool.name] + (pool.definition?.formerNames ?? [])
      guard let name = names.first(where: { awakenings[$0] != nil }), let awakening = awakenings[name] else { continue }
      if let lasting = awakening.during(now) {
        selection.pools[position].awakening = lasting
        // At its start, a loop learns of the wakes that began before it; later ones are told as they begin.
        if request.trigger == .startup || request.wake != nil {
          controller.wakes.continuation.yield(.due(lasting.until))
        }
      } else if !request.dryRun, pool.heldBy == nil,
        try await controller.log.endAwakening(of: name, overBy: now)
      {
        selection.notes.append("\(pool.name): its wake is over (woken by \(awakening.author))")
      }
    }
  }

  /// Refuses to wake a pool whose count somebody else's autoscale setting owns: nothing would come of it.
  ///
  /// Where the settings cannot be read the run says so for the pool, and this says nothing.
  private func checkScaling(of desired: DesiredPool) async throws {
    guard let type = ResourceType("Microsoft.Insights/autoscaleSettings"),
      let apiVersion = FieldRules.rules(for: type).apiVersion
    else { return }
    let found = LiveCollector()
    do {
      let query = ResourceQuery(type: type, apiVersion: apiVersion)
      try await controller.azure.resources(query, in: desired.subscription) { page in await found.add(page) }
    } catch is AzureError {
      return
    }
    let baseline = try await controller.log.baseline(of: desired.name)
    guard let setting = desired.foreignAutoscaler(live: await found.live, baseline: baseline) else { return }
    throw WakeRefusal.scaledElsewhere(desired.name, setting: setting)
  }

  private func settle(_ wake: WakeRequest, of selection: inout Selection) async throws {
    let now = controller.clock.now()
    let states = try await controller.log.states()
    for pool in selection.pools {
      guard let definition = pool.definition else {
        throw ReconcileError.unknownPools([pool.name], known: selection.all.map(\.name).sorted())
      }
      switch wake {
      case .begin(let period, let count, let by, let reason):
        if let suspension = states[pool.name]?.suspension, suspension.until.map({ $0 > now }) ?? true {
          throw WakeRefusal.suspended(pool.name, reason: suspension.reason)
        }
        let desired = try definition.desired()
        try desired.check(period, count)
        try await checkScaling(of: desired)
        // From when Azure was asked, in whole seconds, and no shorter than was wanted.
        let since = Date(timeIntervalSince1970: controller.clock.now().timeIntervalSince1970.rounded(.up))
        let until = since.addingTimeInterval(period.seconds)
        let awakening = Awakening(by: by, reason: reason, since: since, until: until, count: count)
        let before = try await controller.log.awakenings()[pool.name]?.during(now)
        try await controller.log.setAwakening(before?.joined(by: awakening) ?? awakening, of: pool.name)
        selection.notes.append("\(pool.name): \(awakening.words(after: before, pool: pool.name))")
      case .end(let by):
        guard let awakening = try await controller.log.awakenings()[pool.name],
          try await controller.log.endAwakening(of: pool.name, overBy: .distantFuture)
        else { throw WakeRefusal.notAwake(pool.name) }
        selection.notes.append("\(pool.name): its wake was ended by \(by) (woken by \(awakening.author))")
      }
    }
  }
}

extension Awakening {
  /// What this wake brings about, in words for people; `before` is the one that lasted when it came.
  fileprivate func words(after before: Awakening?, pool: PoolName) -> String {
    let end = until.formatted(.iso8601)
    guard let before else { return "woken until \(end) by \(author)" }
    let earlier = before.until.formatted(.iso8601)
    guard until > before.until else {
      return "stays awake until \(earlier) (woken by \(before.author)), though \(author) asked for no longer than "
        + "\(end); `weir wake \(pool) --end` ends it at once"
    }
    return "awake until \(end) by \(author), and no longer only until \(earlier) (woken by \(before.author))"
  }
}
