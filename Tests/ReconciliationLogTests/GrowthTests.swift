import GRDB
import Pools
import PortContracts
import Reconciliation
import TemporaryFolders
import Testing

@testable import ReconciliationLog

@Suite("How the log grows")
struct GrowthTests {
  @Test("rounds without news add rows by the round and not by the pool", arguments: [10, 200])
  func idle(_ pools: Int) async throws {
    let folder = try TemporaryFolder()
    let log = try await SQLiteRunLog.open(at: folder.path("weir.db"))
    let reports = (0..<pools).compactMap { PoolName("pool-\($0)") }.map { Samples.report($0) }
    #expect(reports.count == pools)
    func rounds(_ seconds: Range<Int>) async throws {
      for second in seconds {
        try await log.begin(Samples.runStart(second))
        try await log.setRevision(Samples.revision, of: Samples.run(second))
        let entries = reports.map { PoolEntry(report: $0, state: PoolState(name: $0.name)) }
        try await log.record(entries, in: Samples.run(second), at: Samples.date(Double(second)))
        try await log.finish(Samples.run(second), at: Samples.date(Double(second) + 0.5), error: nil)
      }
    }
    try await rounds(0..<2)
    let before = try await rows(log)
    try await rounds(2..<42)
    #expect(try await rows(log) == before + 40)
    #expect(try await log.runs(pool: nil, limit: 1).first?.unlisted == pools)
  }

  private func rows(_ log: SQLiteRunLog) async throws -> Int {
    try await log.database.read { database in
      let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
      return try tables.reduce(0) { try $0 + (Int.fetchOne(database, sql: "SELECT count(*) FROM \"\($1)\"") ?? 0) }
    }
  }
}
