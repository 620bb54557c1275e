package import Pools
package import Reconciliation

package import struct Foundation.Date

/// The plainest values of the shared types, for tests to begin from.
package enum Samples {
  package static let pool = sure(PoolName("vision"), "a pool's name")
  package static let other = sure(PoolName("nlp"), "a pool's name")
  package static let subscription = sure(SubscriptionID("11111111-2222-3333-4444-555555555555"), "a subscription")
  package static let group = sure(ResourceGroupName("ds-vision"), "a group")
  package static let scope = DeploymentScope(subscription: subscription, resourceGroup: group)
  package static let scaleSets = sure(ResourceType("Microsoft.Compute/virtualMachineScaleSets"), "a type")
  package static let balancers = sure(ResourceType("Microsoft.Network/loadBalancers"), "a type")
  package static let scaleSet = sure(
    ResourceID(subscription: subscription, resourceGroup: group, type: scaleSets, names: ["vision"]), "an id")
  package static let commit = sure(CommitID(String(repeating: "4f1c2ab6", count: 5)), "a commit")
  package static let revision = Revision(ref: "main", commit: commit)
  /// A whole second in 2026.
  package static let start = Date(timeIntervalSince1970: 1_795_000_000)

  package static func date(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

  /// The id of a run that begins `seconds` after `start`; the same number, the same id.
  package static func run(_ seconds: Int) -> RunID {
    RunID(at: date(Double(seconds)), random: (7, UInt64(bitPattern: Int64(seconds))))
  }

  package static func runStart(_ seconds: Int, trigger: Trigger = .schedule) -> RunStart {
    RunStart(id: run(seconds), trigger: trigger, startedAt: date(Double(seconds)))
  }

  package static func report(_ pool: PoolName = pool, outcome: Outcome = .unchanged) -> PoolReport {
    PoolReport(
      name: pool, subscription: subscription, resourceGroup: group, manifest: "pools/\(pool).yaml", outcome: outcome)
  }

  package static func baseline(capacity: Int64 = 2) -> Baseline {
    Baseline(
      resources: [
        Baseline.Resource(
          id: scaleSet, apiVersion: "2024-07-01", desired: ["sku": ["capacity": .integer(capacity)]],
          expressions: [JSONPath("properties", "key"): ["storageKey"]], echo: ["sku": ["capacity": .integer(capacity)]])
      ],
      secretDigests: ["storageKey": "9f"])
  }

  package static func intent(
    _ run: RunID, _ action: WriteIntent.Action = .deploy, baseline: Baseline? = nil
  )
    -> WriteIntent
  {
    WriteIntent(
      run: run, pool: pool, scope: scope, action: action, target: "weir-vision-3f9a0c12d4e5", baseline: baseline,
      at: start)
  }

  /// A constant of this file that its type takes; a wrong one ends the test at once.
  private static func sure<Value>(_ value: Value?, _ what: String) -> Value {
    guard let value else { preconditionFailure("\(what) among the samples is none") }
    return value
  }
}
