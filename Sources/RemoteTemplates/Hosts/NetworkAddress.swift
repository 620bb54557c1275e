import Glibc

/// An address of IPv4 or IPv6.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// Four or sixteen.
  let bytes: [UInt8]

  /// Takes four or sixteen bytes in network order.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads an address as `inet_pton` does, which takes no short forms; nil for anything else.
  init?(_ text: Substring) {
    var four = [UInt8](repeating: 0, count: 4)
    var sixteen = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, String(text), &four) == 1 {
      bytes = four
    } else if inet_pton(AF_INET6, String(text), &sixteen) == 1 {
      bytes = sixteen
    } else {
      return nil
    }
  }

  var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whom an address belongs to, as far as it matters to a program that must not be led inside.
  enum Reach: Hashable, Sendable {
    /// Anybody's in the internet.
    case global
    /// This machine, or a network that the internet does not lead to.
    case inside
    /// No server of templates: this network's own services, many at once, or nobody.
    case never
  }

  var reach: Reach { bytes.count == 4 ? reach4 : reach6 }

  /// A row of IANA's registry of special-purpose addresses (RFC 6890, with its updates).
  private struct Block {
    var prefix: [UInt8]
    var length: Int
    var reach: Reach

    init(_ prefix: [UInt8], _ length: Int, _ reach: Reach) {
      (self.prefix, self.length, self.reach) = (prefix, length, reach)
    }

    func holds(_ bytes: [UInt8]) -> Bool {
      for bit in 0..<length {
        let mask = UInt8(0x80) >> UInt8(bit % 8)
        let wanted = bit / 8 < prefix.count ? prefix[bit / 8] : 0
        if (bytes[bit / 8] ^ wanted) & mask != 0 { return false }
      }
      return true
    }
  }

  private static let blocks4 = [
    Block([0], 8, .never),  // this network
    Block([10], 8, .inside), Block([172, 16], 12, .inside), Block([192, 168], 16, .inside),  // private
    Block([100, 64], 10, .inside),  // shared by the customers of a carrier
    Block([127], 8, .inside),  // this machine
    Block([169, 254], 16, .never),  // link-local, where clouds keep their metadata
    Block([168, 63, 129, 16], 32, .never),  // Azure's own services on each of its machines
    Block([192, 0, 0], 24, .inside), Block([192, 0, 2], 24, .inside), Block([192, 88, 99], 24, .inside),
    Block([198, 18], 15, .inside), Block([198, 51, 100], 24, .inside), Block([203, 0, 113], 24, .inside),
    Block([224], 4, .never), Block([240], 4, .never),  // multicast; reserved, and broadcast
  ]

  private var reach4: Reach { Self.blocks4.first { $0.holds(bytes) }?.reach ?? .global }

  private static let blocks6 = [
    Block([0xFE, 0x80], 10, .never),  // link-local
    Block([0xFF], 8, .never),  // multicast
    Block([0x20, 0x01, 0x0D, 0xB8], 32, .inside), Block([0x3F, 0xFF], 20, .inside),  // documentation
    Block([0x20, 0x01, 0x00], 23, .inside),  // protocols: Teredo, ORCHID, benchmarks
    Block([0x20], 3, .global),  // the only addresses that are given out
  ]

  private static let mapped = Block([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96, .inside)
  private static let compatible = Block([], 96, .inside)
  /// RFC 6052; a network's own prefix is in no registry.
  private static let translated = Block([0x00, 0x64, 0xFF, 0x9B], 96, .inside)
  private static let sixToFour = Block([0x20, 0x02], 16, .inside)

  private var reach6: Reach {
    if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes.last == 1 ? .inside : .never }
    let last = NetworkAddress(bytes: Array(bytes.suffix(4))).reach
    if Self.translated.holds(bytes) || Self.mapped.holds(bytes) { return last }
    if Self.compatible.holds(bytes) { return last == .global ? .inside : last }
    if Self.sixToFour.holds(bytes) {
      let inner = NetworkAddress(bytes: Array(bytes[2..<6])).reach
      return inner == .global ? .inside : inner
    }
    return Self.blocks6.first { $0.holds(bytes) }?.reach ?? .inside
  }
}
