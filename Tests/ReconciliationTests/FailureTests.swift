import Foundation
import Pools
import PortContracts
import Reconciliation
import Testing

@Suite("A pool that fails")
struct FailureTests {
  private func failing(_ pool: String) throws -> World {
    let world = try World(Repository.pools("audio", "vision"))
    world.azure.withState { $0.failing["weir-\(pool)-"] = "SkuNotAvailable: not in westus2" }
    return world
  }

  @Test("does not hold up another, and says what Azure said and when it is tried again")
  func others() async throws {
    let world = try failing("audio")
    let report = try await world.reconcile()
    #expect(report.outcomes == ["audio": .failed, "vision": .created])
    let message = try #require(report["audio"]?.message)
    #expect(message.contains("SkuNotAvailable: not in westus2"))
    #expect(message.contains("tried again after"))
  }

  @Test("waits on its back-off, is forced by --now, and is tried at once when its manifest changes")
  func backsOff() async throws {
    let world = try failing("audio")
    try await world.reconcile()
    let writes = world.azure.writes.count
    #expect(try await world.reconcile()["audio"]?.outcome == .blocked)
    #expect(world.azure.writes.count == writes)
    #expect(try await world.reconcile(now: true)["audio"]?.outcome == .failed)
    #expect(world.azure.writes.count == writes + 1)
    world.source.commit(
      Repository.files(["audio": Repository.manifest("audio", count: 1), "vision": Repository.manifest("vision")]))
    #expect(try await world.reconcile()["audio"]?.outcome == .failed)
    #expect(world.azure.writes.count == writes + 2)
  }

  @Test("is due again after its back-off, and well again when Azure is")
  func recovers() async throws {
    let world = try failing("audio")
    try await world.reconcile()
    world.azure.withState { $0.failing = [:] }
    try await world.clock.sleep(for: .seconds(7200))
    #expect(try await world.reconcile()["audio"]?.outcome == .created)
    let audio = try #require(PoolName("audio"))
    let state = try #require(try await world.log.states()[audio])
    #expect(state.failures == 0 && state.notBefore == nil)
  }

  @Test(
    "is due again at the latest after the longest wait, whatever the clock does meanwhile",
    arguments: [-1e9, -86_400, -7_200, 7_200, 86_400, 1e9])
  func clockJumps(_ seconds: Double) async throws {
    let world = try failing("audio")
    try await world.reconcile()
    world.azure.withState { $0.failing = [:] }
    try await world.clock.sleep(for: .seconds(seconds))
    // Azure's longest wait is an hour, and no other is longer.
    try await world.clock.sleep(for: .seconds(3_600))
    #expect(try await world.reconcile()["audio"]?.outcome == .created)
  }

  @Test("waits for no longer than an hour, whatever Azure asks for")
  func throttledForEver() async throws {
    let azure = InMemoryAzure { call in
      if call.hasPrefix("start ") { throw AzureError.throttled(until: Date(timeIntervalSince1970: 4e9), message: "") }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    try await world.reconcile()
    let vision = try #require(PoolName("vision"))
    let state = try #require(try await world.log.states()[vision])
    let now = world.clock.now()
    #expect(state.retryTime(at: now).map { $0.timeIntervalSince(now) <= 3_600 } == true)
    #expect(state.retryTime(at: now.addingTimeInterval(3_601)) == nil)
  }

  @Test("until its manifest changes is held off by no clock")
  func untilChanged() throws {
    let state = PoolState(name: try #require(PoolName("vision")), failures: 1, notBefore: .distantFuture)
    for seconds in [0.0, 1e9, 4e9] {
      #expect(state.retryTime(at: Date(timeIntervalSince1970: seconds)) == .distantFuture)
    }
  }

  @Test("because Azure repeats a secret in its message does not repeat it")
  func masks() async throws {
    let world = try World(Repository.pools("vision"))
    world.azure.withState { $0.failing["weir-vision-"] = "the password 'correct horse battery' is too weak" }
    let report = try await world.reconcile()
    #expect(report["vision"]?.message?.contains("the password '(secret)' is too weak") == true)
    #expect(!"\(try await world.log.runs(pool: nil, limit: 5))".contains("correct horse"))
  }

  @Test("because Azure refused its template is tried at once when the manifest is mended")
  func mended() async throws {
    let azure = InMemoryAzure { call in
      if call.hasPrefix("start ") { throw AzureError.invalidTemplate("the size is none") }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    #expect(try await world.reconcile()["vision"]?.outcome == .failed)
    #expect(try await world.reconcile()["vision"]?.outcome == .blocked)
    let starts = azure.writes.filter { $0.hasPrefix("start ") }.count
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 3)]))
    #expect(try await world.reconcile()["vision"]?.outcome == .failed)
    #expect(azure.writes.filter { $0.hasPrefix("start ") }.count == starts + 1)
  }

  @Test(
    "for what is not its manifest's fault is tried again by itself, and is well once a person has seen to it",
    arguments: [
      AzureError.surroundings(.keyVault, "KeyVaultParameterReferenceSecretRetrieveFailed"),
      .surroundings(.lock, "ScopeLocked"), .policy("RequestDisallowedByPolicy"), .quota("QuotaExceeded"),
      .forbidden("AuthorizationFailed"), .refused("SomethingNew"),
    ])
  func surroundings(_ fault: AzureError) async throws {
    let isBroken = Switch()
    isBroken.turnOn()
    let azure = InMemoryAzure { call in
      if isBroken.isOn, call.hasPrefix("start ") { throw fault }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    let failed = try await world.reconcile()["vision"]
    #expect(failed?.outcome == .failed)
    #expect(failed?.message?.contains("tried again after 20") == true, "\(failed?.message ?? "")")
    #expect(try await world.reconcile()["vision"]?.outcome == .blocked)
    isBroken.turnOff()
    try await world.clock.sleep(for: .seconds(7200))
    #expect(try await world.reconcile()["vision"]?.outcome == .created)
  }

  @Test("because another deployment has the name's place is not taken for one that succeeded before")
  func conflict() async throws {
    let broken = Switch()
    let azure = InMemoryAzure { call in
      if broken.isOn, call.hasPrefix("start ") { throw AzureError.conflict("ResourceGroupBeingDeleted") }
    }
    let world = try World(Repository.pools("vision"), azure: azure)
    try await world.reconcile()
    try world.change("vision", JSONPath("sku", "capacity"), to: 7)
    broken.turnOn()
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .failed)
    #expect(report["vision"]?.message?.contains("ResourceGroupBeingDeleted") == true)
  }

  @Test("for want of a secret says which one, and nothing is sent")
  func noSecret() async throws {
    var world = try World(Repository.pools("vision"))
    world.secrets = [:]
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .failed)
    #expect(report["vision"]?.message?.contains("PASSWORD") == true)
    #expect(world.azure.writes.isEmpty)
  }

  @Test("because its deployment outlasts its time is followed by the next run, not sent again")
  func outlasts() async throws {
    var world = try World(Repository.pools("vision"))
    world.settings.timeout = .seconds(60)
    world.azure.withState { $0.looksUntilDone = 40 }
    #expect(try await world.reconcile().outcomes == ["vision": .failed])
    world.azure.withState { $0.looksUntilDone = 1 }
    #expect(try await world.reconcile(now: true).outcomes == ["vision": .created])
    #expect(world.azure.writes.filter { $0.hasPrefix("start ") }.count == 1)
  }

  @Test("goes on with Azure's sentence, whose full stop is not the end")
  func fullStop() async throws {
    let world = try World(Repository.pools("vision"))
    world.azure.withState { $0.failing["weir-vision-"] = "there is no capacity in westus2." }
    let message = try #require(try await world.reconcile()["vision"]?.message)
    #expect(message.contains("no capacity in westus2; tried again after "), "\(message)")
  }

  @Test("says once when it is tried again, and while it waits how often it has failed")
  func wording() async throws {
    let world = try failing("audio")
    for count in 1...2 {
      let failed = try #require(try await world.reconcile(now: true)["audio"]?.message)
      #expect(failed.ranges(of: "tried again after").count == 1)
      let waiting = try #require(try await world.reconcile()["audio"]?.message)
      #expect(waiting.contains(count == 1 ? "having failed once: " : "having failed 2 times: "), "\(waiting)")
      #expect(waiting.hasPrefix("waits until 2026-") && !waiting.contains("tried again"), "\(waiting)")
    }
  }

  @Test("and is refused then waits for a person, and for no time")
  func refused() async throws {
    let world = try failing("vision")
    try await world.reconcile()
    let id = try world.scaleSet("vision")
    let live = ResourceDocument(id: id, apiVersion: "2024-07-01", body: ["tags": ["weir-managed-by": "other"]])
    world.azure.withState { $0.resources[id] = live }
    #expect(try await world.reconcile(now: true)["vision"]?.outcome == .refused)
    let vision = try #require(PoolName("vision"))
    let state = try #require(try await world.log.states()[vision])
    #expect(state.notBefore == nil && state.failures == 0)
  }
}
