/// Bits in DEFLATE's order: from the lowest of each byte on, codes from their highest bit on.
struct BitWriter {
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

  mutating func write(_ symbol: Int, in code: HuffmanCode) {
    for bit in stride(from: code.lengths[symbol] - 1, through: 0, by: -1) {
      write(code.codes[symbol] >> bit & 1, bits: 1)
    }
  }

  /// The order in which the lengths of the code of lengths are written (section 3.2.7).
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The head of a block with codes of its own (section 3.2.7).
  mutating func write(lengthsOf symbols: HuffmanCode, _ distances: HuffmanCode) {
    let runs = Self.runs(in: symbols.lengths + distances.lengths)
    var frequencies = [Int](repeating: 0, count: 19)
    for run in runs { frequencies[run.symbol] += 1 }
    let code = HuffmanCode(frequencies, limit: 7)
    write(symbols.lengths.count - 257, bits: 5)
    write(distances.lengths.count - 1, bits: 5)
    write(Self.order.count - 4, bits: 4)
    for symbol in Self.order { write(code.lengths[symbol], bits: 3) }
    for run in runs {
      write(run.symbol, in: code)
      write(run.extra, bits: run.bits)
    }
  }

  /// Lengths as they are, and runs of zeros as one symbol: 17 for 3 to 10 of them, 18 for 11 to 138.
  private static func runs(in lengths: [Int]) -> [(symbol: Int, extra: Int, bits: Int)] {
    var runs: [(symbol: Int, extra: Int, bits: Int)] = []
    var at = 0
    while at < lengths.count {
      let zeros = min(138, lengths[at...].prefix { $0 == 0 }.count)
      switch zeros {
      case 11...: runs.append((18, zeros - 11, 7))
      case 3...: runs.append((17, zeros - 3, 3))
      default: runs.append((lengths[at], 0, 0))
      }
      at += zeros < 3 ? 1 : zeros
    }
    return runs
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
