import Foundation
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import Simulator
import TemporaryFolders

/// A round without changes over 1,000 pools against one list call, both through the real `az`.
struct RoundBenchmark: Benchmark {
  let name = "round"
  let summary = "a round without changes over 1,000 pools against one az rest list of their scale sets"

  private static let list = "one az rest list"
  private static let started = "a round, just started"
  private static let few = "a round, just started, 10 pools"

  func run(on board: inout Scoreboard, scale: Int) async throws {
    try await SimulatedAzure.use(isThrottled: false) { azure in
      let pools = max(10, 10 * scale)
      let files = try await ManifestRepository(pools: pools)
      let log = try await settled(files, azure)
      try await board.measure(Self.list, repeats: 5, counting: azure.az) { try await listScaleSets(azure) }
      try await board.measure(Self.started, repeats: 3, counting: azure.az) {
        try await azure.controller(for: files, log).round(of: pools)
      }
      let controller = try azure.controller(for: files, log)
      try await board.measure("a round, again", repeats: 3, counting: azure.az) {
        try await controller.round(of: pools)
      }
    }
    try await SimulatedAzure.use(isThrottled: false) { azure in
      let files = try await ManifestRepository(pools: 10)
      let log = try await settled(files, azure)
      try await board.measure(Self.few, repeats: 3, counting: azure.az) {
        try await azure.controller(for: files, log).round(of: 10)
      }
    }
    board.expect(Self.started, atMost: 12, times: Self.list)
    let processes = board[Self.started]?.processes ?? .max
    board.expect("\(Self.started) starts at most 12 az processes: \(processes)", processes <= 12)
    let fewer = board[Self.few]?.processes ?? .max
    board.expect("it starts as many at 10 pools: \(fewer)", fewer == processes)
  }

  /// Makes the pools in Azure, and lets a first round learn what Azure answers to them.
  private func settled(_ files: ManifestRepository, _ azure: SimulatedAzure) async throws -> SQLiteRunLog {
    let log = try await SQLiteRunLog.open(at: azure.folder.path("weir.db"))
    try await files.settle(in: log) { try azure.make($0) }
    azure.simulation.advance(by: .seconds(60))
    azure.simulation.forgetRequests()
    try await azure.controller(for: files, log).round(of: files.pools)
    let writes = azure.simulation.writes.count
    guard writes == 0 else { throw BenchmarkFailure("a round without changes sent Azure \(writes) writes") }
    return log
  }

  /// With the words that Weir itself uses, which are the fastest: printed by `az`, the answer would take much longer.
  private func listScaleSets(_ azure: SimulatedAzure) async throws {
    let type = Samples.scaleSets
    guard let version = FieldRules.rules(for: type).apiVersion else {
      throw BenchmarkFailure("\(type) has no API version to be read with")
    }
    try await azure.run([
      "az", "rest", "--method", "get", "--only-show-errors", "--output-file", "/dev/stdout", "--url",
      "/subscriptions/\(Samples.subscription)/providers/\(type)?api-version=\(version)",
    ])
  }
}

extension Controller {
  fileprivate func round(of pools: Int) async throws {
    try await reconcile(ReconcileRequest(trigger: .schedule)).check(pools, are: .unchanged)
  }
}
