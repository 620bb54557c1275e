import AzureCLI
import GitSource
import Logging
import Pools
import Reconciliation
import ReconciliationLog
import RemoteTemplates

/// The composition root: where settings become the things that do the work. Tests hand in their own.
struct Edges: Sendable {
  /// The reconciliation log, made where it is missing.
  var openLog: @Sendable (StateLocation) async throws -> any RunLog
  /// The repository.
  var openSource: @Sendable (Settings, Session) throws -> any Source
  /// Azure, its calls put into the log where one is handed in.
  var openAzure: @Sendable (Settings, (any RunLog)?, Session) throws -> any Azure
  /// The secrets that manifests name.
  var openSecrets: @Sendable (Settings, Session) async throws -> any SecretReader
  /// A controller over a log that is open already.
  var openEngine: @Sendable (Settings, any RunLog, Session) async throws -> Engine
  /// Follows the log until the task is cancelled: calls the first function once it listens, and the second with each run
  /// that ends from then on, whichever process it is of.
  var followLog:
    @Sendable (
      StateLocation, any WallClock, @Sendable () async throws -> Void, @Sendable (RunID) async throws -> Void
    ) async throws -> Void
  /// Templates that are elsewhere.
  var openTemplates: @Sendable (Settings, Session) -> any TemplateLibrary = { _, _ in NoTemplates() }
}

extension Edges {
  /// The real ones.
  static let real = Edges(
    openLog: { try await SQLiteRunLog.open(at: $0.database) },
    openSource: { settings, session in try GitRepository(gitSettings(settings, session)) },
    openAzure: { settings, log, session in
      try AzureCommandLine(azureConfiguration(settings, log, session))
    },
    openSecrets: { settings, session in
      try await EnvironmentSecretReader(
        environment: session.environment, keyFile: settings.state.secretKey, policy: settings.secrets.policy)
    },
    openEngine: { settings, log, session in
      var reconciliation = settings.reconciliation
      reconciliation.identity = try await log.identity()
      let controller = Controller(
        source: try session.edges.openSource(settings, session),
        templates: session.edges.openTemplates(settings, session),
        azure: try session.edges.openAzure(settings, log, session), log: log,
        secrets: try await session.edges.openSecrets(settings, session), redactor: session.redactor,
        clock: session.clock,
        settings: reconciliation, logger: session.logger, random: session.random,
        describe: { ErrorText.faults(for: $0).map(\.line).joined(separator: "\n") })
      return Engine(
        reconcile: { try await controller.reconcile($0, events: $1) }, run: { try await controller.run(events: $0) },
        wake: { controller.reconsider() })
    },
    followLog: { state, clock, listening, ended in
      let log = try await SQLiteRunLog.open(at: state.database)
      var cursor = try await log.cursor()
      try await listening()
      while true {
        for event in try await log.nextEvents(after: cursor, clock: clock) {
          cursor = event.cursor
          if case .finished = event.record { try await ended(event.run) }
        }
      }
    },
    openTemplates: { settings, session in
      HTTPSTemplates(
        folder: settings.state.templates,
        settings: RemoteTemplateSettings(
          timeout: settings.source.timeout, caFile: settings.source.auth.caFile,
          allowedHosts: AllowedHosts(settings.templates.allowedHosts), environment: session.environment),
        clock: session.clock, logger: session.logger)
    })

  private static func gitSettings(_ settings: Settings, _ session: Session) -> GitRepositorySettings {
    let source = settings.source
    return GitRepositorySettings(
      address: source.url, ref: source.ref, timeout: source.timeout,
      authentication: .init(
        sshKeyFile: source.auth.sshKeyFile, knownHostsFile: source.auth.knownHostsFile,
        username: source.auth.username, tokenFile: source.auth.tokenFile, caFile: source.auth.caFile),
      mirrors: settings.state.mirrors,
      program: .init(executable: session.executable, environment: fetchEnvironment(session.environment)))
  }

  /// What a fetch needs of the environment: ways through a proxy and the system's certificates, and no secret.
  private static func fetchEnvironment(_ environment: [String: String]) -> [String: String] {
    let names: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ssl_cert_file", "ssl_cert_dir"]
    return environment.filter { names.contains($0.key.lowercased()) }
  }

  private static func azureConfiguration(
    _ settings: Settings, _ log: (any RunLog)?, _ session: Session
  ) -> AzureCLIConfiguration {
    let logger = session.logger
    let log = log.map { RedactingRunLog($0, redactor: session.redactor) }
    return AzureCLIConfiguration(
      cli: settings.azure.cli, configDirectory: settings.azure.configDirectory, timeout: settings.azure.timeout,
      concurrency: settings.azure.concurrency, privateDirectory: settings.state.scratch,
      environment: session.environment, clock: session.clock,
      chance: { [random = session.random] in Double(random() >> 11) / Double(1 << 53) },
      redactor: session.redactor,
      record: { call in
        do {
          try await log?.record(call, in: RunContext.run)
        } catch {
          logger.error("a call of az could not be recorded", metadata: ["error": "\(ErrorText.line(for: error))"])
        }
      })
  }
}
