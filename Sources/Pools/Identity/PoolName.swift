/// The name of a pool, unique in its repository: `[a-z][a-z0-9-]{0,38}[a-z0-9]`.
package struct PoolName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String

  /// Nil where the text is no such name.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard (2...40).contains(bytes.count), let first = bytes.first, letters.contains(first),
      bytes.last != UInt8(ascii: "-"),
      bytes.allSatisfy({ letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    description = text
  }

  package static func < (left: PoolName, right: PoolName) -> Bool { left.description < right.description }
}
