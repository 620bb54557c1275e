import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("As many pools in trouble as there are workers do not hold up another", .timeLimit(.minutes(10)))
struct OtherPoolTests {
  /// As many as the world has workers.
  static let sick = ["audio", "chess", "maths"]
  static let well = "vision"

  private func world(azure: InMemoryAzure = InMemoryAzure()) throws -> World {
    var world = try World(Self.files(Self.sick), azure: azure)
    world.settings.concurrency = Self.sick.count
    world.settings.timeout = .seconds(1_000_000_000)
    return world
  }

  private static func files(_ names: [String]) -> [String: String] {
    Repository.files(Dictionary(uniqueKeysWithValues: names.map { ($0, Repository.manifest($0)) }))
  }

  private static func outcomes(_ others: Outcome) -> [String: Outcome] {
    Dictionary(uniqueKeysWithValues: sick.map { ($0, others) } + [(well, .created)])
  }

  private func starts(_ world: World) -> Int { world.azure.writes.filter { $0.hasPrefix("start ") }.count }

  @Test("whose deployments hang since an earlier round")
  func hungBefore() async throws {
    let world = try world()
    world.azure.withState { $0.hanging = Set(Self.sick.map { "weir-\($0)-" }) }
    let controller = world.controller()
    async let hung = controller.reconcile(ReconcileRequest(trigger: .startup))
    while starts(world) < Self.sick.count { await Task.yield() }
    world.source.commit(Self.files(Self.sick + [Self.well]))
    let report = try await controller.reconcile(ReconcileRequest(trigger: .commit))
    #expect(report.outcomes == Self.outcomes(.blocked))
    #expect(world.azure.withState { $0.deployments.values.joined().filter { $0.status.state == .running }.count } == 3)
    world.azure.withState { $0.hanging = [] }
    #expect(try await hung.pools.allSatisfy { $0.outcome == .created })
  }

  @Test("whose deployments hang in the same round")
  func hungBeside() async throws {
    let world = try world()
    world.source.commit(Self.files(Self.sick + [Self.well]))
    world.azure.withState { $0.hanging = Set(Self.sick.map { "weir-\($0)-" }) }
    let reports = PoolReports()
    let controller = world.controller()
    async let round = controller.reconcile(ReconcileRequest(trigger: .command)) { event in
      if case .pool(let report) = event { reports.add(report) }
    }
    // It is the first of all that is done.
    var first: PoolReport?
    await reports.first { report in
      first = report
      return true
    }
    #expect(first?.name.description == Self.well && first?.outcome == .created)
    while starts(world) < Self.sick.count + 1 { await Task.yield() }
    world.azure.withState { $0.hanging = [] }
    #expect(try await round.outcomes == Self.outcomes(.created))
  }

  @Test("which wait on their back-off")
  func backsOff() async throws {
    let world = try world()
    world.azure.withState { state in
      for name in Self.sick { state.failing["weir-\(name)-"] = "SkuNotAvailable: not in westus2" }
    }
    let controller = world.controller()
    let failed = try await controller.reconcile(ReconcileRequest(trigger: .startup))
    #expect(failed.pools.allSatisfy { $0.outcome == .failed })
    world.source.commit(Self.files(Self.sick + [Self.well]))
    let report = try await controller.reconcile(ReconcileRequest(trigger: .commit))
    #expect(report.outcomes == Self.outcomes(.blocked))
    #expect(starts(world) == Self.sick.count + 1)
  }

  @Test("which fail in the same round, at their sending or after it", arguments: [true, false])
  func failing(atSending: Bool) async throws {
    let azure = InMemoryAzure { call in
      if atSending, call.hasPrefix("start "), !call.contains(Self.well) { throw AzureError.quota("QuotaExceeded") }
    }
    let world = try world(azure: azure)
    world.source.commit(Self.files(Self.sick + [Self.well]))
    azure.withState { state in
      for name in Self.sick { state.failing["weir-\(name)-"] = "SkuNotAvailable: not in westus2" }
    }
    #expect(try await world.reconcile().outcomes == Self.outcomes(.failed))
  }

  @Test("whose subscription does not answer")
  func silent() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let azure = InMemoryAzure { call in
      if call.hasPrefix("list "), call.hasSuffix(" in \(subscription)") { for await _ in gate {} }
    }
    let world = try world(azure: azure)
    var files = Self.files(Self.sick)
    files["\(Self.well).yaml"] = Repository.manifest(Self.well, in: otherSubscription)
    world.source.commit(files)
    let reports = PoolReports()
    let controller = world.controller()
    async let round = controller.reconcile(ReconcileRequest(trigger: .command)) { event in
      if case .pool(let report) = event { reports.add(report) }
    }
    await reports.first { $0.name.description == Self.well && $0.outcome == .created }
    #expect(starts(world) == 1)
    open.finish()
    #expect(try await round.outcomes == Self.outcomes(.created))
  }
}
