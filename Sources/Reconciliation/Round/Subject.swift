import Manifests
import Pools

/// A pool to work on: one that a manifest describes, or one whose manifest is gone.
struct Subject: Sendable {
  var name: PoolName
  var subscription: SubscriptionID
  var resourceGroup: ResourceGroupName
  var location: Location
  var manifest: SourceLocation
  /// Nil where no manifest describes the pool any more.
  var definition: PoolDefinition?
  /// The run that works on the pool and has it, where this one does not.
  var heldBy: RunID?
  /// Set where somebody has woken the pool, and its time is not over.
  var awakening: Awakening?
  /// Set where somebody has suspended it: it is planned, and nothing of it is written.
  var suspension: PoolState.Suspension?
  /// Set where the pool goes by an earlier definition, since errors of the newest manifests concern it.
  var held: HeldDefinition?
  /// Set where a person has said to take the pool over from a lost state.
  var adoption: Adoption?
  /// Of a pool without a manifest, since when it has none.
  var orphan: OrphanedPool?
  /// Why an orphan is left alone; nil where it is to be deleted.
  var hold: String?
  /// Of an orphan in a plan whose state does not know it: what was applied of it, as far as its last manifest tells.
  var assumed: Baseline?
  /// What its report says besides.
  var remark: String?
  /// The name under which the log keeps the pool, where a plan finds it renamed.
  var renamedFrom: PoolName?

  /// The name under which the log keeps the pool.
  var loggedName: PoolName { renamedFrom ?? name }

  /// The desired state; for a pool without a manifest, one without resources.
  func desired() throws -> DesiredPool {
    guard let definition else {
      return DesiredPool(
        name: name, subscription: subscription, resourceGroup: resourceGroup, location: location, resources: [],
        manifest: manifest)
    }
    let desired = try definition.desired()
    return awakening.map(desired.awake(by:)) ?? desired
  }
}

extension Subject {
  init(_ pool: PoolDefinition, awakening: Awakening? = nil, held: HeldDefinition? = nil) {
    self.init(
      name: pool.name, subscription: pool.subscription, resourceGroup: pool.resourceGroup, location: pool.location,
      manifest: pool.manifest, definition: pool, awakening: awakening, held: held)
  }

  func report(
    _ outcome: Outcome, message: String? = nil, deployment: String? = nil, correlationID: String? = nil,
    changes: [Change] = []
  ) -> PoolReport {
    let texts = [message, held?.text].compactMap { $0 }
    var report = PoolReport(
      name: name, subscription: subscription, resourceGroup: resourceGroup, manifest: manifest.file, outcome: outcome,
      message: texts.isEmpty ? nil : texts.joined(separator: "; "), deployment: deployment,
      correlationID: correlationID, changes: changes)
    report.orphan = orphan
    report.renamedFrom = renamedFrom
    return report
  }
}
