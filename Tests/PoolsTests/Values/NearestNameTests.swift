import Pools
import Testing

@Suite("the name that was probably meant")
struct NearestNameTests {
  /// The textbook's distance, every cell worked out.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    var rows = [Array(0...right.count)]
    for row in 0..<left.count {
      var next = [row + 1]
      for column in 0..<right.count {
        var edits = min(
          rows[row][column] + (left[row] == right[column] ? 0 : 1), rows[row][column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          edits = min(edits, rows[row - 1][column - 1] + 1)
        }
        next.append(edits)
      }
      rows.append(next)
    }
    return rows[left.count][right.count]
  }

  @Test("the distance is the textbook's, as far as it is asked for", arguments: 0..<40)
  func distance(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<50 {
      func word() -> String {
        String((0..<Int.random(in: 0...9, using: &random)).map { _ in random.pick(["a", "b", "c"]) }.joined())
      }
      let (left, right, most) = (word(), word(), Int.random(in: 0...9, using: &random))
      let expected = Self.distance(left, right)
      #expect(
        NearestName.distance(left, right, atMost: most) == (expected <= most ? expected : nil),
        "\(left) \(right) \(most)")
    }
  }

  @Test("a wait after failures ends with its bound, however many there were")
  func backOff() {
    for first in [Duration.zero, .seconds(30)] {
      let backOff = BackOff(first: first, longest: .seconds(1_800), spread: 0)
      #expect(backOff.delay(afterFailures: .max, jitter: 0) == (first == .zero ? .zero : .seconds(1_800)))
    }
  }
}
