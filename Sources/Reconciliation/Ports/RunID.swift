package import struct Foundation.Date

/// The id of a run: a ULID, 26 characters of Crockford's base 32, that sort by time and then by chance.
package struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// Nil where the text is none.
  package init?(_ text: String) {
    guard text.count == 26, text.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
    description = text
  }

  /// Makes the id of a run that begins at `date`; the 80 bits of chance are the caller's.
  package init(at date: Date, random: (high: UInt16, low: UInt64)) {
    let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000)) & 0xFFFF_FFFF_FFFF
    var bits = (UInt128(milliseconds) << 80) | (UInt128(random.high) << 64) | UInt128(random.low)
    var characters: [Character] = []
    for _ in 0..<26 {
      characters.append(Self.alphabet[Int(bits & 31)])
      bits >>= 5
    }
    description = String(characters.reversed())
  }

  package static func < (left: RunID, right: RunID) -> Bool { left.description < right.description }
}
