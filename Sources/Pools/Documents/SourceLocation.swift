/// A place in a file of the repository; line and column count from 1.
package struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var file: String
  package var line: Int
  package var column: Int

  package init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `FILE:LINE:COLUMN`, what does not show as itself in the file's name written out.
  package var description: String { "\(Quoted.line(file)):\(line):\(column)" }

  /// `FILE:LINE`, for lines that have little room.
  package var brief: String { "\(Quoted.line(file)):\(line)" }

  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
