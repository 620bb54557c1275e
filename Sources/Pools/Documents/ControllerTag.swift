/// Who manages a resource, as the tag `weir-managed-by` says it: the name of a controller and the identity of its state,
/// `weir/3f9a0c12`.
///
/// A name alone, as versions without identities wrote it, may be any state of that name.
package struct ControllerTag: Hashable, Sendable, CustomStringConvertible {
  package var name: String
  /// The identity of the state: eight hexadecimal digits, lowercase. Nil where it is not known.
  package var state: String?

  package init(name: String, state: String?) {
    self.name = name
    self.state = state
  }

  /// Reads a tag's value; what does not end with a slash and eight hexadecimal digits is a name alone.
  package init(_ text: String) {
    let digits = text.suffix(8)
    let isIdentity = digits.count == 8 && digits.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    guard isIdentity, text.dropLast(8).hasSuffix("/"), text.count > 9 else {
      self.init(name: text, state: nil)
      return
    }
    self.init(name: String(text.dropLast(9)), state: String(digits))
  }

  package var description: String { state.map { "\(name)/\($0)" } ?? name }

  /// True where both may be the same controller: the names are equal, and the states are not known to differ.
  package func matches(_ other: ControllerTag) -> Bool {
    name == other.name && (state == nil || other.state == nil || state == other.state)
  }

  /// True where both have one name, and their states are known to differ.
  package func isNamesake(of other: ControllerTag) -> Bool { name == other.name && !matches(other) }
}

/// The tags by which Weir knows what it manages.
package enum OwnershipTag {
  /// The pool's name.
  package static let pool = "weir-pool"
  /// The controller's name and the identity of its state, as `ControllerTag` writes them.
  package static let managedBy = "weir-managed-by"

  /// True for the name of one of the two tags, case-insensitively.
  package static func isOne(_ name: String) -> Bool { [pool, managedBy].contains(name.lowercased()) }

  /// Both tags as one line, for what takes no tags and has a description: `weir-pool=vision; weir-managed-by=weir`.
  /// Without a pool, what several share: `weir-managed-by=weir`.
  package static func note(pool: String?, managedBy: String) -> String {
    (pool.map { "\(Self.pool)=\($0); " } ?? "") + "\(Self.managedBy)=\(managedBy)"
  }

  /// The value of a tag in a description that ends with such a line, or is one; nil where it has none.
  package static func value(of name: String, inNote text: String) -> String? {
    range(of: name, inNote: text).map { String(text[$0]) }
  }

  /// The description with another value of a tag that it has.
  package static func setting(_ name: String, to value: String, inNote text: String) -> String {
    guard let range = range(of: name, inNote: text) else { return text }
    return text.replacingCharacters(in: range, with: value)
  }

  /// The description without the line at its end.
  package static func removed(fromNote text: String) -> String {
    let marks = [pool, managedBy].compactMap { name in text.lowercased().ranges(of: "\(name)=").last?.lowerBound }
    guard let start = marks.min() else { return text }
    let offset = text.lowercased().distance(from: text.lowercased().startIndex, to: start)
    var kept = String(text.prefix(offset))
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept
  }

  /// True where two descriptions say the same, their controllers compared as `ControllerTag` does.
  static func isSameNote(_ left: String, _ right: String) -> Bool {
    guard let first = value(of: managedBy, inNote: left), let second = value(of: managedBy, inNote: right),
      ControllerTag(first).matches(ControllerTag(second))
    else { return Comparison.trimmed.matches(.string(left), .string(right)) }
    let aligned = setting(managedBy, to: second, inNote: left)
    return Comparison.trimmed.matches(.string(aligned), .string(right))
  }

  private static func range(of name: String, inNote text: String) -> Range<String.Index>? {
    let lowercase = text.lowercased()
    guard let mark = lowercase.ranges(of: "\(name.lowercased())=").last else { return nil }
    let offset = lowercase.distance(from: lowercase.startIndex, to: mark.upperBound)
    let start = text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) ?? text.endIndex
    let end = text[start...].firstIndex(of: ";") ?? text.endIndex
    return start < end ? start..<end : nil
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
