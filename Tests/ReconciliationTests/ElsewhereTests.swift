import Manifests
import Pools
import PortContracts
import Reconciliation
import Synchronization
import Templates
import Testing

/// An address that answers what the test says. Guarded by its mutex.
private final class OneAddress: TemplateLibrary {
  private let state: Mutex<(answer: TemplateAnswer, first: TemplateAnswer?, count: Int)>
  /// What `first` answers.
  static let firstHash = String(repeating: "ab", count: 32)

  init(_ answer: TemplateAnswer) { state = Mutex((answer, nil, 0)) }

  var count: Int { state.withLock { $0.count } }

  /// What it answers from now on, and what to whoever asks for the first hash.
  func becomes(_ answer: TemplateAnswer, but first: TemplateAnswer? = nil) {
    state.withLock { ($0.answer, $0.first) = (answer, first) }
  }

  func template(_ query: TemplateQuery) async throws -> TemplateAnswer {
    state.withLock { state in
      state.count += 1
      return query.hash?.description == Self.firstHash ? state.first ?? state.answer : state.answer
    }
  }
}

@Suite("A template from elsewhere")
struct ElsewhereTests {
  private static let content = TemplateAnswer.content(Array(Repository.template.utf8))
  private static let gone = TemplateAnswer.unreachable("the server answers 503")

  private static func manifest(_ name: String, hash: String = OneAddress.firstHash) -> String {
    Repository.manifest(name).replacing(
      "file: template.json", with: "uri: https://example.com/pool.json\n    sha256: \(hash)")
  }

  /// A world with the pool nlp by a file and the pool vision by an address.
  private static func world(_ library: OneAddress) throws -> World {
    var world = try World(
      Repository.files(["nlp": Repository.manifest("nlp"), "vision": manifest("vision")]))
    world.templates = library
    return world
  }

  @Test("makes a pool like any other, and once had it is not asked for by the same controller")
  func made() async throws {
    let library = OneAddress(Self.content)
    let world = try Self.world(library)
    let controller = world.controller()
    for outcome in [Outcome.created, .unchanged, .unchanged] {
      let report = try await controller.reconcile(ReconcileRequest(trigger: .schedule))
      #expect(report.outcomes == ["nlp": outcome, "vision": outcome])
    }
    #expect(library.count == 1)
  }

  @Test("that cannot be had leaves its pool unknown, and every other one is brought to the new revision")
  func unreachable() async throws {
    let library = OneAddress(Self.content)
    let world = try Self.world(library)
    try await world.reconcile()
    library.becomes(Self.gone)
    world.source.commit(
      Repository.files(["nlp": Repository.manifest("nlp", count: 5), "vision": Self.manifest("vision")]))
    let writes = world.azure.writes.count { $0.contains("vision") }
    let report = try await world.reconcile()
    #expect(report.error == nil)
    #expect(report.outcomes == ["nlp": .updated, "vision": .unknown])
    #expect(
      report["vision"]?.message?.contains("vision.yaml:10:10: https://example.com/pool.json cannot be had") == true)
    #expect(world.azure.writes.count { $0.contains("vision") } == writes)
    // A plan says the same.
    #expect(try await world.reconcile(dryRun: true).outcomes == ["nlp": .unchanged, "vision": .unknown])
  }

  @Test("is asked for again by the next round, though no commit came")
  func again() async throws {
    let library = OneAddress(Self.gone)
    let controller = try Self.world(library).controller()
    let first = try await controller.reconcile(ReconcileRequest(trigger: .schedule))
    #expect(first.outcomes == ["nlp": .created, "vision": .unknown])
    library.becomes(Self.content)
    let second = try await controller.reconcile(ReconcileRequest(trigger: .schedule))
    #expect(second.outcomes == ["nlp": .unchanged, "vision": .created])
  }

  @Test("that cannot be had is no deletion: its pool has a manifest")
  func notPruned() async throws {
    let library = OneAddress(Self.content)
    var world = try Self.world(library)
    try await world.reconcile()
    world.settings.pruneEnabled = true
    library.becomes(Self.gone)
    world.source.commit(Repository.files(["vision": Self.manifest("vision")]))
    let report = try await world.reconcile()
    #expect(report.outcomes == ["nlp": .deleted, "vision": .unknown])
    #expect(!world.azure.writes.contains { $0.hasPrefix("delete") && $0.contains("vision") })
  }

  @Test("that cannot be had may want what another pool leaves in its group, so that stays")
  func claims() async throws {
    let library = OneAddress(Self.content)
    let world = try Self.world(library)
    try await world.reconcile()
    library.becomes(Self.gone)
    // Nlp now wants other names, in the group that vision is in too.
    let moved = Self.manifest("vision").replacing("resourceGroup: ds-vision", with: "resourceGroup: ds-nlp")
    let renamed = Repository.manifest("nlp").replacing("{name: nlp,", with: "{name: other,")
    world.source.commit(Repository.files(["nlp": renamed, "vision": moved]))
    let report = try await world.reconcile()
    #expect(report["vision"]?.outcome == .unknown)
    #expect(!world.azure.writes.contains { $0.hasPrefix("delete") }, "\(report)")
  }

  @Test("with another hash is a wrong manifest: its pool keeps its last good definition, and the line says the hash")
  func otherHash() async throws {
    let library = OneAddress(Self.content)
    let world = try Self.world(library)
    try await world.reconcile()
    let hash = try #require(TemplateHash(String(repeating: "cd", count: 32)))
    let files = ["nlp": Repository.manifest("nlp", count: 5), "vision": Self.manifest("vision", hash: "\(hash)")]
    world.source.commit(Repository.files(files))
    // The copy of the last good revision is kept.
    library.becomes(.differs(try #require(TemplateHash(String(repeating: "ef", count: 32)))), but: Self.content)
    let report = try await world.reconcile()
    #expect(report.error?.contains("efefefef") == true)
    #expect(report["nlp"]?.outcome == .updated)
    #expect(report["vision"]?.message?.contains("kept at main@") == true)
  }

  @Test("has advice that a plan carries and a run does not")
  func advice() async throws {
    let basic = Repository.template.replacing(#"{"name": "Standard"}"#, with: #"{"name": "Basic"}"#)
    let world = try Self.world(OneAddress(.content(Array(basic.utf8))))
    #expect(try await world.reconcile(dryRun: true).warnings.map(\.advice) == [.retiredSKU])
    #expect(try await world.reconcile().warnings.isEmpty)
  }
}
