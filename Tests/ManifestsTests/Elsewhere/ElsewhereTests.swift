import Manifests
import Pools
import Synchronization
import Testing

/// An address that answers one thing, and counts how often it is asked.
private final class Elsewhere: Sendable {
  private let answer: Mutex<TemplateAnswer>
  private let queries = Mutex<[TemplateQuery]>([])

  init(_ answer: TemplateAnswer) { self.answer = Mutex(answer) }

  var asked: [TemplateQuery] { queries.withLock { $0 } }
  func becomes(_ answer: TemplateAnswer) { self.answer.withLock { $0 = answer } }

  func template(_ query: TemplateQuery) async throws -> TemplateAnswer {
    queries.withLock { $0.append(query) }
    return answer.withLock { $0 }
  }
}

@Suite("Templates from elsewhere")
struct ElsewhereTests {
  private static let hash = String(repeating: "ab", count: 32)
  private static let otherHash = String(repeating: "cd", count: 32)
  private static let address = "https://example.com/pool.json"

  private static func pool(_ name: String, _ template: String = "uri: \(address)\n    sha256: \(hash)") -> String {
    samplePool(name).replacing("file: templates/pool.json", with: template)
  }

  private static let content = TemplateAnswer.content(Array(sampleTemplate.utf8))

  private static func other() throws -> TemplateAnswer { .differs(try #require(TemplateHash(otherHash))) }

  @Test("a pool by an address is the pool by the same template in a file")
  func same() async throws {
    let elsewhere = Elsewhere(Self.content)
    let set = try await Repository(["pool.yaml": Self.pool("vision")]).load(elsewhere: elsewhere.template)
    #expect(set.diagnostics.isEmpty && set.isSettled)
    let byFile = try await repository(samplePool("vision")).load()
    let (desired, expected) = (try set.pools.first?.desired(), try byFile.pools.first?.desired())
    #expect(desired?.resources == expected?.resources && desired?.secrets == expected?.secrets)
    #expect(desired?.fields["spec.template.uri"] == SourceLocation(file: "pool.yaml", line: 9, column: 10))
  }

  @Test("it is asked for once for all its pools, and never again")
  func once() async throws {
    let (elsewhere, loader) = (Elsewhere(Self.content), ManifestLoader.testing)
    var repository = Repository()
    for name in ["audio", "nlp", "vision"] { repository["\(name).yaml"] = Self.pool(name) }
    _ = try await repository.load(with: loader, elsewhere: elsewhere.template)
    elsewhere.becomes(.notKept)
    for _ in 0..<3 {
      repository["README.md"] = (repository["README.md"]) + "more"
      let set = try await repository.load(with: loader, elsewhere: elsewhere.template)
      #expect(set.pools.count == 3 && set.isSettled && set.pools.allSatisfy { $0.unknown == nil })
    }
    #expect(elsewhere.asked.count == 1)
    #expect(elsewhere.asked.first?.limit == 4 << 20)
    #expect(elsewhere.asked.first?.hash?.description == Self.hash)
  }

  @Test("without a hash, or with another, the line says which hash it has now")
  func hashes() async throws {
    let elsewhere = Elsewhere(try Self.other())
    let wrong = try await Repository(["pool.yaml": Self.pool("vision")]).load(elsewhere: elsewhere.template)
    #expect(
      wrong.diagnostics.map(\.description) == [
        "pool.yaml:10:13: spec.template.sha256: \(Self.address) has another hash, \(Self.otherHash) now; see what has "
          + "changed in it, and write this one where it is what you want"
      ])
    let none = Self.pool("vision", "uri: \(Self.address)?sig=hunter2")
    let missing = try await Repository(["pool.yaml": none]).load(elsewhere: elsewhere.template)
    #expect(
      missing.diagnostics.map(\.description) == [
        "pool.yaml:9:10: spec.template.sha256 is missing; \(Self.address)?… has \(Self.otherHash) now: read it, and "
          + "write this hash where it is what you want"
      ])
    #expect(!wrong.isSettled && !missing.isSettled)
  }

  @Test("a hash that is missing is a fault without network too")
  func missingOffline() async throws {
    let set = try await Repository(["pool.yaml": Self.pool("vision", "uri: \(Self.address)")]).load()
    #expect(
      set.diagnostics.map(\.description) == [
        "pool.yaml:9:10: spec.template.sha256 is missing; write the hash of the template that you have read (weir plan "
          + "says it)"
      ])
  }

  @Test("a hash that is missing, and that nobody can tell since the server is out of reach, is a fault that says both")
  func missingUnreachable() async throws {
    let elsewhere = Elsewhere(.unreachable("the server's certificate is not trusted; name its authority's file"))
    let set = try await Repository(["pool.yaml": Self.pool("vision", "uri: \(Self.address)?sig=s3cret")])
      .load(elsewhere: elsewhere.template)
    #expect(
      set.diagnostics.map(\.description) == [
        "pool.yaml:9:10: spec.template.sha256 is missing; write the hash of the template that you have read, which weir "
          + "cannot tell, since \(Self.address)?… cannot be had: the server's certificate is not trusted; name its "
          + "authority's file"
      ])
  }

  @Test("a server out of reach leaves its pool unknown and every other as it is, until it is back")
  func unreachable() async throws {
    let (elsewhere, loader) = (Elsewhere(.unreachable("the server answers 503")), ManifestLoader.testing)
    let repository = Repository([
      "nlp.yaml": samplePool("nlp"), "vision.yaml": Self.pool("vision"), "templates/pool.json": sampleTemplate,
    ])
    let set = try await repository.load(with: loader, elsewhere: elsewhere.template)
    #expect(set.diagnostics.isEmpty && set.warnings.isEmpty && !set.isSettled)
    #expect(set.pools.map(\.name.description) == ["nlp", "vision"])
    #expect(set.pools[0].unknown == nil)
    #expect(
      set.pools[1].unknown?.description
        == "vision.yaml:9:10: \(Self.address) cannot be had and no copy is kept: the server answers 503")
    #expect(throws: UnknownTemplate.self) { try set.pools[1].desired() }
    // The same files come to more as soon as the server is back.
    elsewhere.becomes(Self.content)
    let again = try await repository.load(with: loader, elsewhere: elsewhere.template)
    #expect(again.isSettled && again.pools.allSatisfy { $0.unknown == nil })
  }

  @Test("what is not kept and may not be fetched is named as not checked, and is no fault")
  func notChecked() async throws {
    let set = try await Repository(["pool.yaml": Self.pool("vision")]).load()
    #expect(set.diagnostics.isEmpty)
    #expect(
      set.warnings.map(\.description) == [
        "pool.yaml:9:10: spec.template.uri: not checked, since no copy of \(Self.address) is kept here; weir plan "
          + "fetches and checks it [template-not-checked]"
      ])
    #expect(set.pools.map(\.name.description) == ["vision"])
  }

  @Test("a template that is wrong is told by its address and line")
  func wrongTemplate() async throws {
    let text = sampleTemplate.replacing("\"resources\"", with: "\"resuorces\"")
    let set = try await Repository(["pool.yaml": Self.pool("vision")]).load { _ in .content(Array(text.utf8)) }
    #expect(set.diagnostics.first?.location.file == Self.address)
  }

  @Test("an address and a file contradict each other, and the pool's own goes before its defaults")
  func both() async throws {
    let both = Self.pool("vision", "file: templates/pool.json\n    uri: \(Self.address)")
    let set = try await repository(both).load()
    #expect(set.diagnostics.first?.message.hasPrefix("spec.template has both file") == true)
    let defaults = """
      apiVersion: weir.dev/v1
      kind: PoolDefaults
      metadata: {name: team-defaults}
      spec: {template: {uri: "\(Self.address)", sha256: \(Self.hash)}}
      """
    let own = try await Repository([
      "pool.yaml": samplePool("vision"), "defaults.yaml": defaults, "templates/pool.json": sampleTemplate,
    ]).load()
    #expect(own.diagnostics.isEmpty && own.pools.first?.unknown == nil)
    // The hash of the defaults is not that of another address.
    let address = Self.pool("vision", "uri: https://example.com/other.json")
    let mixed = try await Repository(["pool.yaml": address, "defaults.yaml": defaults]).load()
    #expect(mixed.diagnostics.first?.message.contains("its sha256 stands in another file (defaults.yaml:4:") == true)
  }

  @Test("a hash without an address is told")
  func hashAlone() async throws {
    let set = try await repository(Self.pool("vision", "file: templates/pool.json\n    sha256: \(Self.hash)")).load()
    #expect(
      set.diagnostics.map(\.description) == [
        "pool.yaml:10:5: spec.template has both file (pool.yaml:9:5) and sha256; keep file for a template of this "
          + "repository, or uri and sha256 for one that is elsewhere"
      ])
  }

  @Test("an address that throws ends the loading, as the source does")
  func thrown() async throws {
    let repository = Repository(["pool.yaml": Self.pool("vision")])
    await #expect(throws: CancellationError.self) {
      try await repository.load { _ in throw CancellationError() }
    }
  }
}
