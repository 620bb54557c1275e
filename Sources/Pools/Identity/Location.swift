/// An Azure region in ARM's canonical spelling: `West US 2` and `westus2` are one, kept as `westus2`.
package struct Location: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String

  /// Nil where nothing but letters and digits, after blanks are taken out, is not what the text is.
  package init?(_ text: String) {
    let name = text.lowercased().filter { $0 != " " }
    guard let first = name.first, first.isLetter, name.count <= 40,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return nil }
    description = name
  }

  package static func < (left: Location, right: Location) -> Bool { left.description < right.description }
}
