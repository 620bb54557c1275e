/// A network of IPv4 or IPv6 in CIDR notation; the address bits stand at the low end of 128.
package struct IPNetwork: Hashable, Sendable {
  package var address: UInt128
  package var prefix: Int
  /// 32 or 128.
  package var width: Int

  package init(address: UInt128, prefix: Int, width: Int) {
    self.address = address
    self.prefix = prefix
    self.width = width
  }

  /// Nil where the text is none.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let prefix = Int(parts[1]), parts[1].allSatisfy(\.isNumber) else { return nil }
    let isSix = parts[0].contains(":")
    guard let address = isSix ? Self.six(parts[0]) : Self.four(parts[0]), (0...(isSix ? 128 : 32)).contains(prefix)
    else { return nil }
    self.init(address: address, prefix: prefix, width: isSix ? 128 : 32)
  }

  package var isSix: Bool { width == 128 }
  /// How many bits an address of the network may choose.
  package var hostBits: Int { width - prefix }
  private var hostMask: UInt128 { Self.ones(hostBits) }
  private var allMask: UInt128 { Self.ones(width) }
  package var first: UInt128 { address & ~hostMask & allMask }
  package var last: UInt128 { first | hostMask }
  var mask: UInt128 { ~hostMask & allMask }

  private static func ones(_ count: Int) -> UInt128 { count >= 128 ? .max : (UInt128(1) << UInt128(count)) - 1 }

  private static func four(_ text: Substring) -> UInt128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt128 = 0
    for part in parts {
      guard part.count <= 3, part.allSatisfy(\.isNumber), let byte = UInt8(part) else { return nil }
      address = address << 8 | UInt128(byte)
    }
    return address
  }

  private static func six(_ text: Substring) -> UInt128? {
    let halves = String(text).splitting(at: ["::"])
    guard halves.count <= 2 else { return nil }
    var groups: [[UInt16]] = []
    for half in halves {
      var values: [UInt16] = []
      for part in half.split(separator: ":", omittingEmptySubsequences: half.isEmpty) {
        guard (1...4).contains(part.count), let value = UInt16(part, radix: 16) else { return nil }
        values.append(value)
      }
      groups.append(values)
    }
    let count = groups.map(\.count).reduce(0, +)
    guard halves.count == 2 ? count < 8 : count == 8 else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - count)
    let all = groups[0] + zeros + (groups.count > 1 ? groups[1] : [])
    return all.reduce(0) { $0 << 16 | UInt128($1) }
  }

  package func text(_ address: UInt128) -> String {
    isSix
      ? Self.sixText(address)
      : (0..<4).reversed().map { String(address >> UInt128(8 * $0) & 0xFF) }.joined(separator: ".")
  }

  /// The canonical text of RFC 5952: the longest run of zeros, two or more, becomes `::`.
  private static func sixText(_ address: UInt128) -> String {
    let groups = (0..<8).reversed().map { UInt16(truncatingIfNeeded: address >> UInt128(16 * $0)) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      let end = groups[start...].firstIndex { $0 != 0 } ?? 8
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    let texts = groups.map { String($0, radix: 16) }
    guard !best.isEmpty else { return texts.joined(separator: ":") }
    return texts[..<best.lowerBound].joined(separator: ":") + "::" + texts[best.upperBound...].joined(separator: ":")
  }
}
