import Testing

@testable import GitSource

@Suite("semantic versions")
struct SemanticVersionTests {
  @Test(
    "a later version is greater",
    arguments: [
      ("1.0.0-alpha", "1.0.0-alpha.1"), ("1.0.0-alpha.1", "1.0.0-alpha.beta"), ("1.0.0-alpha.beta", "1.0.0-beta"),
      ("1.0.0-beta", "1.0.0-beta.2"), ("1.0.0-beta.2", "1.0.0-beta.11"), ("1.0.0-beta.11", "1.0.0-rc.1"),
      ("1.0.0-rc.1", "1.0.0"), ("1.9.0", "1.10.0"), ("1.0.9", "1.1.0"), ("v1.2.3", "v2.0.0"), ("0.9.9", "1.0.0-0"),
    ])
  func ordered(_ row: (earlier: String, later: String)) throws {
    let (earlier, later) = (try #require(SemanticVersion(row.earlier)), try #require(SemanticVersion(row.later)))
    #expect(earlier < later)
    #expect(!(later < earlier))
  }

  @Test("build metadata does not count")
  func metadata() { #expect(SemanticVersion("1.2.3+linux.5") == SemanticVersion("v1.2.3+darwin")) }

  @Test(
    "what is no version is none",
    arguments: [
      "", "v", "1", "1.2", "1.2.x", "1.2.3.4", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+",
      "1.2.3-ä", "a.b.c", " 1.2.3", "1.2.3 ", "-1.2.3", "1.2.99999999999999999999", "release-1.2.3", "１.2.3",
    ])
  func refused(_ text: String) { #expect(SemanticVersion(text) == nil) }
}

@Suite("version ranges")
struct VersionRangeTests {
  @Test(
    "a range takes its versions and no others",
    arguments: [
      (">=1.2.0 <2.0.0", ["1.2.0", "1.99.0"], ["1.1.9", "2.0.0", "2.0.0-rc.1", "1.5.0-beta"]),
      (">=1.2.0, <2.0.0", ["1.2.0"], ["2.0.0"]),
      (">= 1.2.0 < 2", ["1.2.0"], ["2.0.0"]),
      ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]),
      ("^1.2", ["1.2.0", "1.9.0"], ["1.1.9", "2.0.0"]),
      ("^1", ["1.0.0", "1.9.0"], ["2.0.0", "0.9.0"]),
      ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]),
      ("^0.0.3", ["0.0.3"], ["0.0.4"]),
      ("^0.0", ["0.0.1", "0.0.9"], ["0.1.0"]),
      ("^0", ["0.0.1", "0.9.0"], ["1.0.0"]),
      ("~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]),
      ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
      ("~1", ["1.0.0", "1.9.9"], ["2.0.0"]),
      ("1.x", ["1.0.0", "1.9.9"], ["2.0.0", "0.9.0"]),
      ("1.2.*", ["1.2.0", "1.2.9"], ["1.3.0"]),
      ("1.2", ["1.2.7"], ["1.3.0"]),
      ("*", ["0.0.1", "9.9.9"], ["1.0.0-rc.1"]),
      ("1.2 - 1.4", ["1.2.0", "1.4.9"], ["1.5.0", "1.1.9"]),
      ("1.2.3 - 1.4.0", ["1.2.3", "1.4.0"], ["1.4.1"]),
      ("^1 || ^3", ["1.4.0", "3.0.1"], ["2.0.0", "4.0.0"]),
      ("1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4"]),
      ("=v1.2.3", ["1.2.3"], ["1.2.4"]),
      ("!=1.2.3", ["1.2.4"], ["1.2.3"]),
      ("!=1.2.x", ["1.3.0"], ["1.2.0"]),
      (">1.2", ["1.3.0"], ["1.2.9"]),
      ("<=1.2", ["1.2.9"], ["1.3.0"]),
      (">1.2.3", ["1.2.4"], ["1.2.3"]),
      (">=1.0.0-0", ["1.0.0-alpha", "1.0.0", "2.0.0-rc.1"], ["0.9.0"]),
      (">=1.0.0-0 <2.0.0", ["1.5.0-beta", "1.5.0"], ["2.0.0-rc.1"]),
      ("^1.2.0-beta.2", ["1.2.0-beta.3", "1.2.0", "1.3.0-rc.1"], ["1.2.0-beta.1", "2.0.0-alpha"]),
      ("~1.2.0-rc.1", ["1.2.0-rc.2", "1.2.5"], ["1.3.0-rc.1"]),
      ("1.0.0-rc.1 || ^2", ["1.0.0-rc.1", "2.1.0"], ["2.1.0-rc.1"]),
    ] as [(String, [String], [String])])
  func members(_ row: (range: String, inside: [String], outside: [String])) throws {
    let range = try VersionRange(row.range)
    for text in row.inside { #expect(range.contains(try #require(SemanticVersion(text))), "\(text) in \(row.range)") }
    for text in row.outside { #expect(!range.contains(try #require(SemanticVersion(text))), "\(text) \(row.range)") }
  }

  @Test(
    "what is no range is refused with what would be one",
    arguments: ["", " ", "||", "^1 ||", ">=", "latest", ">=1.2.0 <", "1.2.3.4", "^^1", "=>=1", "1.x.3", "1 - 2 - 3"])
  func refused(_ text: String) {
    let error = #expect(throws: VersionRange.SyntaxError.self) { try VersionRange(text) }
    #expect(error?.message.contains("^1.2") == true)
  }
}
