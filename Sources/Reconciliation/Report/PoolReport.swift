package import Manifests
package import Pools

package import struct Foundation.Date

/// What a reconciliation, or a plan, says about one pool (contract, section 2).
package struct PoolReport: Hashable, Sendable {
  package var name: PoolName
  package var subscription: SubscriptionID
  package var resourceGroup: ResourceGroupName
  /// The manifest's file, from the repository's root.
  package var manifest: String
  package var outcome: Outcome
  /// One line: why, what happens next, and what a person can do. Nil where there is nothing to say.
  package var message: String?
  package var deployment: String?
  package var correlationID: String?
  package var changes: [Change]
  /// Of a plan that reads no secrets: what it knows of each, by the name of its parameter.
  package var secrets: [String: SecretStanding]
  /// Of a suspended pool, since when and why it waits. The log keeps it with the pool's state alone.
  package var waiting: Waiting?
  /// Of a pool without a manifest, since when it has none. The log keeps it apart from reports.
  package var orphan: OrphanedPool?
  /// The name that the pool had until now, where it is handed over. The log has a note of it.
  package var renamedFrom: PoolName?

  package init(
    name: PoolName, subscription: SubscriptionID, resourceGroup: ResourceGroupName, manifest: String, outcome: Outcome,
    message: String? = nil, deployment: String? = nil, correlationID: String? = nil, changes: [Change] = [],
    secrets: [String: SecretStanding] = [:]
  ) {
    self.name = name
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.manifest = manifest
    self.outcome = outcome
    self.message = message
    self.deployment = deployment
    self.correlationID = correlationID
    self.changes = changes
    self.secrets = secrets
  }
}

/// Why the changes of a suspended pool wait.
package struct Waiting: Hashable, Sendable {
  package var suspension: PoolState.Suspension
  /// The revision at which a run first found that the manifest has changed since; nil where it has not.
  package var changedBy: CommitID?
  package init(suspension: PoolState.Suspension, changedBy: CommitID?) {
    self.suspension = suspension
    self.changedBy = changedBy
  }
}

/// What a whole reconciliation, or a plan, answers.
package struct RunReport: Hashable, Sendable {
  package var run: RunID
  package var trigger: Trigger
  package var revision: Revision?
  package var startedAt: Date
  package var finishedAt: Date
  /// What kept the whole run from being done.
  package var error: String?
  /// Why the newest manifests are not the ones that this goes by; nil where they are. Of a plan of another ref, what is
  /// wrong with those at the configured one.
  package var source: SourceFault?
  package var notes: [String]
  /// Of a plan: what is worth a look in the manifests, though it keeps nothing from being done.
  package var warnings: [Diagnostic]
  /// Sorted by name.
  package var pools: [PoolReport]

  package init(
    run: RunID, trigger: Trigger, revision: Revision?, startedAt: Date, finishedAt: Date, error: String? = nil,
    source: SourceFault? = nil, notes: [String] = [], warnings: [Diagnostic] = [], pools: [PoolReport]
  ) {
    self.run = run
    self.trigger = trigger
    self.revision = revision
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.error = error
    self.source = source
    self.notes = notes
    self.warnings = warnings
    self.pools = pools.sorted { $0.name < $1.name }
  }
}
