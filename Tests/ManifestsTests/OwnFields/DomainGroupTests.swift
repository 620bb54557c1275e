import Pools
import Testing

@testable import Manifests

@Suite("Who of a domain may sign in")
struct DomainGroupTests {
  struct Row: CustomTestStringConvertible {
    /// Of the pool.
    var system: String
    /// The groups as a manifest has them, before and after.
    var before: String
    var after: String
    var testDescription: String { "\(system): \(before) to \(after)" }
  }

  private static let rows = ["ubuntu", "windows"].flatMap { system in
    [
      ("", "groups: [Analysts]"), ("groups: [Analysts]", "groups: [Analysts, Data Scientists]"),
      ("groups: [Analysts, Data Scientists]", "groups: [Data Scientists]"), ("groups: [Analysts]", "groups: [Interns]"),
      ("groups: [Analysts]", "groups: []"),
    ].map { Row(system: system, before: $0.0, after: $0.1) }
  }

  @Test("groups of a domain that are changed change the set-up of the machines, and nothing else", arguments: rows)
  func changed(row: Row) async throws {
    let before = try await Self.pool(row.system, row.before)
    let after = try await Self.pool(row.system, row.after)
    #expect(before.secrets == after.secrets)
    #expect(before.resources.map(\.id) == after.resources.map(\.id))
    var paths: [String] = []
    for (old, new) in zip(before.resources, after.resources) {
      paths += Self.differences(old.body, new.body, at: old.id.name)
    }
    let setup = "vision-pool.properties.virtualMachineProfile.extensionProfile.extensions.weir-setup.properties"
    #expect(paths == ["\(setup).forceUpdateTag", "\(setup).protectedSettings.\(Self.program[row.system] ?? "")"])
  }

  @Test("an empty list of groups is none", arguments: ["ubuntu", "windows"])
  func empty(system: String) async throws {
    let said = try await Self.pool(system, "groups: []").resources.map(\.body)
    #expect(try await said == Self.pool(system, "").resources.map(\.body))
  }

  private static let program = ["ubuntu": "script", "windows": "commandToExecute"]

  private static func pool(_ system: String, _ groups: String) async throws -> DesiredPool {
    let base = system == "windows" ? OwnFieldTests.smallWindows : OwnFieldTests.small
    let domain = "{name: corp.example.com, username: joiner, password: {environment: JOINER}, \(groups)}"
    let text = OwnFieldTests.pool("\(base)\nidentity: {domain: \(domain)}")
    let set = try await Repository(["pool.yaml": text]).load()
    #expect(set.diagnostics.map(\.description) == [])
    return try #require(set.pools.first).desired()
  }

  /// The paths of what differs, an extension by its name.
  private static func differences(_ old: JSONValue, _ new: JSONValue, at path: String) -> [String] {
    if let (left, right) = members(old, new) {
      let keys = Set(left.keys).union(right.keys).sorted()
      return keys.flatMap { key -> [String] in
        guard let old = left[key], let new = right[key] else { return ["\(path).\(key)"] }
        return differences(old, new, at: "\(path).\(key)")
      }
    }
    return old == new ? [] : [path]
  }

  private static func members(_ old: JSONValue, _ new: JSONValue) -> ([String: JSONValue], [String: JSONValue])? {
    if let old = old.object, let new = new.object { return (old, new) }
    func named(_ value: JSONValue) -> [String: JSONValue]? {
      guard let items = value.array else { return nil }
      let pairs = items.enumerated().map { ($1["name"]?.string ?? "[\($0)]", $1) }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
    guard let old = named(old), let new = named(new) else { return nil }
    return (old, new)
  }
}
