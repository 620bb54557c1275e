import Logging
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders

/// What a controller holds while it goes over very many pools of which none has changed.
struct MemoryBenchmark: Benchmark {
  let name = "memory"
  let summary = "resident memory of a round without changes over 10,000 pools"
  /// In bytes: what a small machine has beside `az`. A pool by its own fields has twice the resources of one by the
  /// template here, and so twice of them live.
  private let limits = (template: 300_000_000, fields: 400_000_000)

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let pools = max(10, 100 * scale)
    try await run(on: &board, ManifestRepository(pools: pools), "by template", limits.template)
    try await run(on: &board, ManifestRepository(pools: pools, by: .fields), "by own fields", limits.fields)
  }

  private func run(on board: inout Scoreboard, _ files: ManifestRepository, _ way: String, _ limit: Int) async throws {
    let state = try TemporaryFolder()
    let log = try await SQLiteRunLog.open(at: state.path("weir.db"))
    var groups: [ResourceGroup] = []
    try await files.settle(in: log, live: live) { pool in
      try DiskAzure.append(answered(pool), in: state)
      groups.append(ResourceGroup(name: pool.resourceGroup, location: pool.location))
    }
    let azure = DiskAzure(folder: state, groups: groups)
    let settings = ReconcileSettings(subscriptions: [Samples.subscription])
    let controller = Controller(
      source: LocalSource(repository: files.repository), azure: azure, log: log, secrets: ManifestRepository.secrets,
      clock: SteppingClock(), settings: settings, logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() },
      random: { .random(in: .min ... .max) }, describe: { "\($0)" })
    var peak = 0
    for name in ["first", "second", "third"] {
      let round = "\(way), the \(name) round"
      let report = try await board.measure(round) {
        try await controller.reconcile(ReconcileRequest(trigger: .schedule))
      }
      try report.check(files.pools, are: .unchanged)
      peak = max(peak, board[round]?.peakMemory ?? 0)
    }
    board.expect(
      "\(way), a round stays under \(limit / 1_000_000) MB: \(peak / 1_000_000) MB at \(files.pools) pools",
      peak < limit)
  }

  /// A pool as this Azure answers it: as it was sent, but for secrets, which never come back, and with its subnet in the
  /// network's own answer.
  private func answered(_ pool: DesiredPool) -> [ResourceDocument] {
    let documents = pool.resources.map { $0.redacted() }
    let subnets = Dictionary(grouping: documents.filter { $0.id.parent != nil }, by: \.id.parent)
    return documents.filter { $0.id.parent == nil }.map { document in
      guard let children = subnets[document.id] else { return document }
      var document = document
      let listed = children.map { $0.body.setting(.string($0.id.name), at: JSONPath("name")) }
      document.body = document.body.setting(.array(listed), at: JSONPath("properties", "subnets"))
      return document
    }
  }

  private func live(_ pool: DesiredPool) -> LiveState {
    var live = LiveState()
    live.add(answered(pool))
    return live
  }
}
