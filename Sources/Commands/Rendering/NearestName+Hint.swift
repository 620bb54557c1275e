import Pools

extension NearestName {
  /// `; did you mean WORD?`, the first in alphabetical order of several, or nothing.
  static func hint(for word: String, among known: some Collection<String>) -> String {
    of(word, in: known.sorted()).map { "; did you mean \($0)?" } ?? ""
  }
}
