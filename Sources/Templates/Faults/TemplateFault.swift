package import Pools

/// One thing that is wrong with a template or with what it was given.
package struct TemplateFault: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// In the template's file, or, for a value, in the file that the value stands in.
  package var location: SourceLocation
  /// What is wrong and what would be right; never a secret's text.
  package var message: String

  package init(location: SourceLocation, message: String) {
    self.location = location
    self.message = message
  }

  package var description: String { "\(location): \(message)" }

  package static func < (left: TemplateFault, right: TemplateFault) -> Bool {
    (left.location, left.message) < (right.location, right.message)
  }
}

/// Everything that is wrong, sorted by place, nothing twice. Never empty.
package struct TemplateFaults: Error, Hashable, Sendable, CustomStringConvertible {
  package var faults: [TemplateFault]

  package init(faults: [TemplateFault]) { self.faults = Set(faults).sorted() }

  package var description: String { faults.map(\.description).joined(separator: "\n") }
}
