import Manifests
import Pools
import Testing

@Suite("Scalars of YAML")
struct YAMLScalarTests {
  @Test(
    "a scalar has the type of YAML 1.2's core schema",
    arguments: [
      ("no", "no"), ("Yes", "Yes"), ("on", "on"), ("y", "y"), ("12:30:45", "12:30:45"), ("1_000", "1_000"),
      ("2026-11-21", "2026-11-21"), ("1.2.3", "1.2.3"), ("0o18", "0o18"), ("0xZZ", "0xZZ"), ("nulle", "nulle"),
      ("tRUE", "tRUE"), ("+", "+"), (".", "."), ("1e", "1e"), ("-0x1F", "-0x1F"), ("+.e3", "+.e3"),
      ("'true'", "true"), ("\"4711\"", "4711"), ("''", ""), ("!!str 5", "5"), ("\"a\\u00e9\"", "aé"),
      ("'it''s'", "it's"), ("a b  c", "a b  c"), ("1e3x", "1e3x"), ("0x1p3", "0x1p3"), ("nan", "nan"),
      ("infinity", "infinity"),
    ] as [(String, JSONValue)])
  func texts(row: (source: String, value: JSONValue)) { #expect(Self.value(row.source) == row.value) }

  @Test(
    "numbers, booleans and null are typed where they are plain",
    arguments: [
      ("0", 0), ("-17", -17), ("+5", 5), ("017", 17), ("0o17", 15), ("0x1F", 31), ("1.5", 1.5), (".5", 0.5),
      ("5.", .number(5)), ("1e3", .number(1000)), ("-1.5E-3", -0.0015), ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("true", true), ("False", false), ("TRUE", true),
      ("null", nil), ("~", nil), ("", nil), ("NULL", nil), ("!!int \"5\"", 5), ("!!float 5", 5),
      ("!!bool 'true'", true),
    ] as [(String, JSONValue)])
  func others(row: (source: String, value: JSONValue)) { #expect(Self.value(row.source) == row.value) }

  @Test("what JSON cannot say has no value", arguments: [".inf", "-.INF", "+.inf", ".nan", "!!int abc", "!!bool no"])
  func none(source: String) {
    let stream = YAMLStream(Array("a: \(source)".utf8))
    #expect(stream.fault == nil)
    #expect(stream.documents.first?["a"]?.value == nil)
  }

  @Test("places count characters from 1")
  func places() {
    let stream = YAMLStream(Array("é: {ü: x}\nlist:\n  - a\n".utf8))
    let root = stream.documents.first
    #expect(root?["é"]?["ü"]?.place == YAMLPlace(line: 1, column: 8))
    #expect(root?["list"]?.elements.first?.place == YAMLPlace(line: 3, column: 5))
  }

  private static func value(_ source: String) -> JSONValue? {
    YAMLStream(Array("a: \(source)\n".utf8)).documents.first?["a"]?.value
  }
}
