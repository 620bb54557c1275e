package import Pools

/// One thing that is wrong with a template or with what it was given.
package struct TemplateFault: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// In the template's file, or, for a value, in the file that the value stands in.
  package var location: SourceLocation
  /// What is wrong and what would be right; never a secret's text.
  package var message: String

  /// The maximum length of a message in Unicode scalars: some lines of a terminal. What a template holds may be a
  /// thousand times as long, and its beginning says what it is.
  package static let longestMessage = 1_000

  package init(location: SourceLocation, message: String) {
    self.location = location
    self.message = Self.shortened(message)
  }

  private static func shortened(_ message: String) -> String {
    guard message.utf8.count > longestMessage else { return message }
    let scalars = message.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: longestMessage, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return message }
    return String(scalars[..<end]) + "…"
  }

  package var description: String { "\(location): \(message)" }

  package static func < (left: TemplateFault, right: TemplateFault) -> Bool {
    (left.location, left.message) < (right.location, right.message)
  }
}

/// Everything that is wrong, sorted by place, nothing twice. Never empty.
package struct TemplateFaults: Error, Hashable, Sendable, CustomStringConvertible {
  package var faults: [TemplateFault]
  /// True where the evaluation was ended by the clock: another time the same may come to a result.
  package var isLate = false

  package init(faults: [TemplateFault]) { self.faults = Set(faults).sorted() }

  package var description: String { faults.map(\.description).joined(separator: "\n") }
}
