/// Every value that a redactor knows, as texts show it: as it is, in base64, in hexadecimal.
struct SecretFragments: Sendable {
  private var plain = FragmentTable(shortest: 4, isOfWords: true)
  // Four characters of base64 are a word too often.
  private var base64 = FragmentTable(shortest: 5, isOfWords: false)
  private var hexadecimal = FragmentTable(shortest: 8, isOfWords: false)
  private var known: Set<String> = []
  /// The most bytes that a value takes in a text.
  private(set) var longestSpelling = 0

  var isEmpty: Bool { known.isEmpty }

  mutating func add(_ value: String) {
    guard !known.contains(value) else { return }
    known.insert(value)
    let bytes = Array(value.utf8)
    plain.add(CompactText(bytes, .plain))
    for skipped in 0..<3 {
      base64.add(CompactText(Self.base64(of: bytes, after: skipped), .base64))
    }
    hexadecimal.add(CompactText(Self.hexadecimal(of: bytes), .hexadecimal))
    // An escape within an escape within another takes ten bytes, `\\\\u0022`; and there is whitespace around.
    longestSpelling = max(longestSpelling, bytes.count * 10 + 1_024)
  }

  /// The ranges of the text, in the piece, that show a value.
  func ranges(in text: [UInt8], _ piece: Range<Int>, work: inout Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    let ends = (first: piece.lowerBound == 0, last: piece.upperBound == text.count)
    for spelling in Spelling.all(of: text, piece) {
      for (table, alphabet) in [(plain, CompactText.Alphabet.plain), (base64, .base64), (hexadecimal, .hexadecimal)]
      where !table.isEmpty {
        let compact = CompactText(spelling.bytes, alphabet)
        for match in table.matches(in: compact, ends: ends, work: &work) {
          let match = alphabet == .base64 ? Self.completed(match, in: compact) : match
          let (first, last) = (Int(compact.places[match.lowerBound]), Int(compact.places[match.upperBound - 1]))
          found.append(Int(spelling.starts[first])..<Int(spelling.ends[last]))
        }
      }
    }
    return found
  }

  /// The characters of base64 that the value alone decides, where so many bytes stand before it in a group of three.
  private static func base64(of bytes: [UInt8], after skipped: Int) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    // The first bits are the end of a character that the byte before it decides too.
    var (bits, count) = (UInt32(0), 0)
    var toSkip = (6 - skipped * 8 % 6) % 6
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      if toSkip > 0 {
        count -= toSkip
        toSkip = 0
      }
      while count >= 6 {
        count -= 6
        result.append(alphabet[Int(bits >> UInt32(count) & 63)])
      }
      bits &= 1 << UInt32(count) - 1
    }
    return result
  }

  private static func hexadecimal(of bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// With the characters at both ends that the value decides in part, and the padding.
  private static func completed(_ match: Range<Int>, in text: CompactText) -> Range<Int> {
    func isSign(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
    var (start, end) = (match.lowerBound, match.upperBound)
    if start > 0, !text.gaps[start], isSign(text.bytes[start - 1]) { start -= 1 }
    if end < text.bytes.count, !text.gaps[end], isSign(text.bytes[end]) { end += 1 }
    for _ in 0..<2 where end < text.bytes.count && text.bytes[end] == UInt8(ascii: "=") { end += 1 }
    return start..<end
  }
}
