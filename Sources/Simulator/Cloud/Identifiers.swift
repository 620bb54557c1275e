/// Makes the GUIDs and addresses that Azure would: each new, and the same again from the same seed.
package struct Identifiers: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The next 64 bits, by SplitMix64 (Steele, Lea and Flood, 2014).
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A version 4 GUID in small letters.
  package mutating func guid() -> String {
    let high = (next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    let low = (next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let text = Self.hexadecimal(high) + Self.hexadecimal(low)
    var groups: [String] = []
    var rest = text[...]
    for length in [8, 4, 4, 4, 12] {
      groups.append(String(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return groups.joined(separator: "-")
  }

  /// 16 upper-case hexadecimal digits, as ARM names its operations.
  package mutating func operation() -> String { Self.hexadecimal(next()).uppercased() }

  /// A public address out of 20.0.0.0/8, which is Azure's.
  package mutating func address() -> String {
    let bits = next()
    return "20.\(bits & 0xFF).\((bits >> 8) & 0xFF).\(1 + (bits >> 16) % 254)"
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
