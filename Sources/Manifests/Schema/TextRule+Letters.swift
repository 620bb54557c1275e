/// Sets of ASCII characters that names are made of.
enum Letters {
  static func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { isSmall(byte) || isCapital(byte) }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  static func isSmallAlphanumeric(_ byte: UInt8) -> Bool { isSmall(byte) || isDigit(byte) }
}

extension String {
  /// True where the text has so many bytes, begins and ends with a byte of some kind, and has only bytes of another kind
  /// or of those that `others` lists.
  func isMade(
    of kind: (UInt8) -> Bool, or others: StaticString = "", first: ((UInt8) -> Bool)? = nil,
    last: ((UInt8) -> Bool)? = nil,
    count: ClosedRange<Int>
  ) -> Bool {
    let bytes = utf8
    guard count.contains(bytes.count), let begin = bytes.first, let end = bytes.last else {
      return count.contains(bytes.count)
    }
    let allowed = others.withUTF8Buffer { Array($0) }
    return (first?(begin) ?? true) && (last?(end) ?? true) && bytes.allSatisfy { kind($0) || allowed.contains($0) }
  }
}
