package import Pools
package import Reconciliation

/// How `az` is run.
package struct AzureCLIConfiguration: Sendable {
  /// A name on `PATH` of `environment`, or a path.
  package var cli: String
  /// `AZURE_CONFIG_DIR` of `az`; nil leaves the environment's own, or `~/.azure`.
  package var configDirectory: String?
  /// For one call of `az`, after which its whole process group is ended.
  package var timeout: Duration
  /// `az` processes at once, those aside that Azure keeps waiting (`patience`).
  package var concurrency: Int
  /// How long a process may take before it steps aside and lets another one begin. A page of the largest lists takes 2 s
  /// from a cold start, so one of 15 s only waits, and a list that hangs must hold up nobody who needs another.
  package var patience: Duration
  /// For so many times `concurrency` there is room aside, at 45 MB a process (measured).
  static let asideShare = 3
  /// Where files for `az` are put for the length of a call: made with mode 0700, its parent has to be there.
  package var privateDirectory: String
  /// What `az` is run in: Weir's own environment, so that `AZURE_*`, `HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`, … reach it.
  package var environment: [String: String]
  /// The most that one call may answer, in bytes. A page of ARM's lists is 1 to 5 MB; ten times that is a fault.
  package var outputLimit: Int
  /// For all pages of one list together, with all retries. A subscription with 10,000 scale sets takes 100 pages and two or
  /// three minutes; a list that always goes on must come to an end.
  package var listTimeout: Duration
  /// The most pages of one list. Scale sets come 100 or more a page, so this is past a million of them.
  package var pageLimit: Int
  /// For a resource to be gone after ARM took its deletion; a scale set with many instances takes minutes.
  package var deletionTimeout: Duration
  /// How long a login that was seen to hold is taken to hold. `az` renews a token that has less than five minutes left,
  /// so one that was looked at less than five minutes ago is not renewed by calls side by side.
  package var signInInterval: Duration
  package var clock: any WallClock
  /// A number from 0 to 1, by chance, for the waits between tries.
  package var chance: @Sendable () -> Double
  /// Learns what calls send, and is asked before anything that they say goes on.
  package var redactor: Redactor
  /// Told of every call after it ended; the caller knows the run that it belongs to.
  package var record: @Sendable (AzureCall) async -> Void

  /// - Parameter listTimeout: five times `timeout` where none is named.
  package init(
    cli: String = "az", configDirectory: String? = nil, timeout: Duration = .seconds(120),
    listTimeout: Duration? = nil, concurrency: Int = 4, patience: Duration = .seconds(15),
    privateDirectory: String, environment: [String: String], outputLimit: Int = 64 << 20, pageLimit: Int = 10_000,
    deletionTimeout: Duration = .seconds(1_800), signInInterval: Duration = .seconds(240), clock: any WallClock,
    chance: @escaping @Sendable () -> Double = { 0.5 }, redactor: Redactor = Redactor(),
    record: @escaping @Sendable (AzureCall) async -> Void
  ) {
    self.cli = cli
    self.configDirectory = configDirectory
    self.timeout = timeout
    self.listTimeout = listTimeout ?? timeout * 5
    self.patience = patience
    self.concurrency = concurrency
    self.privateDirectory = privateDirectory
    self.environment = environment
    self.outputLimit = outputLimit
    self.pageLimit = pageLimit
    self.deletionTimeout = deletionTimeout
    self.signInInterval = signInInterval
    self.clock = clock
    self.chance = chance
    self.redactor = redactor
    self.record = record
  }

  /// The environment of every call. What the user has set stays, but for the directory that the configuration names.
  var processEnvironment: [String: String] {
    let quiet = [
      // Telemetry is sent by a process that az leaves behind, and a controller has no use for hints and colours.
      "AZURE_CORE_COLLECT_TELEMETRY": "no",
      "AZURE_CORE_SURVEY_MESSAGE": "no",
      "AZURE_CORE_NO_COLOR": "yes",
      "AZURE_CORE_DISABLE_PROGRESS_BAR": "yes",
      // Else a mistyped command would fetch and install an extension.
      "AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no",
      "PYTHONIOENCODING": "utf-8",
    ]
    var result = environment.merging(quiet) { own, _ in own }
    // Whoever lets az keep a log file has every body that it sends in there, the values of secure parameters too.
    result["AZURE_LOGGING_ENABLE_LOG_FILE"] = "no"
    if let configDirectory { result["AZURE_CONFIG_DIR"] = configDirectory }
    result[StrayCalls.variable] = StrayCalls.mark(of: privateDirectory)
    return result
  }
}
