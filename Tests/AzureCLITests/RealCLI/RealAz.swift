import AzureCLI
import Foundation
import InstalledAzureCLI
import Pools
import PortContracts
import Reconciliation
import Simulator
import TemporaryFolders
import Testing

/// The real `az`, signed in to a simulation of this test's own.
struct RealAz: Sendable {
  var azure: AzureCommandLine
  var simulation: Simulation
  var subscription: SubscriptionID
  var calls: CallRecorder
  var environment: [String: String]

  /// The versions that every way of calling `az` is tried with.
  enum Version: CaseIterable {
    /// PyPI's newest.
    case current
    /// Debian 12's 2.45.0.
    case debian
  }

  var subject: AzureSubject {
    AzureSubject(azure: azure, subscription: subscription) { [simulation] in simulation.advance(by: .seconds(60)) }
  }

  /// The same `az` in other surroundings.
  func azure(_ change: (inout AzureCLIConfiguration) -> Void) throws -> AzureCommandLine {
    var configuration = azure.configuration
    change(&configuration)
    return try AzureCommandLine(configuration)
  }

  /// Starts a simulation, signs `az` in to it, runs `body`, and ends the simulation.
  ///
  /// - Parameters:
  ///   - version: which `az`.
  ///   - cloud: sets the simulation up; nothing is throttled unless it says so.
  static func use(
    _ version: Version = .current, timeout: Duration = .seconds(300),
    cloud: @Sendable (inout CloudSettings) -> Void = { _ in },
    _ body: @Sendable (RealAz) async throws -> Void
  ) async throws {
    let tool =
      switch version {
      case .current: try await InstalledAzureCLI.shared.path()
      case .debian: try InstalledAzureCLI.debian()
      }
    let home = try TemporaryFolder()
    defer { withExtendedLifetime(home) {} }
    let folder = home.url
    var configuration = Simulator.Configuration(directory: folder.path)
    configuration.cloud.throttle = nil
    cloud(&configuration.cloud)
    let settings = configuration
    try await withThrowingTaskGroup(of: Void.self) { group in
      let (ready, isReady) = AsyncStream<Endpoints>.makeStream()
      group.addTask {
        defer { isReady.finish() }
        try await Simulator.run(settings) { isReady.yield($0) }
      }
      for await endpoints in ready {
        let configDirectory = folder.appending(path: "azure").path
        let environment = TestAz.environment.merging(endpoints.environment(configDirectory: configDirectory)) { $1 }
        for command in endpoints.setUpCommands(az: tool) { try await TestAz.run(command, in: environment) }
        let calls = CallRecorder()
        let azure = try AzureCommandLine(
          AzureCLIConfiguration(
            cli: tool, configDirectory: configDirectory, timeout: timeout,
            privateDirectory: folder.appending(path: "private").path, environment: environment,
            clock: SimulationClock(simulation: endpoints.simulation), record: { calls.record($0) }))
        try await body(
          RealAz(
            azure: azure, simulation: endpoints.simulation, subscription: try #require(endpoints.subscriptions.first),
            calls: calls, environment: environment))
        group.cancelAll()
        break
      }
      try await group.waitForAll()
    }
  }
}

/// A clock whose waits pass in the simulation and not here.
struct SimulationClock: WallClock {
  var simulation: Simulation
  func now() -> Date { StandingClock.moment }
  func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    simulation.advance(by: duration)
  }
}
