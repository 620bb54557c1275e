import Foundation
import Manifests
import Pools

/// The part of a round that is about one subscription: its state is read once for all of its pools.
struct SubscriptionRound: Sendable {
  let context: PoolContext
  let subscription: SubscriptionID
  let pools: [Subject]

  var controller: Controller { context.controller }

  func perform() async throws -> [PoolReport] {
    // What is remembered of a pool counts only from the moment that nobody else works on it, which is now.
    var memory = try await PoolMemory(reading: controller.log)
    var (ready, reports) = try await handOver(pools.filter { $0.heldBy == nil && $0.hold == nil }, &memory)
    for position in ready.indices {
      ready[position].suspension = memory.suspension(of: ready[position].loggedName, at: controller.clock.now())
    }
    for pool in pools where pool.hold != nil { reports.append(await orphaned(pool)) }
    var waiting: [(Subject, RunID)] = []
    for pool in pools where pool.hold == nil {
      guard let other = pool.heldBy else { continue }
      if let suspension = memory.suspension(of: pool.name, at: controller.clock.now()) {
        reports.append(try await kept(pool.report(.suspended, message: suspension.text(of: pool.name)), of: pool))
      } else {
        waiting.append((pool, other))
      }
    }
    let batch = Batch(context: context, subscription: subscription, pools: ready, memory: memory)
    return try await withThrowingTaskGroup(of: [PoolReport].self) { tasks in
      tasks.addTask { try await batch.perform() }
      for (pool, other) in waiting {
        tasks.addTask { try await wait(for: pool, behind: other) }
      }
      for try await some in tasks { reports += some }
      return reports
    }
  }

  /// A pool that another run works on: a forced run says so and waits for it, another passes it over for later.
  private func wait(for pool: Subject, behind other: RunID) async throws -> [PoolReport] {
    if !context.request.now, controller.busy.passOver(pool.name) {
      let report = pool.report(.blocked, message: "run \(other) is working on it; it is looked at again after that")
      return [try await kept(report, of: pool)]
    }
    await context.round.events(.progress(pool.name, "waits for run \(other), which is working on it"))
    while context.held.claim(pool.name) != nil {
      await controller.busy.waitUntilFree(pool.name)
      try Task.checkCancellation()
    }
    var pool = pool
    pool.heldBy = nil
    // A commit or a suspension may have come while this run waited.
    var memory = try await PoolMemory(reading: controller.log)
    guard let loaded = try await newest(),
      let definition = loaded.pools.first(where: { $0.name == pool.name }), definition.subscription == subscription
    else {
      let report = pool.report(.blocked, message: "its manifest moved while this run waited; run it again")
      return [try await kept(report, of: pool, memory.states[pool.name])]
    }
    let revision = loaded.revision
    let note =
      "\(pool.name) waited for run \(other); the newest revision is now \(revision.ref)@\(revision.commit.short)"
    if context.revision.move(to: loaded, noting: note) {
      try await controller.log.setRevision(revision, of: context.round.run)
      try await controller.log.note(note, in: context.round.run)
      await context.round.events(.note(note))
    }
    var context = self.context
    context.claims = ResourceClaims(loaded.pools)
    context.mayRename = loaded.mayRemovePools
    let awakening = try await controller.log.awakenings()[pool.name]?.during(controller.clock.now())
    let renewed = SubscriptionRound(context: context, subscription: subscription, pools: [])
    var subject = Subject(definition, awakening: awakening, held: loaded.held[pool.name])
    subject.adoption = try await controller.log.adoptions()[pool.name]
    var (ready, reports) = try await renewed.handOver([subject], &memory)
    for position in ready.indices {
      ready[position].suspension = memory.suspension(of: ready[position].loggedName, at: controller.clock.now())
    }
    reports += try await Batch(context: context, subscription: subscription, pools: ready, memory: memory).perform()
    return reports
  }

  /// What is newest now; nil where there is nothing to go by.
  private func newest() async throws -> LoadedRevision? {
    do {
      let controller = controller
      // Many pools may have waited for one run, and one look at the source serves them all.
      return try await controller.revisions.value(for: .newest) { _ in
        try await controller.entrance.holding {
          let loaded = try await controller.manifests.newest(recording: true)
          _ = try await controller.take(loaded, recording: true)
          try await controller.manifests.keep(loaded)
          return loaded
        }
      }
    } catch let error where error is CancellationError || error is LogError {
      throw error
    } catch {
      return nil
    }
  }

  /// A pool without a manifest that this run leaves alone. The log has it among the orphans, so no report is kept.
  private func orphaned(_ pool: Subject) async -> PoolReport {
    let hold = pool.hold ?? ""
    var report = pool.report(.orphaned, message: pool.orphan?.message(hold) ?? hold)
    if pool.assumed != nil, let remark = pool.remark { report.message = "\(remark): \(hold)" }
    await context.round.events(.pool(report))
    return report
  }

  /// Puts a report of a pool to which nothing is done into the log, and tells it. What is remembered of a pool that
  /// another run works on is that run's to say.
  func kept(_ report: PoolReport, of pool: Subject, _ state: PoolState? = nil) async throws -> PoolReport {
    if !context.request.dryRun {
      let (log, run, now) = (controller.log, context.round.run, controller.clock.now())
      if pool.heldBy == nil {
        let entry = PoolEntry(report: report, state: state ?? PoolState(name: pool.name))
        try await log.record([entry], in: run, at: now)
        context.held.release(pool.name)
      } else {
        try await log.mention([report], in: run, at: now)
      }
    }
    await context.round.events(.pool(report))
    return report
  }
}

/// What the log remembers of pools, read in one go; baselines are read a pool at a time, since all are too large.
struct PoolMemory: Sendable {
  var states: [PoolName: PoolState]
  var applied: [PoolName: Set<ResourceQuery>]
  var openWrites: [PoolName: [OpenWrite]]
  var untoldWrites: [PoolName: [OpenWrite]]

  init(reading log: any RunLog) async throws {
    states = try await log.states()
    applied = try await log.appliedTypes()
    openWrites = Dictionary(grouping: try await log.openWrites(), by: \.intent.pool)
    untoldWrites = Dictionary(grouping: try await log.untoldWrites(), by: \.intent.pool)
  }

  func suspension(of pool: PoolName, at date: Date) -> PoolState.Suspension? {
    guard let suspension = states[pool]?.suspension else { return nil }
    return suspension.until.map { $0 > date } ?? true ? suspension : nil
  }
}
