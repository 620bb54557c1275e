/// One line of a `.weirignore` file, in the syntax of gitignore(5).
package struct IgnorePattern: Hashable, Sendable {
  /// A part of the pattern between slashes.
  private enum Segment: Hashable, Sendable {
    /// `**`: any number of folders, none included.
    case anyFolders
    case name(Wildcard)
  }

  /// True for `!pattern`: what it matches is taken in again.
  package let isNegated: Bool
  /// True for `pattern/`: only folders match.
  private let foldersOnly: Bool
  private let segments: [Segment]

  /// Nil for a blank line, a comment, and what says nothing, such as `/`.
  package init?(line: some StringProtocol) {
    var text = Self.trimmed(String(line).unicodeScalars)
    guard let first = text.first, first != "#" else { return nil }
    isNegated = first == "!"
    if isNegated { text.removeFirst() }
    foldersOnly = text.last == "/"
    if foldersOnly { text.removeLast() }
    let isAnchored = text.contains("/")
    if text.first == "/" { text.removeFirst() }
    guard !text.isEmpty else { return nil }
    var segments = text.split(separator: "/", omittingEmptySubsequences: false).map { part -> Segment in
      part.elementsEqual("**".unicodeScalars) ? .anyFolders : .name(Wildcard(part))
    }
    if !isAnchored { segments.insert(.anyFolders, at: 0) }
    // `folder/**` means what is in the folder, and not the folder itself.
    if segments.last == .anyFolders { segments.append(.name(Wildcard("*".unicodeScalars[...]))) }
    self.segments = segments
  }

  /// Takes blanks off the end, but for one that a backslash keeps, and a carriage return.
  private static func trimmed(_ line: String.UnicodeScalarView) -> [Unicode.Scalar] {
    var text = Array(line)
    if text.last == "\r" { text.removeLast() }
    while let last = text.last, last == " " || last == "\t" {
      let backslashes = text.dropLast().reversed().prefix { $0 == "\\" }.count
      if !backslashes.isMultiple(of: 2) { break }
      text.removeLast()
    }
    return text
  }

  /// True where the pattern speaks of this path.
  ///
  /// - Parameter path: the names from the pattern's folder down.
  package func matches(_ path: some Collection<Substring>, isFolder: Bool) -> Bool {
    if foldersOnly && !isFolder { return false }
    // Which beginnings of the path the segments so far match: never more steps than segments times names.
    var reached = [true] + Array(repeating: false, count: path.count)
    for segment in segments {
      switch segment {
      case .anyFolders:
        for at in reached.indices.dropFirst() where reached[at - 1] { reached[at] = true }
      case .name(let wildcard):
        var next = Array(repeating: false, count: reached.count)
        for (at, name) in path.enumerated() where reached[at] && wildcard.matches(name) { next[at + 1] = true }
        reached = next
      }
    }
    return reached[reached.count - 1]
  }
}
