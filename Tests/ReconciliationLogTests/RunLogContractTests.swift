import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders
import Testing

@Suite("The log's contract")
struct RunLogContractTests {
  @Test("the log in SQLite keeps the contract", arguments: RunLogContract.laws)
  func sqlite(_ law: Law<any RunLog>) async throws {
    let folder = try TemporaryFolder()
    try await law.check(SQLiteRunLog.open(at: folder.path("state/weir.db")))
  }

  @Test("the log in memory keeps the contract", arguments: RunLogContract.laws)
  func memory(_ law: Law<any RunLog>) async throws {
    try await law.check(InMemoryRunLog())
  }
}
