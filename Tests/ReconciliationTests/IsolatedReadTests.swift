import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A read that hangs or fails", .timeLimit(.minutes(10)))
struct IsolatedReadTests {
  private static let addresses = "list Microsoft.Network/publicIPAddresses"

  /// `vision` without an address, and the others with one.
  private static var files: [String: String] {
    var files = Repository.pools("audio", "nlp")
    files["small.json"] = Repository.templateWithoutAddress
    files["vision.yaml"] = Repository.manifest("vision").replacing("file: template.json", with: "file: small.json")
    return files
  }

  @Test("holds up the pools that need it, and no others of its subscription")
  func hangs() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let azure = InMemoryAzure { call in
      if call == Self.addresses { for await _ in gate {} }
    }
    let world = try World(Self.files, azure: azure)
    let reports = PoolReports()
    let controller = world.controller()
    async let round = controller.reconcile(ReconcileRequest(trigger: .command)) { event in
      if case .pool(let report) = event { reports.add(report) }
    }
    await reports.first { $0.name.description == "vision" && $0.outcome == .created }
    #expect(azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
    open.finish()
    #expect(try await round.outcomes == ["audio": .created, "nlp": .created, "vision": .created])
  }

  @Test("leaves the pools that need it unknown, and no others")
  func fails() async throws {
    let azure = InMemoryAzure { call in
      if call == Self.addresses { throw AzureError.unreachable("reset") }
    }
    let world = try World(Self.files, azure: azure)
    #expect(try await world.reconcile().outcomes == ["audio": .unknown, "nlp": .unknown, "vision": .created])
  }

  @Test("is one for all pools that need it")
  func shared() async throws {
    let world = try World(Self.files)
    try await world.reconcile(dryRun: true)
    #expect(world.azure.withState { $0.calls.filter { $0 == Self.addresses }.count } == 1)
    #expect(world.azure.withState { $0.calls.filter { $0.hasPrefix("list Microsoft.Compute") }.count } == 1)
  }

  @Test("of writes waits until when Azure said, and is sent once")
  func throttled() async throws {
    let until = SteppingClock().now().addingTimeInterval(300)
    let isThrottling = Switch()
    isThrottling.turnOn()
    let azure = InMemoryAzure { call in
      if isThrottling.isOn, call.hasPrefix("start ") { throw AzureError.throttled(until: until, message: "slow down") }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    let failed = try await world.reconcile()["vision"]
    #expect(failed?.outcome == .failed)
    let vision = try unwrap(PoolName("vision"))
    let notBefore = try unwrap(try await world.log.states()[vision]?.notBefore)
    #expect(notBefore >= until)
    #expect(try await world.reconcile()["vision"]?.outcome == .blocked)
    #expect(azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
    isThrottling.turnOff()
    try await world.clock.sleep(for: .seconds(notBefore.timeIntervalSince(world.clock.now()) + 1))
    #expect(try await world.reconcile()["vision"]?.outcome == .created)
  }
}
