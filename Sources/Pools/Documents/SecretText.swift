/// A secret's text. It shows itself to nobody: descriptions, mirrors and dumps read `(secret)`.
package struct SecretText: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// What stands in every report in a secret's place.
  package static let mask = "(secret)"

  private let text: String

  package init(_ text: String) { self.text = text }

  /// Hands the text to `body`, the only way to read it, so that a search for `reveal` finds every reader.
  package func reveal<Result>(_ body: (String) throws -> Result) rethrows -> Result { try body(text) }

  package var description: String { Self.mask }
  package var debugDescription: String { Self.mask }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
