import Testing

@testable import Commands

@Suite("places that messages name") struct PlaceMentionTests {
  private static let rows = [
    ("no file", "no file"), ("first at a.yaml:3:4", "first at ../a.yaml:3:4"),
    ("(a.yaml:3:4); b", "(../a.yaml:3:4); b"),
    ("a.yaml:3:4, b.yaml:1:1: x", "../a.yaml:3:4, b.yaml:1:1: x"), ("\"a.yaml:3:4\"", "\"../a.yaml:3:4\""),
    ("a.yaml:3", "a.yaml:3"), ("a.yaml:3:", "a.yaml:3:"), (":3:4", ":3:4"), ("a.yaml:3:4:5", "a.yaml:3:4:5"),
    ("a.yaml:3:4.", "../a.yaml:3:4."), ("é (a.yaml:10:200)\né", "é (../a.yaml:10:200)\né"), ("", ""), ("::::", "::::"),
  ]

  @Test("a file's other name stands where a message names a place in it", arguments: rows)
  func replaced(_ row: (String, String)) {
    #expect(PlaceMentions.replacing(in: row.0) { $0 == "a.yaml" ? "../a.yaml" : nil } == row.1)
  }

  @Test("a message of one long word is searched once", arguments: ["9", ":", "9:", ":9:9"])
  func long(_ part: String) {
    let message = String(repeating: part, count: 200_000)
    #expect(PlaceMentions.replacing(in: message) { _ in nil } == message)
  }
}
