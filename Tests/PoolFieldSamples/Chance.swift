/// Values by chance, the same at every run: SplitMix64.
package struct Chance {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// From 0 to one less than `bound`.
  package mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  package mutating func next(in range: ClosedRange<Int>) -> Int { range.lowerBound + next(range.count) }

  /// True once in `times`.
  package mutating func once(in times: Int) -> Bool { next(times) == 0 }

  package mutating func one<Value>(of values: [Value]) -> Value { values[next(values.count)] }

  /// Some of the values, in their order; perhaps none.
  package mutating func some<Value>(of values: [Value]) -> [Value] { values.filter { _ in next(2) == 0 } }
}
