/// The name of a resource group. It keeps its spelling; two that differ only in capitals are the same.
///
/// 1 to 90 letters, digits, `-`, `_`, `.`, `(` and `)`, without a period at the end (Azure's naming rules for
/// `Microsoft.Resources/resourceGroups`).
package struct ResourceGroupName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String
  private let folded: String

  package init?(_ text: String) {
    guard (1...90).contains(text.count), !text.hasSuffix("."),
      text.allSatisfy({ $0.isLetter || $0.isNumber || "-_.()".contains($0) })
    else { return nil }
    description = text
    folded = text.lowercased()
  }

  package static func == (left: ResourceGroupName, right: ResourceGroupName) -> Bool { left.folded == right.folded }
  package static func < (left: ResourceGroupName, right: ResourceGroupName) -> Bool { left.folded < right.folded }
  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
