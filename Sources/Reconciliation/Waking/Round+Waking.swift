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
      guard let awakening = awakenings[pool.name] else { continue }
      if let lasting = awakening.during(now) {
        selection.pools[position].awakening = lasting
        // At its start, a loop learns of the wakes that began before it; later ones are told as they begin.
        if request.trigger == .startup || request.wake != nil {
          controller.wakes.continuation.yield(.due(lasting.until))
        }
      } else if !request.dryRun, pool.heldBy == nil,
        try await controller.log.endAwakening(of: pool.name, overBy: now)
      {
        selection.notes.append("\(pool.name): its wake is over (woken by \(awakening.author))")
      }
    }
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
        try definition.desired().check(period, count)
        let since = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
        let awakening = Awakening(
          by: by, reason: reason, since: since, until: since.addingTimeInterval(period.seconds), count: count)
        try await controller.log.setAwakening(awakening, of: pool.name)
        let end = awakening.until.formatted(.iso8601)
        selection.notes.append("\(pool.name): woken until \(end) by \(awakening.author)")
      case .end(let by):
        guard let awakening = try await controller.log.awakenings()[pool.name],
          try await controller.log.endAwakening(of: pool.name, overBy: .distantFuture)
        else { throw WakeRefusal.notAwake(pool.name) }
        selection.notes.append("\(pool.name): its wake was ended by \(by) (woken by \(awakening.author))")
      }
    }
  }
}
