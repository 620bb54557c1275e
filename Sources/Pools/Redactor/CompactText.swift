/// A text without its whitespace and control characters, in one alphabet: what secrets are looked for in.
///
/// Whoever shows a text may fold its whitespace, wrap it, or put a mark in a control character's place; without any of it all
/// these texts are one.
struct CompactText: Sendable {
  /// How bytes are made alike before they are compared.
  enum Alphabet: Sendable {
    case plain
    /// The URL-safe signs as the others, RFC 4648, section 5.
    case base64
    /// Lowercase, colons between bytes left out.
    case hexadecimal
  }

  private(set) var bytes: [UInt8] = []
  /// True where something was left out right before the byte.
  private(set) var gaps: [Bool] = []
  /// True where a line break was left out right before the byte.
  private(set) var breaks: [Bool] = []
  /// Where in the spelling each byte stands.
  private(set) var places: [Int32] = []

  init(_ text: [UInt8], _ alphabet: Alphabet) {
    bytes.reserveCapacity(text.count)
    var position = 0
    var (isGap, isBreak) = (false, false)
    while position < text.count {
      let byte = text[position]
      let skipped = Self.skipped(text, position)
      if skipped > 0 || alphabet == .hexadecimal && byte == UInt8(ascii: ":") {
        isGap = true
        isBreak = isBreak || byte == 0x0A || byte == 0x0D
        position += max(skipped, 1)
        continue
      }
      bytes.append(Self.alike(byte, alphabet))
      gaps.append(isGap)
      breaks.append(isBreak)
      places.append(Int32(clamping: position))
      (isGap, isBreak) = (false, false)
      position += 1
    }
  }

  private static func alike(_ byte: UInt8, _ alphabet: Alphabet) -> UInt8 {
    switch (alphabet, byte) {
    case (.base64, UInt8(ascii: "-")): UInt8(ascii: "+")
    case (.base64, UInt8(ascii: "_")): UInt8(ascii: "/")
    case (.hexadecimal, UInt8(ascii: "A")...UInt8(ascii: "F")): byte + 0x20
    default: byte
    }
  }

  /// How many bytes of whitespace, control or direction characters, or of a sign that stands for one, begin here.
  private static func skipped(_ text: [UInt8], _ position: Int) -> Int {
    let byte = text[position]
    if byte <= 0x20 || byte == 0x7F { return 1 }
    guard byte >= 0xC2, position + 1 < text.count else { return 0 }
    let second = text[position + 1]
    switch byte {
    // U+0080 to U+00A0, U+00AD.
    case 0xC2: return second <= 0xA0 || second == 0xAD ? 2 : 0
    // U+061C.
    case 0xD8: return second == 0x9C ? 2 : 0
    default: break
    }
    guard position + 2 < text.count else { return 0 }
    switch (byte, second, text[position + 2]) {
    // U+2000 to U+200F, U+2028 to U+202F, U+205F to U+206F, U+2400 to U+2426.
    case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xA8...0xAF), (0xE2, 0x81, 0x9F...0xAF), (0xE2, 0x90, 0x80...0xA6):
      return 3
    // U+3000, U+FEFF, U+FFFD.
    case (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF), (0xEF, 0xBF, 0xBD): return 3
    default: return 0
    }
  }
}
