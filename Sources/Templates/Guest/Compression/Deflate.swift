/// Compression into the DEFLATE format (RFC 1951), in one block with codes of its own: enough to bring a program of some
/// kilobytes into a command line. The same bytes in, the same bytes out.
enum Deflate {
  private static let window = 32_768
  private static let shortest = 3
  private static let longest = 258

  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    let steps = steps(through: bytes)
    // Two symbols at least, so that each code is a whole one.
    var symbols = [Int](repeating: 0, count: 286)
    var distances = [Int](repeating: 0, count: 30)
    for required in [0, 256] { symbols[required] = 1 }
    for required in [0, 1] { distances[required] = 1 }
    for step in steps {
      symbols[step.symbol] += 1
      if let distance = step.distance { distances[distance.symbol] += 1 }
    }
    let (text, back) = (HuffmanCode(symbols, limit: 15), HuffmanCode(distances, limit: 15))
    var output = BitWriter()
    output.write(1, bits: 1)
    output.write(2, bits: 2)
    output.write(lengthsOf: text, back)
    for step in steps {
      output.write(step.symbol, in: text)
      output.write(step.extra.value, bits: step.extra.bits)
      guard let distance = step.distance else { continue }
      output.write(distance.symbol, in: back)
      output.write(distance.extra.value, bits: distance.extra.bits)
    }
    output.write(256, in: text)
    return output.finished()
  }

  // MARK: What to write

  /// A symbol with the bits behind it.
  private struct Step {
    var symbol: Int
    var extra = (value: 0, bits: 0)
    var distance: (symbol: Int, extra: (value: Int, bits: Int))?
  }

  /// The bytes as such, and repetitions of what stands before.
  private static func steps(through bytes: [UInt8]) -> [Step] {
    var places: [UInt32: [Int]] = [:]
    var steps: [Step] = []
    var at = 0
    while at < bytes.count {
      let match = longestMatch(in: bytes, at: at, places: places)
      let count = match?.length ?? 1
      steps.append(match.map { step(back: $0.distance, length: $0.length) } ?? Step(symbol: Int(bytes[at])))
      for place in at..<at + count { if let key = key(bytes, place) { places[key, default: []].append(place) } }
      at += count
    }
    return steps
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

  /// Section 3.2.5: lengths have four symbols to each number of extra bits, but for the first eight and the last;
  /// distances two, but for the first four.
  private static func step(back distance: Int, length: Int) -> Step {
    let bits = max(0, Int.bitWidth - (distance - 1).leadingZeroBitCount - 2)
    let back = (
      symbol: bits * 2 + (distance - 1) >> bits, extra: (value: (distance - 1) & (1 << bits - 1), bits: bits)
    )
    if length == longest { return Step(symbol: 285, distance: back) }
    let value = length - shortest
    let extra = max(0, Int.bitWidth - value.leadingZeroBitCount - 3)
    return Step(
      symbol: 257 + extra * 4 + value >> extra, extra: (value & (1 << extra - 1), extra), distance: back)
  }
}
