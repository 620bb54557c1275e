import Manifests
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import Simulator
import TemporaryFolders

/// Five new pools, made by Weir and by the loop that people write, both through the real `az` in the same Azure.
struct PoolsBenchmark: Benchmark {
  let name = "pools"
  let summary = "five pools made by Weir against a shell loop of az deployment group create"

  private static let loop = "the shell loop"
  private static let weir = "weir"

  /// Without `--no-wait`, as people write it: `az` then looks every 30 s whether a deployment has ended.
  private static let script = """
    set -e
    for pool in "$@"; do
      az deployment group create --only-show-errors --output none --resource-group "loop-$pool" --name "$pool" \\
        --template-file "$TEMPLATE" \\
        --parameters name="$pool" instanceCount=2 adminPassword="$ADMIN_PASSWORD"
    done
    """

  func run(on board: inout Scoreboard, scale: Int) async throws {
    try await SimulatedAzure.use(isThrottled: true) { azure in
      let pools = max(1, 5 * scale / 100)
      let files = try await ManifestRepository(pools: pools)
      let names = try await files.load().pools.map(\.name)
      // The loop finds its groups there; Weir makes its own.
      for name in names {
        guard let group = ResourceGroupName("loop-\(name)"), let location = Location("westus2") else {
          throw BenchmarkFailure("loop-\(name) cannot be a group's name")
        }
        try azure.makeGroup(group, in: Samples.subscription, at: location)
      }
      try await board.measure(Self.loop, counting: azure.az) {
        try await azure.run(
          ["sh", "-c", Self.script, "loop"] + names.map(\.description),
          with: [
            "TEMPLATE": files.folder.path("templates/pool.json"), "ADMIN_PASSWORD": ManifestRepository.password,
          ])
      }
      let log = try await SQLiteRunLog.open(at: azure.folder.path("weir.db"))
      try await board.measure(Self.weir, counting: azure.az) {
        try await azure.controller(for: files, log).reconcile(ReconcileRequest(trigger: .command, now: true))
          .check(pools, are: .created)
      }
      for name in names {
        for group in ["loop-\(name)", "ds-\(name)"] { try check(name, in: group, of: azure) }
      }
    }
    board.expect(Self.weir, atMost: 0.1, times: Self.loop)
  }

  /// Both have made the same.
  private func check(_ pool: PoolName, in group: String, of azure: SimulatedAzure) throws {
    let id = "/subscriptions/\(Samples.subscription)/resourceGroups/\(group)/providers/\(Samples.scaleSets)/\(pool)"
    guard azure.simulation.resource(id)?.value(at: JSONPath("sku", "capacity"))?.integer == 2 else {
      throw BenchmarkFailure("\(id) was not made")
    }
  }
}
