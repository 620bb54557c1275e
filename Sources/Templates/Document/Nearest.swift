/// The nearest known name, for messages about unknown ones.
enum Nearest {
  /// The candidate with the fewest edits, where they are few enough that it may be meant; the first by name of equals. At most 512 candidates
  /// are looked at.
  static func name(to unknown: String, among candidates: some Collection<String>) -> String? {
    let wanted = Array(unknown.lowercased().unicodeScalars.prefix(64))
    let allowed = max(1, wanted.count / 3)
    var best: (name: String, edits: Int)?
    for candidate in candidates.sorted().prefix(512) {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
      guard abs(letters.count - wanted.count) <= allowed else { continue }
      let edits = distance(wanted, letters)
      if edits <= allowed, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.name
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (position, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = position + 1
      for column in right.indices {
        let substituted = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
