package import Pools

/// What a controller is told about how to reconcile (`weir.yaml`, contract section 3).
package struct ReconcileSettings: Hashable, Sendable {
  package enum Drift: String, Hashable, Sendable, CaseIterable {
    case correct
    case report
  }

  /// The controller's name.
  package var name: String
  /// The identity of the state; nil where it is not known.
  package var identity: String?
  /// The folder of the manifests from the repository's root; empty for the whole repository.
  package var folder: String
  /// `source.url`, without any secret.
  package var sourceURL: String
  /// `source.ref` with its kind: `branch main`.
  package var sourceRef: String
  /// The allow-list; the first is the default.
  package var subscriptions: [SubscriptionID]
  package var sourceInterval: Duration
  /// Between two full rounds.
  package var interval: Duration
  /// How far an interval may be off, as a share of it: 0.1 is ±10 %.
  package var jitter: Double
  /// Pools that are worked on at once. One that only waits for Azure to end its deployment does not count.
  package var concurrency: Int
  /// How long one pool's deployment is followed.
  package var timeout: Duration
  package var drift: Drift
  package var pruneEnabled: Bool
  /// Of a revision that removes more pools than this, none is deleted.
  package var pruneLimit: Int
  package var retain: Duration
  /// The newest runs that stay in the log however old they seem.
  package var retainRuns: Int
  /// Which secrets pools may name; nil allows all of them.
  package var secrets: SecretPolicy?

  package init(
    name: String = "weir", identity: String? = nil, folder: String = "", sourceURL: String = "", sourceRef: String = "",
    subscriptions: [SubscriptionID],
    sourceInterval: Duration = .seconds(60),
    interval: Duration = .seconds(300), jitter: Double = 0.1, concurrency: Int = 8, timeout: Duration = .seconds(1800),
    drift: Drift = .correct, pruneEnabled: Bool = false, pruneLimit: Int = 1, retain: Duration = .seconds(365 * 86_400),
    retainRuns: Int = 1_000, secrets: SecretPolicy? = nil
  ) {
    self.name = name
    self.identity = identity
    self.folder = folder
    self.sourceURL = sourceURL
    self.sourceRef = sourceRef
    self.subscriptions = subscriptions
    self.sourceInterval = sourceInterval
    self.interval = interval
    self.jitter = jitter
    self.concurrency = concurrency
    self.timeout = timeout
    self.drift = drift
    self.pruneEnabled = pruneEnabled
    self.pruneLimit = pruneLimit
    self.retain = retain
    self.retainRuns = retainRuns
    self.secrets = secrets
  }

  /// The value of the tag `weir-managed-by`.
  package var managedBy: String { ControllerTag(name: name, state: identity).description }

  var sourceIdentity: SourceIdentity { SourceIdentity(url: sourceURL, path: folder, ref: sourceRef) }
}
