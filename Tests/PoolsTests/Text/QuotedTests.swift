import Testing

@testable import Pools

@Suite("text from outside in a message")
struct QuotedTests {
  static let hidden: [Unicode.Scalar] =
    (0..<0x20).compactMap { Unicode.Scalar($0 as UInt32) }
    + [
      0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x034F, 0x061C, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F,
      0x2028,
      0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x206F, 0x3164, 0xFEFF,
      0xFFF9, 0xFFFE, 0xFFFF, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0x10FFFF,
    ].compactMap { Unicode.Scalar($0 as UInt32) }

  @Test("every character that does not show as itself is written out, and no other", arguments: hidden)
  func hides(_ scalar: Unicode.Scalar) throws {
    let text = "a\(scalar)b"
    let line = Quoted.line(text)
    #expect(line.hasPrefix("a\\") && line.hasSuffix("b"))
    #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    #expect(!Quoted.text(text).unicodeScalars.contains(scalar))
    #expect(!SourceLocation(file: text, line: 1).description.unicodeScalars.contains(scalar))
    let json = JSONValue.string(text).text()
    #expect(Quoted.json(json).utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    #expect(try JSONReader.read(Quoted.json(json)) == .string(text))
  }

  @Test(
    "what people write stays as it is",
    arguments: ["pools/a b.yaml", "Größe", "機械", "مرحبا", "✔️ done", "e\u{301}", "a → b", "🙂", "\u{FFFD}"])
  func keeps(_ text: String) {
    #expect(Quoted.line(text) == text)
    #expect(Quoted.bare(text) == text)
    #expect(Quoted.json(JSONValue.string(text).text()) == JSONValue.string(text).text())
  }

  @Test("line breaks and tabs have the names that people know, all else its number")
  func names() {
    #expect(Quoted.line("a\nb\r\tc\u{1B}[2J\u{202E}") == #"a\nb\r\tc\u{1B}[2J\u{202E}"#)
  }
}
