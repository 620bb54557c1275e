import Pools

/// The work of functions that do more than walk their arguments once.
enum FunctionWork {
  /// Searching one text in another: both are folded, spread out and walked, some ten times the work of copying them.
  static let search: FunctionDefinition.Work = { terms, sizes in
    guard case .known(.string, _)? = terms.first else { return 0 }
    return 4 * sizes.reduce(0, +)
  }

  /// Splitting a text: it is walked once for each delimiter.
  static let split: FunctionDefinition.Work = { terms, sizes in
    let delimiters = terms.count > 1 ? max(1, terms[1].count) : 1
    return 4 * product(sizes.first ?? 0, delimiters)
  }

  /// Joining a list: its separator stands between all elements.
  static let join: FunctionDefinition.Work = { terms, sizes in
    product(terms.first?.count ?? 0, sizes.last ?? 0)
  }

  /// Merging objects or lists one after the other: what has been merged is walked again for each that follows.
  static let merge: FunctionDefinition.Work = { _, sizes in prefixSum(sizes) }

  /// Sorting names: some twenty comparisons for each at most.
  static let sort: FunctionDefinition.Work = { _, sizes in product(4, sizes.first ?? 0) }

  private static func prefixSum(_ sizes: [Int]) -> Int {
    var (sum, total) = (0, 0)
    for size in sizes {
      sum += size
      total = total.addingReportingOverflow(sum).overflow ? .max : total + sum
    }
    return total
  }

  private static func product(_ left: Int, _ right: Int) -> Int {
    let (product, isOverflow) = left.multipliedReportingOverflow(by: right)
    return isOverflow ? .max : product
  }
}
