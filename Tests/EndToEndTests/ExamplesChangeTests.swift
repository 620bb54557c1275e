import Foundation
import Pools
import Reconciliation
import Simulator
import Testing

@Suite("Each field of the examples, changed, with the real az", .serialized)
struct ExamplesChangeTests {
  /// What the tables have no rows for: what tells a pool from every other, another Azure, files besides the manifest, and
  /// what only `weir validate` reads.
  private static func isPlanned(_ field: String) -> Bool {
    let others = [
      "apiVersion", "kind", "metadata.name", "spec.subscription", "spec.template.file", "spec.template.parametersFile",
    ]
    return !others.contains(field) && !field.hasPrefix("spec.silence.")
  }

  @Test("every field that an example has is in a row of its table", arguments: ExampleRepository.pools)
  func complete(_ pool: ExampleRepository.Pool) throws {
    let fields = ManifestYAML.leaves(try ExampleRepository().whole(pool)).filter(Self.isPlanned)
    let changed = try FieldChange.table("changes/\(pool.name)").reduce(into: Set<String>()) { $0.formUnion($1.fields) }
    #expect(fields.subtracting(changed).sorted() == [])
  }

  @Test("it plans exactly its own changes, of the right kind; applied, it plans empty")
  func changes() async throws {
    try await Site.with { site in
      let examples = try ExampleRepository()
      var tables: [String: [FieldChange]] = [:]
      for pool in ExampleRepository.pools { tables[pool.name] = try FieldChange.table("changes/\(pool.name)") }
      let added = tables.values.flatMap { $0 }.flatMap(\.edits).map {
        "\($0.path.split(separator: ".").last ?? ""): \($0.value?.text() ?? "")"
      }
      let secrets = examples.secrets.merging(ExampleRepository.secrets(added)) { $1 }
      try await site.makeCampus()
      try await site.push(examples.files.mapValues(Optional.some))
      try await site.run(Site.weir, ["reconcile", "--now"], adding: secrets).succeeded()

      let rehearsal = try await Rehearsal(site, secrets: secrets)
      for pool in ExampleRepository.pools {
        let whole = try examples.whole(pool)
        #expect(try await lines(rehearsal, examples, pool, whole) == [], "\(pool.name) as it is, written out")
        for row in tables[pool.name] ?? [] {
          let said = try await lines(rehearsal, examples, pool, try row.applied(to: whole))
          #expect(said == row.lines, "\(pool.name): \(row.title)\n\(said.map { "  \($0)\n" }.joined())")
        }
      }

      try await apply(site, examples, tables, secrets)
    }
  }

  /// The plan of a pool whose manifest is this one.
  private func lines(
    _ rehearsal: Rehearsal, _ examples: ExampleRepository, _ pool: ExampleRepository.Pool, _ manifest: JSONValue
  ) async throws -> [String] {
    let name = try #require(PoolName(pool.name))
    let report: PoolReport
    do {
      report = try await rehearsal.plan(name, examples.templates.merging([pool.path: manifest.text()]) { $1 })
    } catch {
      return ["wrong: \(error)"]
    }
    var lines = report.changes.map { FieldChange.line($0) }
    let isReplaced = report.changes.contains { $0.kind == .replace }
    if isReplaced ? report.outcome != .refused : ![.unchanged, .updated].contains(report.outcome) {
      lines.append("\(report.outcome): \(report.message ?? "")")
    }
    return lines
  }

  /// Applies the rows that are marked for it, one of each pool at a time and on top of those before, until there are no
  /// more.
  private func apply(
    _ site: Site, _ examples: ExampleRepository, _ tables: [String: [FieldChange]], _ secrets: [String: String]
  ) async throws {
    var waiting = tables.mapValues { $0.filter(\.isApplied) }
    var manifests: [String: JSONValue] = [:]
    for pool in ExampleRepository.pools { manifests[pool.name] = try examples.whole(pool) }
    while waiting.values.contains(where: { !$0.isEmpty }) {
      var files: [String: String?] = [:]
      var expected: [String: [String]] = [:]
      for pool in ExampleRepository.pools {
        guard let row = waiting[pool.name]?.first, let manifest = manifests[pool.name] else { continue }
        waiting[pool.name]?.removeFirst()
        let changed = try row.applied(to: manifest)
        manifests[pool.name] = changed
        files[pool.path] = changed.text()
        expected[pool.name] = row.lines
      }
      try await site.push(files)
      let done = try await site.run(Site.weir, ["reconcile", "--now", "-o", "json"], adding: secrets).succeeded()
      for report in try done.json["pools"]?.array ?? [] {
        guard let name = report["name"]?.string, let lines = expected[name] else { continue }
        #expect((report["changes"]?.array ?? []).map { FieldChange.line($0) } == lines, "\(name)")
        #expect(report["outcome"] == "updated", "\(name): \(report["message"]?.string ?? "")")
      }
      let plan = try await site.run(Site.weir, ["plan"], adding: secrets)
      #expect(plan.code == 0, "\(plan.output) \(plan.errors)")
    }
  }
}
