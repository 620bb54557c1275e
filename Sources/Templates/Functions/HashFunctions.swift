import Crypto
import Pools

/// The functions whose results only ARM's own algorithms give.
enum HashFunctions {
  /// A version 5 UUID (RFC 4122) of the arguments joined by `-`, in the namespace that Microsoft documents for `guid`.
  static func guid(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let namespace: [UInt8] = [
      0x11, 0xFB, 0x06, 0xFB, 0x71, 0x2D, 0x4D, 0xDD, 0x98, 0xC7, 0xE7, 0x1B, 0xBD, 0x58, 0x88, 0x30,
    ]
    var digest = Array(Insecure.SHA1.hash(data: namespace + Array(try joined(arguments).utf8)).prefix(16))
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    var text = ""
    for (position, byte) in digest.enumerated() {
      if [4, 6, 8, 10].contains(position) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return .string(text)
  }

  /// Thirteen characters of base 32 over a 64-bit murmur hash of the arguments joined by `-`.
  static func uniqueString(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
    var hash = MurmurHash64.hash(Array(try joined(arguments).utf8))
    var text = ""
    for _ in 0..<13 {
      text.append(alphabet[Int(hash >> 59)])
      hash <<= 5
    }
    return .string(text)
  }

  private static func joined(_ arguments: Arguments) throws(EvaluationFault) -> String {
    var texts: [String] = []
    for index in arguments.values.indices { texts.append(try arguments.string(index)) }
    return texts.joined(separator: "-")
  }
}

/// The hash behind `uniqueString`: two murmur lanes of 32 bits that feed one another, seed 0.
///
/// Microsoft does not describe it in words; the constants are those that public reimplementations agree on, and the
/// tests hold it against results that ARM gave.
enum MurmurHash64 {
  private static let first: UInt32 = 0x239B_961B
  private static let second: UInt32 = 0xAB0E_9789

  static func hash(_ data: [UInt8]) -> UInt64 {
    var low: UInt32 = 0
    var high: UInt32 = 0
    var at = 0
    while at + 8 <= data.count {
      low ^= scrambled(word(data, at, 4), by: first, turned: 15, then: second)
      low = (turned(low, 19) &+ high) &* 5 &+ 0x561C_CD1B
      high ^= scrambled(word(data, at + 4, 4), by: second, turned: 17, then: first)
      high = (turned(high, 13) &+ low) &* 5 &+ 0x0BCA_A747
      at += 8
    }
    let rest = data.count - at
    if rest > 0 { low ^= scrambled(word(data, at, min(4, rest)), by: first, turned: 15, then: second) }
    if rest > 4 { high ^= scrambled(word(data, at + 4, rest - 4), by: second, turned: 17, then: first) }
    let length = UInt32(truncatingIfNeeded: data.count)
    low ^= length
    high ^= length
    low &+= high
    high &+= low
    low = finished(low)
    high = finished(high)
    low &+= high
    high &+= low
    return UInt64(high) << 32 | UInt64(low)
  }

  private static func word(_ data: [UInt8], _ at: Int, _ count: Int) -> UInt32 {
    (0..<count).reduce(0) { $0 | UInt32(data[at + $1]) << UInt32(8 * $1) }
  }

  private static func turned(_ value: UInt32, _ bits: UInt32) -> UInt32 { value << bits | value >> (32 - bits) }

  private static func scrambled(
    _ word: UInt32, by factor: UInt32, turned bits: UInt32, then next: UInt32
  ) -> UInt32 { turned(word &* factor, bits) &* next }

  private static func finished(_ value: UInt32) -> UInt32 {
    var value = value ^ value >> 16
    value = value &* 0x85EB_CA6B
    value ^= value >> 13
    value = value &* 0xC2B2_AE35
    return value ^ value >> 16
  }
}
