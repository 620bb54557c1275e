import Foundation
import InstalledAzureCLI
import Pools
import Simulator
import TemporaryFolders

/// All that a user has: a folder with settings and a repository, the built `weir`, the real `az`, and an Azure.
///
/// The Azure is the simulator, in this process; everything else is as users run it.
struct Site: Sendable {
  let folder: URL
  let azure: Endpoints
  let az: String
  let environment: [String: String]

  static let subscription = Simulator.Configuration.defaultSubscription
  /// Other ones in each process, so that whoever searches for them finds only this one's.
  static let password = "Sw0rdfish-" + UUID().uuidString
  /// As Azure makes them: base64 with all of its special characters.
  static let storageKey = Data([0xfb, 0xef, 0xff] + Array(UUID().uuidString.utf8) + [0]).base64EncodedString()

  var repository: URL { folder.appending(path: "origin.git") }
  var work: URL { folder.appending(path: "work") }
  var state: URL { folder.appending(path: "state") }
  var simulation: Simulation { azure.simulation }

  /// Sets a site up, with an `az` that is signed in, hands it to `body`, and takes it down again.
  ///
  /// - Parameter tool: the path of another `az` than the current one.
  static func with(az tool: String? = nil, _ body: @escaping @Sendable (Site) async throws -> Void) async throws {
    let current = try await InstalledAzureCLI.shared.path()
    let az = tool ?? current
    let home = try TemporaryFolder()
    defer { withExtendedLifetime(home) {} }
    let folder = home.url
    var configuration = Simulator.Configuration(directory: folder.appending(path: "simulation").path())
    configuration.cloud.latency = .milliseconds(300)
    let (ready, continuation) = AsyncStream<Endpoints>.makeStream()
    let settings = configuration
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await Simulator.run(settings) { continuation.yield($0) } }
      tasks.addTask {
        for await azure in ready {
          let site = try Site(folder: folder, azure: azure, az: az)
          try await site.setUp()
          try await body(site)
          return
        }
      }
      // The simulator ends only when it is told to: whoever comes first is the test, or a fault.
      try await tasks.next()
      tasks.cancelAll()
    }
  }

  private init(folder: URL, azure: Endpoints, az: String) throws {
    self.folder = folder
    self.azure = azure
    self.az = az
    var environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "LANG"].contains($0.key)
    }
    environment["HOME"] = folder.appending(path: "home").path()
    environment["TMPDIR"] = folder.appending(path: "tmp").path()
    for (name, value) in azure.environment(configDirectory: folder.appending(path: "azure").path()) {
      environment[name] = value
    }
    environment["GIT_AUTHOR_NAME"] = "Ana"
    environment["GIT_AUTHOR_EMAIL"] = "ana@example.com"
    environment["GIT_COMMITTER_NAME"] = "Ana"
    environment["GIT_COMMITTER_EMAIL"] = "ana@example.com"
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    self.environment = environment
  }

  /// The built `weir`, which lies beside the tests.
  static let weir = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "weir").path()

  private func setUp() async throws {
    for name in ["home", "tmp"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    for command in azure.setUpCommands(az: az) { try await run(command[0], Array(command.dropFirst())).succeeded() }
    try await git(in: folder, "init", "--quiet", "--bare", "--initial-branch=main", repository.path()).succeeded()
    try await git(in: folder, "clone", "--quiet", repository.path(), work.path()).succeeded()
    try write(Self.password + "\n", to: "admin-password")
    try write(Self.storageKey + "\n", to: "storage-key")
    try settings()
  }

  /// Writes `weir.yaml`.
  ///
  /// - Parameters:
  ///   - source: the address of the repository; its path by default.
  ///   - authentication: what stands below `source.auth`, in one line.
  ///   - cli: the `az` to take; the signed-in one by default.
  func settings(source: String? = nil, authentication: String = "{}", cli: String? = nil) throws {
    try write(
      """
      source:
        url: \(source ?? repository.path())
        interval: 1s
        auth: \(authentication)
      azure:
        subscriptions: [\(Self.subscription)]
        cli: \(cli ?? az)
      reconcile:
        interval: 1h
      state: sqlite://\(state.path())/weir.db
      secrets:
        allow:
          - environment: ["*"]
            files: [\(folder.path())/admin-password, \(folder.path())/storage-key]
            vaults: [\(Self.vaults("ds-own")), \(Self.vaults("secrets"))]
      """, to: "weir.yaml")
  }

  private static func vaults(_ group: String) -> String {
    "/subscriptions/\(subscription)/resourceGroups/\(group)/providers/Microsoft.KeyVault/vaults/team"
  }

  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
