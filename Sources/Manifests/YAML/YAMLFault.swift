/// A place in a YAML text; line and column count from 1, columns in characters.
package struct YAMLPlace: Hashable, Sendable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: YAMLPlace, right: YAMLPlace) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// Why a YAML text could not be read on, and where.
package struct YAMLFault: Error, Hashable, Sendable {
  package var place: YAMLPlace
  package var message: String

  package init(_ place: YAMLPlace, _ message: String) {
    self.place = place
    self.message = message
  }
}

/// How much of a YAML text is read before it is refused.
package struct YAMLLimits: Hashable, Sendable {
  /// Levels of maps and lists within each other, aliases followed. A pool's own fields need eight; parameters are the
  /// author's, and ARM stops at 64 levels itself.
  package var depth: Int
  /// Scalars, maps and lists of all documents together, every use of an alias counted in full. A manifest of 1 MiB,
  /// written out line by line, has fewer.
  package var nodes: Int

  package init(depth: Int = 64, nodes: Int = 100_000) {
    self.depth = depth
    self.nodes = nodes
  }
}
