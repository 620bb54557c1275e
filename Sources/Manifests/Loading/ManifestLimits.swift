package import Pools

/// What the configuration says for the manifests that leave it unsaid.
package struct ManifestDefaults: Hashable, Sendable {
  /// The first subscription of the allow-list; nil where there is none, and then every pool has to name its own.
  package var subscription: SubscriptionID?
  /// The controller's name.
  package var managedBy: String
  /// Which secrets pools may name; nil where nobody knows, and then nothing is said about it.
  package var secrets: SecretPolicy?

  /// Stands for the subscription of pools that leave theirs unsaid where nobody knows the allow-list: nothing is held
  /// against it.
  package static let unknownSubscription = SubscriptionID("00000000-0000-0000-0000-000000000000")

  package init(subscription: SubscriptionID? = nil, managedBy: String = "weir", secrets: SecretPolicy? = nil) {
    self.subscription = subscription
    self.managedBy = managedBy
    self.secrets = secrets
  }
}

/// How much of a repository is read.
package struct ManifestLimits: Hashable, Sendable {
  /// Bytes of a manifest: a thousand times what people write.
  package var manifest: Int
  /// Bytes of a `.weirignore`; every line of it is held against every file.
  package var ignoreFile: Int
  /// Bytes of a template or of a parameter file: what ARM takes at most (Microsoft, template limits).
  package var template: Int
  package var yaml: YAMLLimits
  /// Files read and pools evaluated at a time; more than there are cores only helps where reading waits.
  package var concurrency: Int
  /// The maximum time for the evaluation of one pool, where the loader has a clock: the second line of defence behind the
  /// evaluation's limit in steps, which an evaluation reaches within a few seconds on any machine (`TemplateLimits.steps`).
  package var evaluation: Duration

  package init(
    manifest: Int = 1 << 20, ignoreFile: Int = 1 << 16, template: Int = 4 << 20, yaml: YAMLLimits = YAMLLimits(),
    concurrency: Int = 8, evaluation: Duration = .seconds(60)
  ) {
    self.manifest = manifest
    self.ignoreFile = ignoreFile
    self.template = template
    self.yaml = yaml
    self.concurrency = max(1, concurrency)
    self.evaluation = evaluation
  }
}

/// A file has more bytes than it may have, as the `read` that `ManifestLoader.load` is handed says it: that becomes a
/// line at the file or at what names it. Any other error ends the loading.
package struct FileTooLarge: Error, Hashable, Sendable {
  package init() {}
}
