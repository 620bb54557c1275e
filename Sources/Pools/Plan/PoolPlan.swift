/// Everything that a pool's plan is made from.
package struct PlanInput: Sendable {
  package var pool: DesiredPool
  package var live: LiveState
  /// Nil before the pool was ever applied, or where the memory of it is lost.
  package var baseline: Baseline?
  /// True where nothing was ever sent of the pool, as far as anybody remembers: what Azure never tells of a resource that
  /// is there counts as what the manifest says. Unknown is not changed, and to send it would roll machines at work.
  package var isFirstContact: Bool
  /// The digest of each secure parameter's value now; one that is missing counts as unchanged.
  package var secretDigests: [String: String]
  /// The allow-list of the configuration.
  package var allowedSubscriptions: [SubscriptionID]
  /// The controller, as `ControllerTag` writes it.
  package var managedBy: String
  /// True where a person has said that the pool takes over what another state of the same name manages (`weir adopt`).
  package var takesOver = false
  /// The fields that somebody else keeps changing, and that are left as they are for now.
  package var held: Set<FieldPlace> = []
  /// What the other pools of this revision want, as far as the pool names it.
  package var claimedBy: [ResourceID: PoolName]
  /// The groups in which other pools of this revision have their resources, as far as the pool acts on them.
  package var groupClaims: [GroupPlace: PoolName] = [:]
  /// The tags of resources that are not the pool's own and that something of the pool is put on, as documents of them.
  package var bystanders = LiveState()
  /// The pools whose resources are still there and that no manifest describes any more.
  package var orphanedPools: Set<PoolName>
  /// The hash for secrets that stand in a template as they are; without one, that they changed is not seen.
  package var keyedHash: (@Sendable (String) -> String)?

  package init(
    pool: DesiredPool, live: LiveState, baseline: Baseline?, isFirstContact: Bool = false,
    secretDigests: [String: String] = [:],
    allowedSubscriptions: [SubscriptionID], managedBy: String = "weir", claimedBy: [ResourceID: PoolName] = [:],
    orphanedPools: Set<PoolName> = [], keyedHash: (@Sendable (String) -> String)? = nil
  ) {
    self.pool = pool
    self.live = live
    self.baseline = baseline
    self.isFirstContact = isFirstContact && baseline == nil
    self.secretDigests = secretDigests
    self.allowedSubscriptions = allowedSubscriptions
    self.managedBy = managedBy
    self.claimedBy = claimedBy
    self.orphanedPools = orphanedPools
    self.keyedHash = keyedHash
  }
}

/// Why a guard says no. Nothing of the pool is written until a person has acted.
package struct Refusal: Hashable, Sendable {
  /// One line without its place.
  package var message: String
  /// The change that is refused, where it is one.
  package var change: Change?
  /// Where the manifest asks for it.
  package var location: SourceLocation?

  package init(message: String, change: Change? = nil, location: SourceLocation? = nil) {
    self.message = message
    self.change = change
    self.location = location
  }
}

/// A resource to delete.
package struct Deletion: Hashable, Sendable {
  package var id: ResourceID
  package var apiVersion: String

  package init(id: ResourceID, apiVersion: String) {
    self.id = id
    self.apiVersion = apiVersion
  }
}

/// A resource to give up: it stays in Azure, and Weir's tags come off.
package struct Detachment: Hashable, Sendable {
  package var id: ResourceID
  package var apiVersion: String
  /// For a resource without tags of its own, false: there is nothing to write.
  package var isTagged: Bool

  package init(id: ResourceID, apiVersion: String, isTagged: Bool) {
    self.id = id
    self.apiVersion = apiVersion
    self.isTagged = isTagged
  }
}

/// What a reconciliation of one pool would do.
package struct PoolPlan: Hashable, Sendable {
  /// Deletions first, then what is detached, then all else by resource and path.
  package var changes: [Change]
  /// Sorted by place; where there is one, nothing is done.
  package var refusals: [Refusal]
  /// In the order in which they can be deleted; empty where the plan is refused.
  package var deletions: [Deletion]
  /// Sorted by id; empty where the plan is refused.
  package var detachments: [Detachment] = []
  /// The resources that another state of the same name manages and that are taken over; empty where the plan is refused.
  package var takeovers: [ResourceID] = []
  /// What left the pool and stays managed for now, since something of the pool still uses it. Sorted.
  package var kept: [ResourceID] = []
  /// Drift in the fields that are held: it is left as it is.
  package var held: [Change] = []
  package var outcome: Outcome

  package init(changes: [Change], refusals: [Refusal], deletions: [Deletion], outcome: Outcome) {
    self.changes = changes
    self.refusals = refusals
    self.deletions = deletions
    self.outcome = outcome
  }

  /// True where a template has to be deployed; deletions and tags alone need none, and a refused plan gets none.
  package var needsDeployment: Bool { refusals.isEmpty && changes.contains(where: \.needsDeployment) }
}
