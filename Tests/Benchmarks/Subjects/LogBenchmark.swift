import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders

/// What a round's records cost, as the controller writes them and as they would cost without waiting for one another.
struct LogBenchmark: Benchmark {
  let name = "log"
  let summary = "the reports of a round over 1,000 pools, each durable on the disk"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    let folder = try TemporaryFolder()
    let log = try await SQLiteRunLog.open(at: folder.path("weir.db"))
    let pools = (0..<max(8, 10 * scale)).compactMap { PoolName("pool-\($0)") }
    try await log.begin(Samples.runStart(0))
    try await board.measure("one after another") {
      for pool in pools { try await record(pool, in: log) }
    }
    try await board.measure("8 at a time") {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<8 {
          group.addTask {
            for position in stride(from: worker, to: pools.count, by: 8) { try await record(pools[position], in: log) }
          }
        }
        try await group.waitForAll()
      }
    }
    board.expect("8 at a time", atMost: 0.7, times: "one after another")
  }

  private func record(_ pool: PoolName, in log: SQLiteRunLog) async throws {
    let report = Samples.report(pool, outcome: .updated)
    try await log.record(
      report, state: PoolState(name: pool, last: report, lastRun: Samples.run(0), lastAt: Samples.start),
      in: Samples.run(0), at: Samples.start)
  }
}
