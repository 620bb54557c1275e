/// Finds what somebody probably meant to type.
package enum NearestName {
  /// Longer than any name that Weir or ARM knows: such a word is no slip, and comparing it would take too long.
  private static let maximumLength = 260

  /// The known name with the fewest edits to `name`, capitals not counted, the first by alphabet of equals; nil where
  /// none is near.
  ///
  /// - Parameter most: how many names are looked at, the first by alphabet where there are more, so that a template with
  ///   ten thousand names and as many slips is no long work.
  package static func of(_ name: String, in known: some Sequence<String>, atMost most: Int = 1_000) -> String? {
    let name = name.lowercased()
    let letters = name.unicodeScalars.count
    guard letters <= maximumLength else { return nil }
    var candidates = Array(known)
    if candidates.count > most { candidates = Array(candidates.sorted().prefix(most)) }
    // A third of the letters may be wrong: `loction`, `resouceGroup`, `instanceCuont`.
    let edits = max(1, min(letters, 40) / 3)
    let near = candidates.compactMap { candidate in
      distance(name, candidate.lowercased(), atMost: edits).map { (edits: $0, name: candidate) }
    }
    return near.min { $0 < $1 }?.name
  }

  /// `; did you mean WORD?`, or nothing.
  package static func hint(for name: String, among known: some Sequence<String>) -> String {
    of(name, in: known).map { "; did you mean \(Quoted.bare($0))?" } ?? ""
  }

  /// How many letters to put in, take out, replace or swap with their neighbour; nil where it is more than `most`.
  ///
  /// Only what can still come to `most` is worked out: a band of `2 · most + 1` columns in each row, until a row and the
  /// one before it are beyond it throughout.
  package static func distance(_ left: String, _ right: String, atMost most: Int) -> Int? {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    guard most >= 0, abs(left.count - right.count) <= most else { return nil }
    let tooFar = most + 1
    var beforeLast: [Int] = []
    var last = (0...right.count).map { min($0, tooFar) }
    for (row, scalar) in left.enumerated() {
      var current = Array(repeating: tooFar, count: right.count + 1)
      current[0] = min(row + 1, tooFar)
      let (from, to) = (max(0, row - most), min(right.count, row + most + 1))
      for column in from..<max(from, to) {
        let other = right[column]
        var edits = min(last[column] + (scalar == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
          edits = min(edits, beforeLast[column - 1] + 1)
        }
        current[column + 1] = min(edits, tooFar)
      }
      guard current.contains(where: { $0 < tooFar }) || last.contains(where: { $0 < tooFar }) else { return nil }
      beforeLast = last
      last = current
    }
    return last[right.count] <= most ? last[right.count] : nil
  }
}
