/// The id of an Azure subscription: a GUID, kept in small letters since ARM answers in any.
package struct SubscriptionID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String

  /// Nil where the text is no GUID of the form `8-4-4-4-12`.
  package init?(_ text: String) {
    let bytes = text.utf8
    let dashes = [8, 13, 18, 23]
    guard bytes.count == 36,
      bytes.enumerated().allSatisfy({ dashes.contains($0) ? $1 == UInt8(ascii: "-") : Self.isHexadecimal($1) })
    else { return nil }
    description = text.lowercased()
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  package static func < (left: SubscriptionID, right: SubscriptionID) -> Bool { left.description < right.description }
}
