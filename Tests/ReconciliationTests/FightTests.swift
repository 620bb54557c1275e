import Foundation
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Testing

@Suite("A fight over a field")
struct FightTests {
  /// A clock that moves only when a test says so.
  private final class HandClock: WallClock {
    private let date = Mutex(Samples.start)
    func now() -> Date { date.withLock { $0 } }
    func sleep(for duration: Duration) async throws {
      try Task.checkCancellation()
      await Task.yield()
    }
    func move(_ seconds: Double) { date.withLock { $0 = $0.addingTimeInterval(seconds) } }
  }

  private static let capacity = JSONPath("sku", "capacity")
  private static let size = JSONPath("sku", "name")

  private func change(
    _ path: JSONPath = capacity, cause: Change.Cause = .drift, kind: Change.Kind = .inPlace
  ) throws
    -> Change
  {
    Change(resource: Samples.scaleSet, path: path, before: 5, after: 2, kind: kind, cause: cause)
  }

  /// The waits in seconds after corrections at these times.
  private func waits(_ times: [Double]) throws -> [Double] {
    var history = CorrectionHistory()
    return try times.map { time in
      let now = Samples.date(time)
      history.expire(at: now)
      history.record([try change()], at: now)
      return history.fields.first?.until.map { $0.timeIntervalSince(now) } ?? 0
    }
  }

  @Test("is three corrections within an hour; then the field is left for ten minutes, doubling up to an hour")
  func decision() throws {
    #expect(try waits([0, 60, 120]) == [0, 0, 600])
    #expect(try waits([0, 60, 3_601]) == [0, 0, 0])
    #expect(try waits([0, 1_800, 3_600]) == [0, 0, 600])
    #expect(try waits([0, 60, 120, 720, 1_920, 4_320, 7_920]) == [0, 0, 600, 1_200, 2_400, 3_600, 3_600])
    // An hour after the wait it is forgotten.
    #expect(try waits([0, 60, 120, 4_321]) == [0, 0, 600, 0])
  }

  @Test("is not what the manifest changes, what is made whole, or what only a new resource can have")
  func others() throws {
    var history = CorrectionHistory()
    for _ in 0..<5 {
      history.record(
        [try change(cause: .manifest), try change(.root, kind: .create), try change(kind: .replace)], at: Samples.start)
    }
    #expect(history.isEmpty)
  }

  @Test("waits no longer than an hour, whatever the clock does, and remembers no more fields than it should")
  func bounds() throws {
    var history = CorrectionHistory()
    for time in [0.0, 60, 120] { history.record([try change()], at: Samples.date(time)) }
    let place = FieldPlace(resource: Samples.scaleSet, path: Self.capacity)
    #expect(history.held(at: Samples.date(130)) == [place])
    #expect(history.held(at: Samples.date(720)) == [])
    // The clock was set back by a day.
    #expect(history.held(at: Samples.date(-86_400)) == [])
    history.expire(at: Samples.date(-86_400))
    #expect(history.isEmpty)
    for number in 0..<200 { history.record([try change(JSONPath("f\(number)"))], at: Samples.start) }
    #expect(history.fields.count == CorrectionHistory.limit)
  }

  @Test("names the field and the values, leaves it as it is, and goes on with the rest of the pool")
  func run() async throws {
    let clock = HandClock()
    var world = try World(Repository.pools("vision"))
    world.clock = clock
    try await world.reconcile()
    for count in 1...3 {
      try world.change("vision", Self.capacity, to: 5)
      let report = try await world.reconcile()
      #expect(report["vision"]?.outcome == .updated)
      #expect(
        (report["vision"]?.message?.contains("fight: scale set vision sku.capacity was put back 3 times, from 5 to 2")
          ?? false) == (count == 3))
      clock.move(60)
    }
    try world.change("vision", Self.capacity, to: 5)
    let writes = world.azure.writes
    let held = try await world.reconcile()
    #expect(held["vision"]?.outcome == .drifted)
    #expect(held["vision"]?.message?.contains("fight: ") == true)
    #expect(held["vision"]?.changes.map(\.path) == [Self.capacity])
    #expect(world.azure.writes == writes)

    // Other drift is corrected, and the count stays as somebody else has set it.
    try world.change("vision", Self.size, to: "Standard_D8s_v5")
    let other = try await world.reconcile()
    #expect(other["vision"]?.outcome == .updated)
    #expect(other["vision"]?.changes.map(\.path) == [Self.size])
    let scaleSet = try world.scaleSet("vision")
    let live = try #require(world.azure.withState { $0.resources[scaleSet] })
    #expect(live.body.value(at: Self.capacity) == 5 && live.body.value(at: Self.size) == "Standard_D2s_v5")
    #expect(try await world.reconcile().outcomes == ["vision": .drifted])

    // After the wait it is put back once more, and then left for longer.
    clock.move(600)
    #expect(try await world.reconcile().outcomes == ["vision": .updated])
    let pool = try #require(PoolName("vision"))
    let field = try #require(
      try await world.log.states()[pool]?.corrections.fields.first { $0.place.path == Self.capacity })
    #expect(field.count == 4 && field.wait == .seconds(1_200))
  }

  @Test("ends when a person changes the field in the manifest")
  func manifest() async throws {
    let clock = HandClock()
    var world = try World(Repository.pools("vision"))
    world.clock = clock
    try await world.reconcile()
    for _ in 1...3 {
      try world.change("vision", Self.capacity, to: 5)
      try await world.reconcile()
      clock.move(60)
    }
    try world.change("vision", Self.capacity, to: 5)
    world.source.commit(Repository.files(["vision": Repository.manifest("vision", count: 5)]))
    #expect(try await world.reconcile().outcomes == ["vision": .unchanged])
  }
}
