/// Compression into the DEFLATE format (RFC 1951), in one block of its fixed codes: enough to bring a program of some
/// kilobytes into a command line. The same bytes in, the same bytes out.
enum Deflate {
  private static let window = 32_768
  private static let shortest = 3
  private static let longest = 258

  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var output = BitWriter()
    output.write(1, bits: 1)
    output.write(1, bits: 2)
    var places: [UInt32: [Int]] = [:]
    var at = 0
    while at < bytes.count {
      let match = longestMatch(in: bytes, at: at, places: places)
      let step = match?.length ?? 1
      if let match {
        output.write(length: match.length)
        output.write(distance: match.distance)
      } else {
        output.write(symbol: Int(bytes[at]))
      }
      for place in at..<at + step { if let key = key(bytes, place) { places[key, default: []].append(place) } }
      at += step
    }
    output.write(symbol: 256)
    return output.finished()
  }

  private static func key(_ bytes: [UInt8], _ at: Int) -> UInt32? {
    guard at + shortest <= bytes.count else { return nil }
    return UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
  }

  private static func longestMatch(
    in bytes: [UInt8], at: Int, places: [UInt32: [Int]]
  ) -> (length: Int, distance: Int)? {
    guard let key = key(bytes, at) else { return nil }
    var best: (length: Int, distance: Int)?
    for place in places[key, default: []].reversed() {
      if at - place > window { break }
      var length = shortest
      while length < longest, at + length < bytes.count, bytes[place + length] == bytes[at + length] { length += 1 }
      if length > best?.length ?? 0 { best = (length, at - place) }
    }
    return best
  }
}

/// Bits in DEFLATE's order: from the lowest of each byte on, codes from their highest bit on.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var pending: UInt8 = 0
  private var count = 0

  mutating func write(_ value: Int, bits: Int) {
    for bit in 0..<bits {
      pending |= UInt8(value >> bit & 1) << UInt8(count)
      count += 1
      if count == 8 { flush() }
    }
  }

  private mutating func write(code: Int, bits: Int) {
    for bit in stride(from: bits - 1, through: 0, by: -1) { write(code >> bit & 1, bits: 1) }
  }

  /// The fixed codes of section 3.2.6.
  mutating func write(symbol: Int) {
    switch symbol {
    case 0...143: write(code: 0x30 + symbol, bits: 8)
    case 144...255: write(code: 0x190 + symbol - 144, bits: 9)
    case 256...279: write(code: symbol - 256, bits: 7)
    default: write(code: 0xC0 + symbol - 280, bits: 8)
    }
  }

  /// Section 3.2.5: four symbols to each number of extra bits, but for the first eight and the last.
  mutating func write(length: Int) {
    if length == 258 { return write(symbol: 285) }
    let value = length - 3
    let extra = max(0, Int.bitWidth - value.leadingZeroBitCount - 3)
    write(symbol: 257 + extra * 4 + value >> extra)
    write(value & (1 << extra - 1), bits: extra)
  }

  /// Two symbols to each number of extra bits, but for the first four.
  mutating func write(distance: Int) {
    let value = distance - 1
    let extra = max(0, Int.bitWidth - value.leadingZeroBitCount - 2)
    write(code: extra * 2 + value >> extra, bits: 5)
    write(value & (1 << extra - 1), bits: extra)
  }

  private mutating func flush() {
    bytes.append(pending)
    pending = 0
    count = 0
  }

  mutating func finished() -> [UInt8] {
    if count > 0 { flush() }
    return bytes
  }
}
