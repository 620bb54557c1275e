/// A code in which frequent symbols are short, in the canonical form of RFC 1951 (section 3.2.2).
struct HuffmanCode {
  /// In bits; 0 for a symbol that is not in the code.
  let lengths: [Int]
  let codes: [Int]

  /// - Parameters:
  ///   - frequencies: of each symbol; two of them at least are not 0.
  ///   - limit: the most bits of a symbol; frequencies are evened out until the code keeps it.
  init(_ frequencies: [Int], limit: Int) {
    var even = frequencies
    var lengths = Self.lengths(even)
    while (lengths.max() ?? 0) > limit {
      even = even.map { $0 == 0 ? 0 : max(1, $0 / 2) }
      lengths = Self.lengths(even)
    }
    self.lengths = lengths
    var codes = [Int](repeating: 0, count: lengths.count)
    var next = 0
    for length in 1...limit {
      for symbol in lengths.indices where lengths[symbol] == length {
        codes[symbol] = next
        next += 1
      }
      next <<= 1
    }
    self.codes = codes
  }

  /// How deep each symbol stands in the tree of Huffman's; equal weights go by their symbols, so that it is always the
  /// same tree.
  private static func lengths(_ frequencies: [Int]) -> [Int] {
    var trees = frequencies.indices.filter { frequencies[$0] > 0 }.map { (weight: frequencies[$0], symbols: [$0]) }
    var lengths = [Int](repeating: 0, count: frequencies.count)
    while trees.count > 1 {
      trees.sort { ($1.weight, $1.symbols[0]) < ($0.weight, $0.symbols[0]) }
      let (first, second) = (trees.removeLast(), trees.removeLast())
      for symbol in first.symbols + second.symbols { lengths[symbol] += 1 }
      trees.append((first.weight + second.weight, first.symbols + second.symbols))
    }
    return lengths
  }
}
