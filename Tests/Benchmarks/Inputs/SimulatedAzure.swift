import AzureCLI
import Foundation
import GitSource
import InstalledAzureCLI
import Logging
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import Simulator
import Subprocess
import TemporaryFolders

/// The real `az`, its starts counted, signed in to a simulated Azure that runs in this process.
///
/// The simulation takes its share of the machine on both sides of a comparison, and its memory is in the peaks.
struct SimulatedAzure: Sendable {
  let folder: TemporaryFolder
  let simulation: Simulation
  let az: CountedCommand
  private let environment: [String: String]

  /// Starts a simulation, signs `az` in to it, runs `body`, and ends the simulation.
  ///
  /// - Parameter isThrottled: whether requests are counted against ARM's buckets.
  static func use(isThrottled: Bool, _ body: (SimulatedAzure) async throws -> Void) async throws {
    let tool = try await InstalledAzureCLI.shared.path()
    let folder = try TemporaryFolder()
    var configuration = Simulator.Configuration(directory: folder.path)
    if !isThrottled { configuration.cloud.throttle = nil }
    try await withThrowingTaskGroup(of: Void.self) { [configuration] group in
      let (ready, isReady) = AsyncStream<Endpoints>.makeStream()
      group.addTask {
        defer { isReady.finish() }
        try await Simulator.run(configuration) { isReady.yield($0) }
      }
      for await endpoints in ready {
        let azure = try SimulatedAzure(tool, endpoints, in: folder)
        for command in endpoints.setUpCommands() { try await azure.run(command) }
        try await body(azure)
        break
      }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private init(_ tool: String, _ endpoints: Endpoints, in folder: TemporaryFolder) throws {
    self.folder = folder
    simulation = endpoints.simulation
    az = try CountedCommand("az", real: tool, in: URL(filePath: folder.path))
    var environment = ProcessInfo.processInfo.environment
    environment.merge(endpoints.environment(configDirectory: folder.path("azure"))) { $1 }
    environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
    self.environment = environment
  }

  /// Runs a command as a user would who is signed in, and throws what it said where it fails.
  ///
  /// - Parameter variables: what is in its environment besides.
  func run(_ words: [String], with variables: [String: String] = [:]) async throws {
    var named: [Environment.Key: String] = [:]
    for (name, value) in environment.merging(variables, uniquingKeysWith: { $1 }) {
      if let key = Environment.Key(rawValue: name) { named[key] = value }
    }
    let result = try await Subprocess.run(
      .name(words.first ?? ""), arguments: Arguments(Array(words.dropFirst())), environment: .custom(named),
      output: .bytes(limit: 64 << 20), error: .string(limit: 1 << 20))
    guard result.terminationStatus.isSuccess else {
      throw BenchmarkFailure("\(words.prefix(4).joined(separator: " ")) failed: \(result.standardError)")
    }
  }

  /// A controller as `weir` puts it together, with nothing in its memory.
  func controller(for files: ManifestRepository, _ log: SQLiteRunLog) throws -> Controller {
    let clock = MachineClock()
    let azure = try AzureCommandLine(
      AzureCLIConfiguration(
        cli: az.path, privateDirectory: folder.path("private"), environment: environment, clock: clock,
        record: { try? await log.record($0, in: RunContext.run) }))
    return Controller(
      source: LocalSource(repository: files.repository), azure: azure, log: log, secrets: ManifestRepository.secrets,
      clock: clock, settings: ReconcileSettings(subscriptions: [Samples.subscription]),
      logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }, random: { .random(in: .min ... .max) },
      describe: { "\($0)" })
  }
}

/// The machine's clock.
private struct MachineClock: WallClock {
  func now() -> Date { Date() }
  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
