import ArgumentParser
import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import TemporaryFolders
import Testing

@testable import Commands

/// A clock that stands, and whose waits end at once or never.
struct StandingClock: WallClock {
  var waitsForEver = false
  /// Seconds after noon.
  var offset = 0.0
  func now() -> Date { Fixtures.noon.addingTimeInterval(offset) }
  func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    guard waitsForEver else { return await Task.yield() }
    try await Task.sleep(for: .seconds(86_400))
  }
}

/// A folder as a user has it, the log behind it, and the parsed commands run in it, in this process.
final class CommandHarness: Sendable {
  private let home: TemporaryFolder
  var folder: String { home.path }
  let log = InMemoryRunLog()
  let source = InMemorySource()
  let azure: InMemoryAzure
  /// In the place of `azure`, where a test needs the real port.
  private let otherAzure: (any Azure)?
  let requests = Mutex<[ReconcileRequest]>([])
  private let chance = Chance()

  /// Another number each time, so that runs of one moment have ids of their own.
  private final class Chance: Sendable {
    private let last = Mutex<UInt64>(3)
    func next() -> UInt64 {
      last.withLock { number in
        number += 1
        return number
      }
    }
  }

  static let settings = """
    source: {url: .}
    azure: {subscriptions: [11111111-2222-3333-4444-555555555555]}
    secrets: {allow: [{environment: [PASSWORD]}]}
    """

  init(settings: String? = settings, azure: (any Azure)? = nil) throws {
    self.azure = azure as? InMemoryAzure ?? InMemoryAzure()
    otherAzure = azure
    home = try TemporaryFolder()
    if let settings { try write(settings, to: "weir.yaml") }
  }

  func write(_ text: String, to path: String) throws { try home.write(text, to: path) }

  /// Marks the state as one that was used before.
  func beginState() throws { try write("", to: ".weir/weir.db") }

  var state: StateLocation { StateLocation(database: "\(folder)/.weir/weir.db") }

  /// What a command did.
  struct Result {
    var status: Ending
    var output: String
    var error: String
  }

  func session(
    console: Console, clock: any WallClock = StandingClock(), engine: Engine? = nil, environment: [String: String] = [:]
  ) -> Session {
    let log = log
    return Session(
      environment: environment, directory: folder, console: console, clock: clock,
      random: { [chance] in chance.next() },
      executable: "/nowhere/weir",
      edges: Edges(
        openLog: { _ in log }, openSource: { [source] _, _ in source },
        openAzure: { [azure, otherAzure] _, _, _ in otherAzure ?? azure },
        openSecrets: { _, _ in InMemorySecrets(["PASSWORD": "hunter2"]) },
        openEngine: { [self] _, _, _ in
          engine ?? Engine(reconcile: { try await self.answer($0, $1) }, run: { _ in }, wake: {})
        },
        followLog: { [log] _, _, listening, ended in
          try await listening()
          for run in try await log.runs(pool: nil, limit: 10) { try await ended(run.start.id) }
          throw CancellationError()
        }))
  }

  /// Answers the contract's run for every request, and keeps the request.
  private func answer(_ request: ReconcileRequest, _ events: @escaping Engine.Events) async throws -> RunReport {
    requests.withLock { $0.append(request) }
    let report = try Fixtures.contractRun()
    await events(
      .began(run: report.run, revision: try Fixtures.revision(), pools: report.pools.map(\.name), subscriptions: 1))
    for pool in report.pools { await events(.pool(pool)) }
    await events(.finished(report))
    return report
  }

  /// Parses the words as the executable does, and performs the verb.
  func run(
    _ words: [String], isTerminal: Bool = false, columns: Int = 80, clock: any WallClock = StandingClock(),
    engine: Engine? = nil,
    environment: [String: String] = [:]
  ) async throws -> Result {
    let recording = RecordingConsole(isTerminal: isTerminal, columns: { columns })
    let command = try WeirCommand.parseAsRoot(words)
    let verb = try #require(command as? any Verb)
    let status = await verb.performed(
      in: session(console: recording.console, clock: clock, engine: engine, environment: environment))
    return Result(status: status, output: recording.output, error: recording.error)
  }
}
