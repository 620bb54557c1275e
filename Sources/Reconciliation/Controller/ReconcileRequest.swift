package import Pools

/// What is asked of a controller.
package struct ReconcileRequest: Hashable, Sendable {
  /// Empty: all pools.
  package var pools: Set<PoolName>
  package var trigger: Trigger
  package var reason: String?
  /// Also pools that are not due: in back-off, or outside their window.
  package var now: Bool
  /// Plan only.
  package var dryRun: Bool
  /// A plan reads no secret's value unless this is true; everything else reads them.
  package var withSecrets: Bool
  /// False: deployments are sent, and followed by the next run.
  package var wait: Bool
  /// Another ref than the configured one; for plans.
  package var ref: SourceRef?
  /// What is done about the sleep of the one pool in `pools` first; nothing in a plan.
  package var wake: WakeRequest?
  /// Takes the one pool in `pools` over from a lost state.
  package var adoption: AdoptionRequest?
  /// Set where the request is about orphaned pools alone: those in `pools`, or all of them in a plan.
  package var prune: PruneRequest?

  package init(
    pools: Set<PoolName> = [], trigger: Trigger, reason: String? = nil, now: Bool = false, dryRun: Bool = false,
    withSecrets: Bool = false, wait: Bool = true, ref: SourceRef? = nil, wake: WakeRequest? = nil,
    adoption: AdoptionRequest? = nil, prune: PruneRequest? = nil
  ) {
    self.pools = pools
    self.trigger = trigger
    self.reason = reason
    self.now = now
    self.dryRun = dryRun
    self.withSecrets = withSecrets
    self.wait = wait
    self.ref = ref
    self.wake = wake
    self.adoption = adoption
    self.prune = prune
  }

  /// True where secrets' values are read.
  var readsSecrets: Bool { !dryRun || withSecrets }

  /// True for a round over all pools of the configured ref that is more than a plan.
  var isWhole: Bool { pools.isEmpty && ref == nil && !dryRun }
}

/// What a person asks for by `weir prune`.
package struct PruneRequest: Hashable, Sendable {
  /// The user who asks for it.
  package var by: String
  package init(by: String) { self.by = by }
}

/// What a run tells while it goes on.
package enum ReconcileEvent: Hashable, Sendable {
  /// Desired state is known; the pools are those that the run is about.
  case began(run: RunID, revision: Revision, pools: [PoolName], subscriptions: Int)
  /// Something worth a line that is no error.
  case note(String)
  /// What a pool is at or waits for: `deploying weir-nlp-3f9a0c12d4e5`.
  case progress(PoolName, String)
  case pool(PoolReport)
  case finished(RunReport)
}

/// Why a run could not be done at all.
package enum ReconcileError: Error, Hashable, Sendable {
  /// Asked for by name, and in no manifest; the newest manifests, where they cannot be taken, may have them.
  case unknownPools([PoolName], known: [PoolName], beside: SourceFault? = nil)
  /// To be pruned, and described by manifests, which stand there.
  case notOrphaned([PoolName], manifests: [SourceLocation])
}
