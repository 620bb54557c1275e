import Manifests
import Pools
import Testing

/// The lines of a `.weirignore` at the root, a path, and whether it is left out. Each answer is what
/// `git check-ignore` says of the same lines in a `.gitignore`.
struct IgnoreRow: Sendable, CustomTestStringConvertible {
  var lines: [String]
  var path: String
  var isIgnored: Bool
  var testDescription: String { "\(lines) \(isIgnored ? "leaves out" : "keeps") \(path)" }

  init(_ lines: String..., leavesOut path: String) { (self.lines, self.path, isIgnored) = (lines, path, true) }
  init(_ lines: String..., keeps path: String) { (self.lines, self.path, isIgnored) = (lines, path, false) }
}

@Suite(".weirignore")
struct IgnoreTests {
  @Test("a path is left out as git would", arguments: ignoreRows)
  func rows(row: IgnoreRow) {
    var rules = IgnoreRules()
    rules.add(Array(row.lines.joined(separator: "\n").utf8), folder: "")
    #expect(rules.ignores(file: row.path) == row.isIgnored)
  }

  @Test("the nearer file speaks last, but not inside a folder that is left out")
  func nested() {
    var rules = IgnoreRules()
    rules.add(Array("*.yaml\nout/\n".utf8), folder: "")
    rules.add(Array("!keep.yaml\n/top.yaml\n".utf8), folder: "teams/a")
    rules.add(Array("!*.yaml\n".utf8), folder: "out")
    #expect(!rules.ignores(file: "teams/a/keep.yaml"))
    #expect(!rules.ignores(file: "teams/a/deeper/keep.yaml"))
    #expect(rules.ignores(file: "teams/a/other.yaml"))
    #expect(rules.ignores(file: "teams/b/keep.yaml"))
    #expect(rules.ignores(file: "out/keep.yaml"))
  }

  @Test("a question mark stands for a character, where git takes it for a byte")
  func characters() {
    var rules = IgnoreRules()
    rules.add(Array("ü?.yaml".utf8), folder: "")
    #expect(rules.ignores(file: "üé.yaml"))
  }

  @Test("a pattern of many stars takes no time to speak of")
  func stars() {
    var rules = IgnoreRules()
    let pattern = String(repeating: "**/", count: 200) + String(repeating: "a*", count: 200) + "b"
    rules.add(Array(pattern.utf8), folder: "")
    let path = String(repeating: "aaaaaaaa/", count: 100) + String(repeating: "a", count: 2000)
    #expect(!rules.ignores(file: path))
  }

  @Test("files that are left out are not even read")
  func unread() async throws {
    let reads = ReadCounter()
    var repository = repository(samplePool("vision"))
    repository["drafts/new.yaml"] = samplePool("Draft!")
    repository["pools/.weirignore"] = "old.yaml\r\n"
    repository["pools/old.yaml"] = "weir.dev/: ["
    repository[".weirignore"] = "# drafts\ndrafts/\n"
    let set = try await repository.load(counting: reads)
    #expect(set.diagnostics.isEmpty && set.pools.map(\.name.description) == ["vision"])
    #expect(reads.read == [".weirignore", "pool.yaml", "pools/.weirignore", "templates/pool.json"])
  }
}
