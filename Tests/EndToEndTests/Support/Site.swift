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
  static let password = "Sw0rdfish-of-the-admin"
  static let storageKey = "c3RvcmFnZS1rZXktb2YtdGhlLXNoYXJlCg=="

  var repository: URL { folder.appending(path: "origin.git") }
  var work: URL { folder.appending(path: "work") }
  var state: URL { folder.appending(path: "state") }
  var simulation: Simulation { azure.simulation }

  /// Sets a site up, with an `az` that is signed in, hands it to `body`, and takes it down again.
  static func with(_ body: @escaping @Sendable (Site) async throws -> Void) async throws {
    let az = try await InstalledAzureCLI.shared.path()
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
      ["PATH", "HOME", "LANG", "TMPDIR"].contains($0.key)
    }
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
    for command in azure.setUpCommands(az: az) { try await run(command[0], Array(command.dropFirst())).succeeded() }
    try await git(in: folder, "init", "--quiet", "--bare", "--initial-branch=main", repository.path()).succeeded()
    try await git(in: folder, "clone", "--quiet", repository.path(), work.path()).succeeded()
    try write(Self.password + "\n", to: "admin-password")
    try write(Self.storageKey + "\n", to: "storage-key")
    try write(
      """
      source:
        url: \(repository.path())
        interval: 1s
      azure:
        subscriptions: [\(Self.subscription)]
        cli: \(az)
      reconcile:
        interval: 1h
      state: sqlite://\(state.path())/weir.db
      """, to: "weir.yaml")
  }

  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
