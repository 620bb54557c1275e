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
    let looks = Slots(Self.looks)
    let reports = GatheredReports()
    let reads = ListReads()
    let (groups, queries) = poolsByLists()
    try await withThrowingDiscardingTaskGroup { tasks in
      for query in queries.sorted() {
        tasks.addTask {
          await reads.put(controller.listing(ListKey(subscription: subscription, query: query)), of: query)
        }
      }
      for (key, pools) in groups {
        tasks.addTask {
          let state = try await reads.state(of: key.queries, at: controller.clock.now())
          try await work(on: pools, key, state, looks, reports)
        }
      }
    }
    return reports.all
  }

  /// How many pools are looked at side by side. A task takes about 20 KB while it looks, which for ten thousand at once
  /// were 200 MB; a pool that has something to wait for does not count, so it holds up no other.
  private static let looks = 256

  /// Works on pools that go by the same lists.
  private func work(
    on pools: [Subject], _ key: LiveKey, _ state: SubscriptionState, _ looks: Slots, _ reports: GatheredReports
  ) async throws {
    try await withThrowingDiscardingTaskGroup { tasks in
      for pool in pools {
        let work = PoolWork(
          context: pool.suspension == nil ? context : context.preview, key: key, place: try await looks.take())
        let past = PoolPast(memory, of: pool.loggedName)
        let isAdded = tasks.addTaskUnlessCancelled {
          let entry = outcome(try await work.perform(pool, state: state, past: past), of: pool, past)
          try await record([entry])
          await context.round.events(.pool(entry.report))
          reports.add(entry.report)
        }
        guard isAdded else { break }
      }
    }
  }

  /// The entry as it is, or with what waits where the pool is suspended.
  private func outcome(_ entry: PoolEntry, of pool: Subject, _ past: PoolPast) -> PoolEntry {
    guard let suspension = pool.suspension else { return entry }
    return entry.waiting(with: suspension, before: past.state, at: context.revision.now.revision.commit)
  }

  /// Puts what became of pools into the log, and only then gives them to whoever waits for them.
  private func record(_ entries: [PoolEntry]) async throws {
    guard !context.request.dryRun else { return }
    // An orphan is told by the log's own list of them, and a report each run would be news each time.
    let news = entries.filter { $0.report.outcome != .orphaned }
    if !news.isEmpty { try await controller.log.record(news, in: context.round.run, at: controller.clock.now()) }
    for entry in entries { context.held.release(entry.report.name) }
  }

  /// The pools with the lists that they go by, and all of those. Most go by the same; one with an odd type waits for that
  /// type's list alone.
  private func poolsByLists() -> (groups: [LiveKey: [Subject]], queries: Set<ResourceQuery>) {
    let needed = pools.map { ($0, queries(of: $0)) }
    // A type in one version for all, so that none is listed twice.
    let all = LiveKey(subscription: subscription, queries: needed.reduce(into: []) { $0.formUnion($1.1) })
    let versions = Dictionary(all.queries.map { ($0.type, $0) }) { first, _ in first }
    var groups: [LiveKey: [Subject]] = [:]
    for (pool, queries) in needed {
      let key = LiveKey(subscription: subscription, queries: Set(queries.compactMap { versions[$0.type] }))
      groups[key, default: []].append(pool)
    }
    return (groups, all.queries)
  }

  /// What has to be listed for what a pool wants, and for what it was when it was last applied.
  private func queries(of pool: Subject) -> Set<ResourceQuery> {
    // One whose desired state cannot be made out is not read for it, and its own work says why.
    let desired = (try? pool.desired().resources) ?? []
    let before = memory.applied[pool.loggedName] ?? pool.assumed?.types ?? []
    return ResourceQuery.queries(for: desired.map { ($0.type, $0.apiVersion) })
      .union(ResourceQuery.queries(for: before.map { ($0.type, $0.apiVersion) }))
  }

  /// What the pools should be cannot be read: nothing is done.
  private func unknown(_ pools: [Subject], _ message: (Subject) -> String) async throws -> [PoolReport] {
    let entries = pools.map { pool in
      let past = PoolPast(memory, of: pool.loggedName)
      return outcome(
        PoolEntry(report: pool.report(.unknown, message: message(pool)), state: past.state), of: pool, past)
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
