import PortContracts
import Reconciliation
import ReconciliationLog
import TemporaryFolders
import Testing

@Suite("A log that several have open")
struct SharingTests {
  @Test("a fresh file that many open at one time comes to its schema once, and all can use it")
  func openedAtOnce() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state/weir.db")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          let log = try await SQLiteRunLog.open(at: path)
          try await log.begin(Samples.runStart(number))
        }
      }
      try await group.waitForAll()
    }
    let log = try await SQLiteRunLog.open(at: path)
    #expect(try await log.runs(pool: nil, limit: 99).count == 12)
    #expect(try await log.faults() == [])
  }

  @Test("processes that write at one time all keep what they wrote, in their order")
  func processes() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weir.db")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let lines = try await Probe.run("notes", path, number)
          #expect(lines == ["done"])
        }
      }
      try await group.waitForAll()
    }
    let log = try await SQLiteRunLog.open(at: path)
    let notes = (0..<100).map { "note \($0)" }
    let runs = try await log.runs(pool: nil, limit: 9)
    #expect(runs.count == 4)
    #expect(runs.allSatisfy { $0.notes == notes })
  }

  @Test("a second log of the same process that is opened and closed takes no lock of the first")
  func secondInProcess() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weir.db")
    let first = try await SQLiteRunLog.open(at: path)
    try await first.begin(Samples.runStart(0))
    try await SQLiteRunLog.open(at: path).close()
    #expect(try await Probe.run("notes", path, 1) == ["done"])
    try await first.note("still here", in: Samples.run(0))
    #expect(try await first.runs(pool: nil, limit: 9).count == 2)
    #expect(try await first.faults() == [])
  }
}
