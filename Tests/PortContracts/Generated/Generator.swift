/// Values made from a seed, the same on every machine (SplitMix64), for laws over generated values.
package struct Generator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  package mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }
  package mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  package mutating func one<Element>(of elements: [Element], or last: Element) -> Element {
    elements.randomElement(using: &self) ?? last
  }

  package mutating func list<Element>(
    _ counts: ClosedRange<Int>, _ element: (inout Generator) -> Element
  ) -> [Element] {
    var elements: [Element] = []
    for _ in 0..<number(counts) { elements.append(element(&self)) }
    return elements
  }

  package mutating func maybe<Element>(_ element: (inout Generator) -> Element) -> Element? {
    chance(60) ? element(&self) : nil
  }

  /// Text of what breaks encodings: quotes, brackets, line ends, combining marks, other scripts, pictures, nothing.
  package mutating func text(_ lengths: ClosedRange<Int> = 0...12) -> String {
    let pieces = [
      "a", "Z", "0", ".", "[", "]", "=", "'", "\"", "\\", "/", "\n", "\r\n", "\t", "\u{1}", "\u{7f}", "é", "e\u{301}",
      "ß",
      "漢", "👩‍👧", "\u{2028}", "{", "}", ",", ":", " ", "%", "null", "-1",
    ]
    return list(lengths) { $0.one(of: pieces, or: "x") }.joined()
  }
}
