import Logging
import Manifests
import Pools

extension SubscriptionRound {
  /// Gives each pool that was renamed what the log keeps under the name that it had; a plan only finds it there.
  ///
  /// - Parameter memory: read anew where something was handed over.
  /// - Returns: the pools to go on with, and the reports of those that cannot be.
  func handOver(
    _ pools: [Subject], _ memory: inout PoolMemory
  ) async throws -> (ready: [Subject], reports: [PoolReport]) {
    var ready: [Subject] = []
    var reports: [PoolReport] = []
    var isHandedOver = false
    for var pool in pools {
      switch memory.handOver(to: pool) {
      case .nothing: ready.append(pool)
      case .conflict(let former):
        let report = pool.report(
          .refused,
          message: "metadata.renamedFrom: \(former) has resources, and so has \(pool.name), so nothing is handed over; "
            + "take \(former) out, and `weir prune \(former)` shows what it left (\(pool.manifest.file):"
            + "\(pool.manifest.line))")
        reports.append(try await kept(report, of: pool, memory.states[pool.name]))
      case .everything(let former):
        if context.request.dryRun {
          pool.renamedFrom = former
          ready.append(pool)
          await note("\(pool.name): renamed from \(former), whose resources stay")
        } else if let reason = try await obstacle(to: former, of: pool) {
          reports.append(try await kept(pool.report(.blocked, message: reason), of: pool, memory.states[pool.name]))
        } else {
          try await controller.log.rename(former, to: pool.name)
          context.held.release(former)
          isHandedOver = true
          ready.append(pool)
          await note("\(pool.name): renamed from \(former), whose resources stay")
        }
      }
    }
    if isHandedOver { memory = try await PoolMemory(reading: controller.log) }
    return (ready, reports)
  }

  /// Why the log's memory of a former name cannot be handed over now; nil where it can, and the name is claimed then.
  private func obstacle(to former: PoolName, of pool: Subject) async throws -> String? {
    guard context.mayRename else {
      return "renamed from \(former), and nothing is renamed while the newest revision has errors"
    }
    guard let other = context.held.claim(former) else { return nil }
    _ = controller.busy.passOver(former)
    return "renamed from \(former), which run \(other) works on; it is handed over after that"
  }

  private func note(_ text: String) async {
    guard context.revision.note(text) else { return }
    if !context.request.dryRun {
      do {
        try await controller.log.note(text, in: context.round.run)
      } catch {
        controller.logger.warning("a note was not kept", metadata: ["error": "\(controller.describe(error))"])
      }
    }
    await context.round.events(.note(text))
  }
}

extension PoolMemory {
  func handOver(to pool: Subject) -> HandOver {
    let formerNames = pool.definition?.formerNames ?? []
    guard !formerNames.isEmpty else { return .nothing }
    return HandOver(
      of: pool.name, formerNames: formerNames,
      hasResources: { !(applied[$0] ?? []).isEmpty || openWrites[$0] != nil }, isKnown: { states[$0] != nil })
  }
}
