import Foundation
import Testing

@testable import Pools

@Suite("A redactor") struct RedactorTests {
  static let values = [
    "Sup3r-S3cret!", "correct horse  battery", "tab\there", "two  blanks and\nlines", "back\\slash\\n\\u0041",
    "quote\"and'quote", "&<>\"' all of them", "a/b+c==d%20e", "Käse-über-日本-😀", "100% sure + more",
    "k3y45", "qX7!z", "pässw",
    "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\r\n-----END KEY-----\n",
    "Q2hhbmdlTWU0Z29vZC1rZXktb2YtYS1zdG9yYWdlLWFjY291bnQrYWJjL2RlZg==",
    "{\"type\": \"service\", \"key\": \"a\\nb\"}",
  ]

  @Test("hides a value in every spelling", arguments: SpellingRow.all)
  func spellings(row: SpellingRow) {
    for value in Self.values { expectHidden(value, row) }
  }

  @Test("hides generated values in every spelling", arguments: SpellingRow.all)
  func generated(row: SpellingRow) {
    var random = SplitMix64(seed: 8)
    let alphabet = Array("aZ09 \t\n\r\"'\\/&<>%+=-_.:;{}[]()#@!?éß日😀")
    for _ in 0..<60 {
      let length = Int.random(in: 8...40, using: &random)
      let value = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        .trimmingCharacters(in: .whitespacesAndNewlines)
      guard value.filter({ !$0.isWhitespace }).utf8.count >= 5 else { continue }
      expectHidden(value, row)
    }
  }

  private func expectHidden(_ value: String, _ row: SpellingRow) {
    let written = row.write(value)
    let text = "the value '\(written)' is not valid"
    let shown = Redactor([SecretText("other-value-entirely"), SecretText(value)]).redact(text)
    #expect(
      shown.hasPrefix("the value '") && shown.hasSuffix("' is not valid"), "\(row.name): \(value.debugDescription)")
    let rest = shown.dropFirst("the value '".count).dropLast("' is not valid".count)
      .replacing(SecretText.mask, with: "")
    // What is left may be what stands around a value in base64, and whitespace at its ends.
    let left = rest.filter { !$0.isWhitespace }
    #expect(left.count <= 8 && (left.count * 3 <= written.count || value.utf8.count < 12), "\(row.name): \(shown)")
  }

  @Test(
    "hides the parts of a value that a text was cut off in",
    arguments: [
      ("ends with Sup3rS3cr", "ends with (secret)"), ("ends with Sup3rS", "ends with (secret)"),
      ("cut Sup3rS3… off", "cut (secret)… off"), ("cut Sup3rS3... off", "cut (secret)... off"),
      ("S3cretValue! begins", "(secret) begins"), ("a …cretValue! b", "a …(secret) b"),
      ("ends with Sup", "ends with Sup"), ("in Sup3rS the middle", "in Sup3rS the middle"),
      ("ends with U3VwM3JTM2NyZXR", "ends with (secret)"),
    ])
  func cuts(text: String, shown: String) {
    #expect(Redactor([SecretText("Sup3rS3cretValue!")]).redact(text) == shown)
  }

  @Test(
    "hides the lines of a value, and parts of several",
    arguments: [
      "MIIEvQIBADANBgkqhkiG9w0B", "AQEFAASCBKcwggSjAgEAAoIB", "hkiG9w0B AQEFAASC", "hkiG9w0B\\nAQEFAASC",
      "EvQIBADANBgkq", "MIIEvQIBADANBgkqhkiG9w0B AQEFAASCBKcwggSjAgEAAoIB",
    ])
  func lines(part: String) {
    let redactor = Redactor([SecretText("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n")])
    #expect(redactor.redact("key \(part) bad") == "key (secret) bad")
  }

  @Test(
    "leaves ordinary words alone",
    arguments: [
      (["test"], "the latest contest, untested"), (["1234"], "1 2 3 4 and 912345"), (["abc", "a b", "  "], "abc a b"),
      (["vision-2024-Passw0rd"], "pool vision"), (["language-Passw0rd1"], "the language"),
      (["core.windows.net/key?sig=abcdefgh"], "teamfiles.file.core.windows.net/share"), (["sent"], "yes entry"),
      ([], "anything"),
    ])
  func words(values: [String], text: String) {
    #expect(Redactor(values.map { SecretText($0) }).redact(text) == text)
  }

  @Test("hides a short value where it is a word, and a longer one before a shorter one in it")
  func short() {
    let redactor = Redactor([SecretText("test"), SecretText("abcdef"), SecretText("abcdef-ghijkl")])
    #expect(redactor.redact("'test' test:x user:test@host") == "'(secret)' (secret):x user:(secret)@host")
    #expect(redactor.redact("abcdef abcdef-ghijkl") == "(secret) (secret)")
  }

  @Test("changes nothing the second time, even where a value is a part of the mask")
  func twice() {
    let redactor = Redactor([SecretText("secret"), SecretText("hunter22")])
    let once = redactor.redact("the secret hunter22 (secret)")
    #expect(once == "the (secret) (secret) (secret)")
    #expect(redactor.redact(once) == once)
  }

  @Test("finds each of many values that begin and end alike")
  func alike() {
    let values = (0..<300).map { "DefaultEndpoints=\($0 * 7919 % 10_007)-\($0)-tail-of-all" }
    let redactor = Redactor(values.map { SecretText($0) })
    for value in values { #expect(redactor.redact("x \(value) y") == "x (secret) y") }
  }

  @Test("hides what is secret in JSON's strings and names, and leaves numbers")
  func json() {
    let value: JSONValue = ["a": "x hunter22", "hunter22": [12_345_678, "aHVudGVyMjI="], "n": nil]
    let redactor = Redactor([SecretText("hunter22"), SecretText("12345678")])
    #expect(redactor.redact(value) == ["a": "x (secret)", "(secret)": [12_345_678, "(secret)"], "n": nil])
  }

  @Test("learns while it is used")
  func learning() {
    let redactor = Redactor()
    #expect(redactor.redact("hunter22") == "hunter22")
    redactor.learn(SecretText("hunter22"))
    #expect(redactor.redact("hunter22") == "(secret)")
  }

  @Test("finds a value in a long text, wherever it stands")
  func long() {
    let value = "line one of it\nand line two of it"
    let redactor = Redactor([SecretText(value)])
    for position in [0, TextPieces.length - 10, TextPieces.length - 2_000, 2 * TextPieces.length] {
      let before = String(repeating: "b", count: position)
      let text = "\(before) line one of it\\nand line two of it end"
      #expect(redactor.redact(text) == "\(before) (secret) end")
    }
  }

  @Test(
    "takes steps in proportion to the text",
    arguments: [
      ("ordinary", "Sup3rS3cretValue!", "The deployment failed: see the inner error. "),
      ("values", "Sup3rS3cretValue!", "Sup3rS3cretValue! "), ("halves", "Sup3rS3cretValue!", "Sup3rS3cre"),
      ("one letter", String(repeating: "a", count: 4_000), "aaaaaaaaaa"),
      ("a period", String(repeating: "abcdefgh", count: 500), "abcdefgh"),
      ("escapes", "back\\\\\\\\slash\\\\\\\\", "\\\\u005c%255c&amp;amp;+"),
    ])
  func linear(name: String, value: String, part: String) {
    let redactor = Redactor([SecretText(value)])
    func work(_ times: Int) -> Int {
      var work = 0
      _ = redactor.redact(String(repeating: part, count: times), work: &work)
      return work
    }
    let (few, many) = (work(200), work(1_600))
    #expect(many <= 9 * few, "\(few) \(many)")
    #expect(few <= 600 * 200 * part.utf8.count, "\(few)")
  }
}
