import AzureCLI
import Commands
import Foundation
import Logging
import Pools
import PortContracts
import Reconciliation
import ReconciliationLog
import Simulator
import Synchronization

/// Plans tree after tree, in this process, against Azure as the real `az` read it once, with the log of what the site's
/// `weir` applied: what `weir plan` would say of each, without a process and its reads for every one.
struct Rehearsal: Sendable {
  private let azure: RememberedAzure
  private let log: SQLiteRunLog
  private let secrets: EnvironmentSecretReader
  private let settings: ReconcileSettings

  /// Why nothing could be planned.
  struct NoPlan: Error { var reason: String? }

  /// - Parameter secrets: the environment's secrets, as the site's `weir` had them.
  init(_ site: Site, secrets: [String: String]) async throws {
    let az = try AzureCommandLine(
      AzureCLIConfiguration(
        cli: site.az, privateDirectory: site.folder.appending(path: "rehearsal").path(),
        environment: site.environment, clock: MachineClock(), record: { _ in }))
    azure = RememberedAzure(az)
    log = try await SQLiteRunLog.open(at: site.state.appending(path: "weir.db").path())
    self.secrets = try await EnvironmentSecretReader(
      environment: secrets, keyFile: site.state.appending(path: "weir.key").path(),
      policy: SecretPolicy(rules: [.init(environment: ["*"])]))
    settings = ReconcileSettings(subscriptions: site.azure.subscriptions)
  }

  /// What a reconciliation of one pool would do if the repository had these files. Throws `NoPlan` where it could do
  /// nothing.
  func plan(_ pool: PoolName, _ files: [String: String]) async throws -> PoolReport {
    let controller = Controller(
      source: InMemorySource(files), azure: azure, log: log, secrets: secrets, clock: MachineClock(),
      settings: settings, logger: Logger(label: "rehearsal"), random: { 1 }, describe: { "\($0)" })
    let report = try await controller.reconcile(
      ReconcileRequest(pools: [pool], trigger: .command, now: true, dryRun: true, withSecrets: true))
    guard let planned = report.pools.first(where: { $0.name == pool }) else { throw NoPlan(reason: report.error) }
    return planned
  }
}

/// The machine's clock.
struct MachineClock: WallClock {
  func now() -> Date { Date() }
  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// An Azure that is asked everything once. It is for plans, and writes nothing.
///
/// A `Mutex` guards what it remembers.
private final class RememberedAzure: Azure {
  private struct NoWrites: Error {}

  private let azure: AzureCommandLine
  private let answers = Mutex<[String: any Sendable]>([:])

  init(_ azure: AzureCommandLine) { self.azure = azure }

  /// The answer to a question that was asked before, else the one of `ask`, remembered from then on.
  private func once<Answer: Sendable>(
    _ question: String, _ ask: () async throws -> Answer
  ) async throws -> Answer {
    // In two steps: a question never asked is not one whose answer was nil.
    if let known = answers.withLock({ $0[question] }), let answer = known as? Answer { return answer }
    let answer = try await ask()
    answers.withLock { $0[question] = answer }
    return answer
  }

  func signIn() async throws { try await azure.signIn() }

  func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] {
    try await once("groups \(subscription)") { try await azure.resourceGroups(in: subscription) }
  }

  func resourceGroup(_ name: ResourceGroupName, in subscription: SubscriptionID) async throws -> ResourceGroup? {
    try await once("group \(name) \(subscription)") { try await azure.resourceGroup(name, in: subscription) }
  }

  func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    let all = try await once("all \(query.type) \(subscription)") {
      let read = Mutex<[ResourceDocument]>([])
      try await azure.resources(query, in: subscription) { page in read.withLock { $0 += page } }
      return read.withLock { $0 }
    }
    try await page(all)
  }

  func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? {
    try await once("one \(id)") { try await azure.resource(id, apiVersion: apiVersion) }
  }

  func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] {
    try await once("deployments \(scope.subscription) \(scope.resourceGroup)") {
      try await azure.deployments(in: scope)
    }
  }

  func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? {
    try await azure.failure(of: deployment, in: scope)
  }

  func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws { throw NoWrites() }
  func start(_ deployment: DeploymentRequest) async throws { throw NoWrites() }
  func delete(_ id: ResourceID, apiVersion: String) async throws { throw NoWrites() }
  func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws { throw NoWrites() }
}
