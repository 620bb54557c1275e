import Foundation
import Manifests
import Pools
import Synchronization

/// Pools of one subscription that this run holds: read together, then each by itself to its end.
struct Batch: Sendable {
  let context: PoolContext
  let subscription: SubscriptionID
  let pools: [Subject]
  let memory: PoolMemory

  private var controller: Controller { context.controller }

  func perform() async throws -> [PoolReport] {
    let lost = pools.filter { $0.definition?.unknown != nil }
    guard !lost.isEmpty else { return try await performKnown() }
    let known = pools.filter { $0.definition?.unknown == nil }
    let reports = try await unknown(lost) { pool in
      "\(pool.definition?.unknown?.description ?? ""); nothing was done, and the next run asks again"
    }
    return try await reports
      + Batch(context: context, subscription: subscription, pools: known, memory: memory).performKnown()
  }

  private func performKnown() async throws -> [PoolReport] {
    guard !pools.isEmpty else { return [] }
    let key: LiveKey
    let state: SubscriptionState
    do {
      key = LiveKey(subscription: subscription, queries: try queries())
      state = try await controller.state(key)
    } catch let error as AzureError {
      let message = controller.describe(error)
      return try await unknown(pools) { _ in message }
    }
    return try await work(on: state, key)
  }

  /// How many pools are looked at side by side. A task takes about 20 KB while it looks, which for ten thousand at once
  /// were 200 MB; a pool that has something to wait for does not count, so it holds up no other.
  private static let looks = 256

  private func work(on state: SubscriptionState, _ key: LiveKey) async throws -> [PoolReport] {
    let looks = Slots(Self.looks)
    let reports = GatheredReports()
    try await withThrowingDiscardingTaskGroup { tasks in
      for pool in pools {
        let work = PoolWork(context: context, key: key, place: try await looks.take())
        let past = PoolPast(memory, of: pool.name)
        let isAdded = tasks.addTaskUnlessCancelled {
          let entry = try await work.perform(pool, state: state, past: past)
          try await record([entry])
          await context.round.events(.pool(entry.report))
          reports.add(entry.report)
        }
        guard isAdded else { break }
      }
    }
    return reports.all
  }

  /// Puts what became of pools into the log, and only then gives them to whoever waits for them.
  private func record(_ entries: [PoolEntry]) async throws {
    guard !context.request.dryRun else { return }
    try await controller.log.record(entries, in: context.round.run, at: controller.clock.now())
    for entry in entries { context.held.release(entry.report.name) }
  }

  /// What has to be listed for what the pools want, and for what they were when they were last applied.
  private func queries() throws -> Set<ResourceQuery> {
    var queries: Set<ResourceQuery> = []
    for pool in pools {
      let desired = try pool.desired().resources
      queries.formUnion(ResourceQuery.queries(for: desired.map { ($0.type, $0.apiVersion) }))
      let before = memory.applied[pool.name] ?? []
      queries.formUnion(ResourceQuery.queries(for: before.map { ($0.type, $0.apiVersion) }))
    }
    return queries
  }

  /// Azure cannot be read, or what the pools should be: nothing is known of them and nothing is done.
  private func unknown(_ pools: [Subject], _ message: (Subject) -> String) async throws -> [PoolReport] {
    let entries = pools.map { pool in
      let past = PoolPast(memory, of: pool.name)
      return PoolEntry(report: pool.report(.unknown, message: message(pool)), state: past.state)
    }
    try await record(entries)
    for entry in entries { await context.round.events(.pool(entry.report)) }
    return entries.map(\.report)
  }
}

/// Reports from tasks that go on side by side.
private final class GatheredReports: Sendable {
  private let reports = Mutex<[PoolReport]>([])

  func add(_ report: PoolReport) { reports.withLock { $0.append(report) } }
  var all: [PoolReport] { reports.withLock { $0 } }
}

/// What the log remembers of one pool.
struct PoolPast: Sendable {
  var state: PoolState
  /// Those whose end is not known.
  var openWrites: [OpenWrite]
  /// Those that succeeded without any report that told of them.
  var untoldWrites: [OpenWrite]

  init(_ memory: PoolMemory, of pool: PoolName) {
    state = memory.states[pool] ?? PoolState(name: pool)
    openWrites = memory.openWrites[pool] ?? []
    untoldWrites = memory.untoldWrites[pool] ?? []
  }
}
