package import Pools

package import struct Foundation.Date

/// A write to Azure, put down before it is sent.
package struct WriteIntent: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable {
    case makeResourceGroup
    case deploy
    case delete
    /// A resource that another state managed gets this controller's tag.
    case adopt
    /// Weir's tags come off a resource that stays.
    case detach
  }
  package var run: RunID
  package var pool: PoolName
  package var scope: DeploymentScope
  package var action: Action
  /// The deployment's name, the resource's id, or the group's name.
  package var target: String
  /// The correlation id that a deployment of this name had before: another one afterwards means that this one was sent.
  package var previousCorrelationID: String?
  /// What the baseline becomes when the deployment succeeds, its echo still to be read; nil for other writes.
  package var baseline: Baseline?
  /// What a report says of the pool once the write has succeeded; nil for a write that none tells of by itself.
  package var effect: Effect?
  package var at: Date
  package init(
    run: RunID, pool: PoolName, scope: DeploymentScope, action: Action, target: String,
    previousCorrelationID: String? = nil, baseline: Baseline? = nil, effect: Effect? = nil, at: Date
  ) {
    self.run = run
    self.pool = pool
    self.scope = scope
    self.action = action
    self.target = target
    self.previousCorrelationID = previousCorrelationID
    self.baseline = baseline
    self.effect = effect
    self.at = at
  }

  /// What a write brings about, so that a run that takes it up can report it as the run that began it would have.
  package struct Effect: Hashable, Sendable {
    package var outcome: Outcome
    package var changes: [Change]
    package init(outcome: Outcome, changes: [Change]) {
      self.outcome = outcome
      self.changes = changes
    }
  }
}

/// How a write ended.
package enum WriteEnd: Hashable, Sendable {
  case succeeded
  case failed(String)
  /// It was never sent, as a look at Azure after a crash has shown.
  case notSent
}

/// A write that was begun, and that is open still or that no report has told of.
package struct OpenWrite: Hashable, Sendable {
  package var id: Int64
  package var intent: WriteIntent
  package init(id: Int64, intent: WriteIntent) {
    self.id = id
    self.intent = intent
  }
}
