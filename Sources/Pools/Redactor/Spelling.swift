/// A text, or what it says once escapes are decoded, with the place that each byte comes from.
struct Spelling: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where in the original text each byte begins and ends; an escape is one place.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []

  /// The piece of a text as it stands.
  init(_ text: [UInt8], _ piece: Range<Int>) {
    bytes = Array(text[piece])
    starts = piece.map { Int32(clamping: $0) }
    ends = piece.map { Int32(clamping: $0 + 1) }
  }

  private init() {}

  /// The spellings of a text: as it stands, and as its decoders make of it, up to three of them in a row.
  static func all(of text: [UInt8], _ piece: Range<Int>) -> [Spelling] {
    var found = [Spelling(text, piece)]
    var known: Set<[UInt8]> = [found[0].bytes]
    var last = found[...]
    for _ in 0..<depth {
      var next: [Spelling] = []
      for spelling in last {
        for decode in decoders {
          guard found.count + next.count < limit, let decoded = decode(spelling) else { continue }
          if known.insert(decoded.bytes).inserted { next.append(decoded) }
        }
      }
      if next.isEmpty { break }
      found += next
      last = next[...]
    }
    return found
  }

  /// A message of Azure's is JSON in JSON in JSON at most.
  private static let depth = 3
  /// Every pair of decoders and most triples; a text that needs more was made to need it.
  private static let limit = 24
  private static let decoders: [@Sendable (Spelling) -> Spelling?] = [
    { $0.unescaped() }, { $0.percentDecoded(plusIsBlank: false) }, { $0.percentDecoded(plusIsBlank: true) },
    { $0.entitiesDecoded() },
  ]

  private mutating func append(_ byte: UInt8, _ start: Int32, _ end: Int32) {
    bytes.append(byte)
    starts.append(start)
    ends.append(end)
  }

  /// Copies the spelling, and puts what `decode` makes of a `mark` in its place; nil where there is nothing to decode.
  ///
  /// - Parameter decode: answers the bytes that stand for what begins at a position, and how many bytes it takes there.
  private func decoded(
    _ marks: [UInt8], _ decode: ([UInt8], Int) -> (bytes: [UInt8], length: Int)?
  ) -> Spelling? {
    guard bytes.contains(where: marks.contains) else { return nil }
    var result = Spelling()
    var isChanged = false
    var position = 0
    while position < bytes.count {
      if marks.contains(bytes[position]), let (decoded, length) = decode(bytes, position) {
        let last = position + length - 1
        for byte in decoded { result.append(byte, starts[position], ends[last]) }
        position += length
        isChanged = true
      } else {
        result.append(bytes[position], starts[position], ends[position])
        position += 1
      }
    }
    return isChanged ? result : nil
  }

  /// The escapes of JSON, Python and Swift: `\"`, `\n`, `\/`, `\u00e9`, `\U0001F600`, `\u{e9}`, `\xe9`.
  private func unescaped() -> Spelling? { decoded([UInt8(ascii: "\\")], Self.escape) }

  private static func escape(_ bytes: [UInt8], _ position: Int) -> (bytes: [UInt8], length: Int)? {
    guard position + 1 < bytes.count else { return nil }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"), UInt8(ascii: "`"):
      return ([bytes[position + 1]], 2)
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "v"), UInt8(ascii: "a"), UInt8(ascii: "0"), 0x0A:
      // Which of them it is does not count, since whitespace and control characters do not.
      return ([0x20], 2)
    case UInt8(ascii: "x"):
      return number(bytes, position + 2, digits: 2, radix: 16).map { ([UInt8(truncatingIfNeeded: $0)], 4) }
    case UInt8(ascii: "U"):
      return number(bytes, position + 2, digits: 8, radix: 16).flatMap(utf8).map { ($0, 10) }
    case UInt8(ascii: "u"):
      if position + 2 < bytes.count, bytes[position + 2] == UInt8(ascii: "{") {
        let digits = bytes[(position + 3)...].prefix(9).prefix { $0 != UInt8(ascii: "}") }
        guard digits.count < 9, digits.endIndex < bytes.count else { return nil }
        return number(bytes, position + 3, digits: digits.count, radix: 16).flatMap(utf8)
          .map { ($0, digits.count + 4) }
      }
      guard let unit = number(bytes, position + 2, digits: 4, radix: 16) else { return nil }
      if (0xD800..<0xDC00).contains(unit), position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
        bytes[position + 7] == UInt8(ascii: "u"),
        let low = number(bytes, position + 8, digits: 4, radix: 16), (0xDC00..<0xE000).contains(low)
      {
        return utf8(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)).map { ($0, 12) }
      }
      return utf8(unit).map { ($0, 6) }
    default: return nil
    }
  }

  private func percentDecoded(plusIsBlank: Bool) -> Spelling? {
    let plus = UInt8(ascii: "+")
    // Where there is no plus, both readings are one.
    guard !plusIsBlank || bytes.contains(plus) else { return nil }
    return decoded([UInt8(ascii: "%")] + (plusIsBlank ? [plus] : [])) { bytes, position in
      if bytes[position] == plus { return ([0x20], 1) }
      return Self.number(bytes, position + 1, digits: 2, radix: 16).map { ([UInt8(truncatingIfNeeded: $0)], 3) }
    }
  }

  /// `&amp;`, `&#39;`, `&#x27;`.
  private func entitiesDecoded() -> Spelling? {
    decoded([UInt8(ascii: "&")]) { bytes, position in
      let body = bytes[(position + 1)...].prefix(11).prefix { $0 != UInt8(ascii: ";") }
      guard body.endIndex < bytes.count, bytes[body.endIndex] == UInt8(ascii: ";") else { return nil }
      let name = String(decoding: body, as: UTF8.self)
      let length = body.count + 2
      if let byte = Self.entities[name] { return ([byte], length) }
      guard name.hasPrefix("#") else { return nil }
      let isHex = name.dropFirst().lowercased().hasPrefix("x")
      let start = position + (isHex ? 3 : 2)
      return Self.number(bytes, start, digits: body.endIndex - start, radix: isHex ? 16 : 10).flatMap(Self.utf8)
        .map { ($0, length) }
    }
  }

  private static let entities: [String: UInt8] = [
    "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
    "apos": UInt8(ascii: "'"), "nbsp": 0x20, "sol": UInt8(ascii: "/"), "bsol": UInt8(ascii: "\\"),
    "plus": UInt8(ascii: "+"), "equals": UInt8(ascii: "="), "Tab": 0x20, "NewLine": 0x20,
  ]

  private static func number(_ bytes: [UInt8], _ start: Int, digits: Int, radix: UInt32) -> UInt32? {
    guard (1...8).contains(digits), start >= 0, start + digits <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + digits] {
      let digit: UInt32
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte) - 0x30
      case UInt8(ascii: "a")...UInt8(ascii: "f") where radix == 16: digit = UInt32(byte) - 0x61 + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F") where radix == 16: digit = UInt32(byte) - 0x41 + 10
      default: return nil
      }
      value = value &* radix &+ digit
    }
    return value
  }

  private static func utf8(_ value: UInt32) -> [UInt8]? {
    Unicode.Scalar(value).map { Array(String(Character($0)).utf8) }
  }
}
