import Foundation
import Logging
import Pools
import Synchronization

/// What wakes the loop. What to do is read anew each time.
enum Wake: Sendable {
  case round(Trigger)
  case look
  /// A pool was busy when a round came for it, and is free now.
  case missed(PoolName)
  /// At this time somebody's wake of a pool is over.
  case due(Date)
}

extension Controller {
  /// Asks a running loop to look for a new commit at once. Without a loop, the next one will look first of all.
  package func wake() { wakes.continuation.yield(.look) }

  /// Asks a running loop for a round over all pools: somebody has changed what the log keeps of one.
  package func reconsider() { wakes.continuation.yield(.round(.command)) }

  /// Reconciles for ever: at once, after each new commit, and every interval against drift.
  ///
  /// It ends when its task is cancelled, after what was begun has been put into the log; what runs in Azure then goes on
  /// and is taken up at the next start. Rounds do not wait for each other: a pool that an earlier one still works on is
  /// passed over, and looked at again when that one is done. A commit makes one round, however often it is looked for
  /// until that has read it. A round that cannot be done is logged, and the next one tries again.
  package func run(events: @escaping @Sendable (ReconcileEvent) async -> Void = { _ in }) async throws {
    try await settlePast()
    await withDiscardingTaskGroup { tasks in
      let first = manifests.awaited.add()
      tasks.addTask { await self.round(.startup, [], as: first, events) }
      tasks.addTask { await self.every(self.settings.interval) { self.wakes.continuation.yield(.round(.schedule)) } }
      tasks.addTask { await self.every(self.settings.sourceInterval) { self.wakes.continuation.yield(.look) } }
      for await wake in wakes.stream {
        switch wake {
        case .round(let trigger): tasks.addTask { await self.round(trigger, [], events) }
        case .look: tasks.addTask { await self.look(events) }
        case .missed(let pool):
          // The first of them waits a little for the others, so that many make one round.
          if missed.withLock({ $0.insert(pool).inserted && $0.count == 1 }) {
            tasks.addTask { await self.roundOfMissed(events) }
          }
        case .due(let date):
          tasks.addTask {
            do { try await self.clock.sleep(for: .seconds(date.timeIntervalSince(self.clock.now()))) } catch { return }
            self.wakes.continuation.yield(.round(.schedule))
          }
        }
      }
      tasks.cancelAll()
    }
  }

  /// Does `body` after each jittered interval, until the task is cancelled.
  private func every(_ interval: Duration, _ body: @Sendable () -> Void) async {
    while true {
      do { try await clock.sleep(for: jittered(interval)) } catch { return }
      body()
    }
  }

  /// Fetches, and begins a round where there is a commit that no round has read, or is about to.
  private func look(_ events: @escaping @Sendable (ReconcileEvent) async -> Void) async {
    guard manifests.awaited.isEmpty else { return }
    let read: AwaitedReads.Read
    do {
      let revision = try await source.fetch()
      // While no round reads, so that what was seen is all that any has read.
      guard let needed = try await entrance.holding({ try await self.read(of: revision) }) else { return }
      read = needed
    } catch is CancellationError {
      return
    } catch {
      if error is SourceError { try? await manifests.record(manifests.sourceFault(error, at: nil)) }
      return logger.warning("cannot look for new commits", metadata: ["error": "\(describe(error))"])
    }
    await round(.commit, [], as: read, events)
  }

  /// The read of a round that is needed for a revision; nil where one has read it, or will see it.
  private func read(of revision: Revision) async throws -> AwaitedReads.Read? {
    let fault = try await log.sourceFault()
    // A source that could not be read and can be now is read by a round, though it stands where it stood.
    let isBack = fault.map { $0.revision == nil } ?? false
    guard manifests.awaited.isEmpty, isBack || manifests.seen != revision.commit else { return nil }
    return manifests.awaited.add()
  }

  private func roundOfMissed(_ events: @escaping @Sendable (ReconcileEvent) async -> Void) async {
    do { try await clock.sleep(for: .seconds(1)) } catch { return }
    let pools = missed.withLock { missed in
      defer { missed = [] }
      return missed
    }
    await round(.commit, pools, events)
  }

  private func round(
    _ trigger: Trigger, _ pools: Set<PoolName>, as read: AwaitedReads.Read? = nil,
    _ events: @escaping @Sendable (ReconcileEvent) async -> Void
  ) async {
    do {
      if trigger == .schedule { try await pruneLog() }
      _ = try await reconcile(ReconcileRequest(pools: pools, trigger: trigger), as: read, events: events)
    } catch is CancellationError {
      return
    } catch is ReconcileError where !pools.isEmpty {
      // A manifest went away meanwhile: then all that there are.
      await round(trigger, [], events)
    } catch {
      logger.error("a round could not be done", metadata: ["error": "\(describe(error))"])
    }
  }
}
