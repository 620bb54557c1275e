import GitSource
import Pools
import Reconciliation
import RemoteTemplates

/// Everything that `weir.yaml` says, read, checked and with its defaults (contract, section 3).
///
/// Paths are absolute. `SettingsTable` is the one list of its keys; this is the one list of its defaults.
struct Settings: Hashable, Sendable {
  /// The controller's name, the value of the tag `weir-managed-by`.
  var name = "weir"
  var source = SourceSettings()
  var azure = AzureSettings()
  var reconcile = ReconcileSection()
  var templates = TemplateSettings()
  /// The path of the database; what else belongs to the state stands beside it.
  var state = StateLocation(database: ".weir/weir.db")
  var log = LogSettings()
  var secrets = SecretSettings()

  init() {}
}

/// The repository of manifests.
struct SourceSettings: Hashable, Sendable {
  var url = GitAddress(folder: "/")
  var ref = SourceRef.branch("main")
  /// The folder of the manifests from the repository's root; empty for the whole repository.
  var path = ""
  var interval = Duration.seconds(60)
  var timeout = Duration.seconds(60)
  var auth = SourceCredentials()

  init() {}
}

/// Files that say who Weir is to the git server, and who the server has to be.
struct SourceCredentials: Hashable, Sendable {
  var sshKeyFile: String?
  var knownHostsFile: String?
  var username = "git"
  var tokenFile: String?
  var caFile: String?

  init() {}
}

/// How Weir reaches Azure.
struct AzureSettings: Hashable, Sendable {
  /// The allow-list; the first is the default of manifests that name none.
  var subscriptions: [SubscriptionID] = []
  /// A name to be looked for on PATH, or an absolute path.
  var cli = "az"
  /// `AZURE_CONFIG_DIR` for `az`; nil for the caller's own.
  var configDirectory: String?
  var timeout = Duration.seconds(120)
  /// `az` processes at once.
  var concurrency = 4

  init() {}
}

/// Where templates may be fetched from.
struct TemplateSettings: Hashable, Sendable {
  /// The servers; none by default.
  var allowedHosts: [AllowedHost] = []

  init() {}
}

/// How often and how carefully pools are reconciled.
struct ReconcileSection: Hashable, Sendable {
  var interval = Duration.seconds(300)
  /// How far an interval may be off, as a share of it.
  var jitter = 0.1
  /// Pools at once.
  var concurrency = 8
  /// For one pool's deployment.
  var timeout = Duration.seconds(1800)
  var drift = ReconcileSettings.Drift.correct
  var prune = PruneSettings()

  init() {}
}

/// Whether pools whose manifests are gone are deleted, and how many of one commit.
struct PruneSettings: Hashable, Sendable {
  var enabled = false
  var limit = 1

  init() {}
}

/// How long the reconciliation log is kept.
struct LogSettings: Hashable, Sendable {
  var retain = Duration.seconds(365 * 86_400)
  /// The newest runs that stay however old they seem.
  var retainRuns = 1_000

  init() {}
}

/// Which secrets manifests may name; none by default.
struct SecretSettings: Hashable, Sendable {
  var allow: [SecretPolicy.Rule] = []
  /// Where each path of `allow` is written.
  var origins: [String: SettingOrigin] = [:]
  /// Absolute paths that can never be allowed: Weir's own credentials and state, and those of `az`.
  var reserved: [String] = []

  init() {}

  var policy: SecretPolicy { SecretPolicy(rules: allow, reservedPaths: reserved) }
}

extension Settings {
  /// The part that the controller works by.
  var reconciliation: ReconcileSettings {
    ReconcileSettings(
      name: name, folder: source.path, sourceURL: source.url.text, sourceRef: source.ref.identity,
      subscriptions: azure.subscriptions, sourceInterval: source.interval,
      interval: reconcile.interval, jitter: reconcile.jitter, concurrency: reconcile.concurrency,
      timeout: reconcile.timeout, drift: reconcile.drift, pruneEnabled: reconcile.prune.enabled,
      pruneLimit: reconcile.prune.limit, retain: log.retain, retainRuns: log.retainRuns, secrets: secrets.policy)
  }
}

extension SourceRef {
  /// The ref with its kind: `branch main`.
  fileprivate var identity: String {
    switch self {
    case .branch(let name): "branch \(name)"
    case .tag(let name): "tag \(name)"
    case .semver(let range): "semver \(range)"
    case .commit(let id): "commit \(id)"
    case .named(let name): name
    }
  }
}
