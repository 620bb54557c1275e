/// Finds what somebody probably meant to type.
package enum NearestName {
  /// The known name with the fewest edits to `name`, capitals not counted, the first of equals; nil where none is near.
  package static func of(_ name: String, in known: some Sequence<String>) -> String? {
    // A third of the letters may be wrong: `loction`, `resouceGroup`, `instanceCuont`.
    let most = max(1, min(name.count, 40) / 3)
    var best: (name: String, edits: Int)?
    for candidate in known {
      let edits = distance(name.lowercased(), candidate.lowercased(), atMost: most)
      if let edits, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.name
  }

  /// How many letters to put in, take out, replace or swap with their neighbour; nil where it is more than `most`.
  package static func distance(_ left: String, _ right: String, atMost most: Int) -> Int? {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    guard abs(left.count - right.count) <= most else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, scalar) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var edits = min(last[column] + (scalar == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
          edits = min(edits, beforeLast[column - 1] + 1)
        }
        current.append(edits)
      }
      beforeLast = last
      last = current
    }
    return last[right.count] <= most ? last[right.count] : nil
  }
}
