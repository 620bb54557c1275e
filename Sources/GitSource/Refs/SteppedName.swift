/// A name with steps back in history behind it, as git writes them: `main~2`, `HEAD^`, `v1.2.0^2~3`.
struct SteppedName: Hashable {
  /// The branch, the tag or the commit from which the steps go.
  var base: String
  /// `~2`, `^`, `^2~3`; empty where there are none.
  var steps: String

  /// More digits than any history has commits.
  private static let digits = 9

  /// Nil for everything else of git's language of revisions, and for an empty name.
  init?(_ text: String) {
    let begin = text.firstIndex { $0 == "~" || $0 == "^" } ?? text.endIndex
    base = text[..<begin] == "@" ? "HEAD" : String(text[..<begin])
    steps = String(text[begin...])
    // No ref has any of these in its name.
    let foreign = base.contains("@{") || base.contains { ":?*[\\".contains($0) } || base.contains("..")
    var run = 0
    for character in steps {
      run = character == "~" || character == "^" ? 0 : run + 1
      guard run <= Self.digits, run == 0 || (character.isASCII && character.isNumber) else { return nil }
    }
    guard !base.isEmpty, !foreign else { return nil }
  }
}
