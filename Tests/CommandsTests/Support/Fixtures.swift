import Foundation
import Pools
import Reconciliation
import Testing

@testable import Commands

/// Values that many tests speak of.
enum Fixtures {
  static let noon = Date(timeIntervalSince1970: 1_795_295_820)  // 2026-11-21T21:17:00Z

  static func pool(_ name: String) throws -> PoolName { try #require(PoolName(name)) }

  static func subscription() throws -> SubscriptionID {
    try #require(SubscriptionID("11111111-2222-3333-4444-555555555555"))
  }

  static func revision() throws -> Revision {
    Revision(ref: "main", commit: try #require(CommitID("4f1c2ab6" + String(repeating: "0", count: 32))))
  }

  static func run(_ text: String = "01JD3000000000000000000000") throws -> RunID { try #require(RunID(text)) }

  static func scaleSet(_ name: String, group: String? = nil) throws -> ResourceID {
    try #require(
      ResourceID(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/\(group ?? "ds-\(name)")"
          + "/providers/Microsoft.Compute/virtualMachineScaleSets/\(name)"))
  }

  static func change(
    _ pool: String, _ path: String, _ before: JSONValue?, _ after: JSONValue?, kind: Change.Kind = .inPlace,
    cause: Change.Cause = .manifest
  ) throws -> Change {
    Change(
      resource: try scaleSet(pool), path: try #require(JSONPath(reading: path)), before: before, after: after,
      kind: kind, cause: cause, location: SourceLocation(file: "manifests/\(pool).yaml", line: 9, column: 3))
  }

  static func report(
    _ name: String, _ outcome: Outcome, message: String? = nil, deployment: String? = nil, changes: [Change] = []
  ) throws -> PoolReport {
    PoolReport(
      name: try pool(name), subscription: try subscription(),
      resourceGroup: try #require(ResourceGroupName("ds-\(name)")), manifest: "manifests/\(name).yaml",
      outcome: outcome, message: message, deployment: deployment, changes: changes)
  }

  /// The run of the contract's example.
  static func contractRun() throws -> RunReport {
    RunReport(
      run: try run(), trigger: .command, revision: try revision(), startedAt: noon,
      finishedAt: noon.addingTimeInterval(41.6),
      pools: [
        try report("vision", .unchanged),
        try report(
          "nlp", .updated, deployment: "weir-nlp-3f9a0c12d4e5", changes: [try change("nlp", "sku.capacity", 2, 4)]),
        try report(
          "audio", .refused,
          message: "location cannot change in place: westus2 → eastus (manifests/audio.yaml:9)"),
      ])
  }
}
