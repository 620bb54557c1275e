import Manifests
import Pools
import Templates
import Testing

@Suite("Warnings and their silence")
struct SilenceTests {
  private static let today = CalendarDay(year: 2031, month: 1, day: 1)
  /// The sample template with a secret in settings, which is told by its line.
  private static let exposed = sampleTemplate.replacing(
    #""properties": {"#, with: #""properties": {"settings": {"key": "[parameters('adminPassword')]"},"#)

  private static func pool(_ name: String, silence: String) -> String {
    samplePool(name).replacing("  location:", with: "  silence: {\(silence)}\n  location:")
  }

  private static func lines(
    _ files: [String: String], today: CalendarDay? = SilenceTests.today
  ) async throws -> [String] {
    var repository = Repository(files)
    repository["templates/pool.json"] = exposed
    let set = try await repository.load(today: today)
    #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
    return set.warnings.map { "\($0.location.file):\($0.location.line) \($0.advice?.rawValue ?? "?")" }
  }

  @Test("what a pool silences is not told, all else is")
  func silenced() async throws {
    let all = ["templates/pool.json:12 old-api-version", "templates/pool.json:17 secret-in-settings"]
    #expect(try await Self.lines(["a.yaml": samplePool("audio")]).map(Self.name) == all.map(Self.name))
    let one = try await Self.lines(["a.yaml": Self.pool("audio", silence: "secret-in-settings: a lab")])
    #expect(one.map(Self.name) == ["old-api-version"])
    let both = try await Self.lines([
      "a.yaml": Self.pool("audio", silence: "secret-in-settings: a lab, old-api-version: pinned")
    ])
    #expect(both.isEmpty)
  }

  @Test("what one pool silences is told of the others on the same template")
  func others() async throws {
    let repository = Repository([
      "a.yaml": Self.pool("audio", silence: "secret-in-settings: a lab"), "n.yaml": samplePool("nlp"),
      "v.yaml": samplePool("vision"), "templates/pool.json": Self.exposed,
    ])
    let warnings = try await repository.load(today: Self.today).warnings
    #expect(warnings.map(\.advice) == [.oldAPIVersion, .secretInSettings])
    #expect(warnings[0].message.hasSuffix("(2 other pools are on this template)"))
    #expect(warnings[0].message.contains("virtualMachineScaleSets/audio"))
    #expect(warnings[1].message.hasSuffix("(another pool is on this template)"))
    #expect(warnings[1].message.contains("virtualMachineScaleSets/nlp"))
  }

  @Test("a silence that silences nothing is told, at its line")
  func useless() async throws {
    let lines = try await Self.lines(["a.yaml": Self.pool("audio", silence: "secret-in-settings: x, moving-script: x")])
    #expect(Set(lines.map(Self.name)) == ["old-api-version", "useless-silence"])
    #expect(lines.contains("a.yaml:7 useless-silence"))
  }

  @Test("the defaults' silence is of use where it is to one of the pools below")
  func defaults() async throws {
    func defaults(_ silence: String) -> String {
      "apiVersion: weir.dev/v1\nkind: PoolDefaults\nmetadata: {name: team-defaults}\nspec:\n  silence: {\(silence)}\n"
    }
    let used = try await Self.lines([
      "d.yaml": defaults("secret-in-settings: a lab, old-api-version: pinned"), "a.yaml": samplePool("audio"),
      "b.yaml": samplePool("video"),
    ])
    #expect(used.isEmpty)
    let unused = try await Self.lines([
      "d.yaml": defaults("secret-in-settings: a lab, old-api-version: pinned, gone-image: x"),
      "a.yaml": samplePool("audio"),
    ])
    #expect(unused == ["d.yaml:5 useless-silence"])
  }

  @Test("a silence of what was not looked for is not useless")
  func unjudged() async throws {
    let silence = "secret-in-settings: a lab, old-api-version: pinned"
    #expect(try await Self.lines(["a.yaml": Self.pool("audio", silence: silence)], today: nil).isEmpty)
    let hash = String(repeating: "ab", count: 32)
    let elsewhere = Self.pool("audio", silence: silence).replacing(
      "file: templates/pool.json", with: "uri: https://example.com/t.json\n    sha256: \(hash)")
    #expect(try await Self.lines(["a.yaml": elsewhere]).map(Self.name) == ["template-not-checked"])
  }

  @Test("what a manifest itself is warned of has a name and can be silenced too")
  func ownWarnings() async throws {
    let template = sampleTemplate
    func names(_ manifest: String) async throws -> [String] {
      try await Repository(["a.yaml": manifest, "templates/pool.json": template]).load().warnings
        .compactMap { $0.advice?.rawValue }
    }
    let octal = samplePool("audio").replacing("instanceCount: 3", with: "instanceCount: 010")
    #expect(try await names(octal) == ["octal-number"])
    #expect(
      try await names(octal.replacing("  location:", with: "  silence: {octal-number: ten}\n  location:")).isEmpty)
    let open = samplePool("audio").replacing("instanceCount: 3", with: "adminPassword: hunter2")
      .replacing("    secrets:\n      adminPassword: {environment: PASSWORD}\n", with: "")
    #expect(try await names(open) == ["secret-in-manifest"])
  }

  @Test("warnings remember nothing that they should not: a warm loader says what a cold one does")
  func warm() async throws {
    let loader = ManifestLoader.testing
    var repository = Repository(["templates/pool.json": Self.exposed])
    for name in ["audio", "nlp", "vision"] { repository["\(name).yaml"] = samplePool(name) }
    _ = try await repository.load(with: loader, today: Self.today)
    for (name, silence) in [("audio", "secret-in-settings: x"), ("nlp", "gone-image: x"), ("audio", "gone-image: x")] {
      repository["\(name).yaml"] = Self.pool(name, silence: silence)
      let warm = try await repository.load(with: loader, today: Self.today).warnings
      #expect(try await repository.load(today: Self.today).warnings == warm)
    }
  }

  private static func name(_ line: String) -> String { String(line.split(separator: " ").last ?? "") }
}
