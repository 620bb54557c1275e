/// Values of one alphabet, indexed by windows of eight bytes, so that parts of them are found in a text in one pass.
///
/// A value has a seed, an indexed window, at its beginning, at its end, at the beginning of each line, and every few bytes in
/// between, so that each part that counts has one in it. From a seed that is met in a text the match is followed in both
/// directions.
struct FragmentTable: Sendable {
  /// A value that is looked for.
  private struct Value: Sendable {
    var bytes: [UInt8]
    /// True where whitespace stands before the byte in the value itself.
    var gaps: [Bool]
    /// The lines that are long enough to be secret by themselves, where there are several.
    var lines: [Range<Int>]
    /// The shortest part that counts wherever it stands.
    var part: Int
  }

  private struct Seed: Sendable {
    var value: Int32
    var offset: Int32
  }

  /// What a few bytes are, of which there are too few for a seed.
  private struct Edge: OptionSet, Sendable {
    let rawValue: UInt8
    /// A whole value.
    static let whole = Edge(rawValue: 1)
    /// The beginning of a longer one.
    static let beginning = Edge(rawValue: 2)
    /// The end of a longer one.
    static let end = Edge(rawValue: 4)
  }

  private var values: [Value] = []
  private var known: Set<[UInt8]> = []
  private var seeds: [UInt64: [Seed]] = [:]
  private var edges: [UInt64: Edge] = [:]
  /// The whitespace in the values that are in `edges` as a whole, a bit a byte.
  private var edgeGaps: [UInt64: UInt8] = [:]
  /// A bit for each hash of a seed: most windows of a text need no look into the dictionary.
  private var filter = [UInt64](repeating: 0, count: 1_024)
  private var edgeLengths: Set<Int> = []
  /// A shorter value is not looked for.
  private let shortest: Int
  /// True for texts of words: a short value of letters and digits counts only as a word of its own, and is not wrapped.
  private let isOfWords: Bool

  init(shortest: Int, isOfWords: Bool) {
    self.shortest = shortest
    self.isOfWords = isOfWords
  }

  /// The bytes of a window.
  private static let window = 8
  /// The shortest line, beginning or end that is taken for a part of a secret: what is shorter is an ordinary word, and six
  /// bytes of a password at a cut are too many.
  private static let shortestLine = 8
  private static let shortestCut = 6
  /// Parts of several lines, of a key, are like nothing else; those of one line, of a connection string, may be a host's name.
  private static let partOfLines = 12
  private static let partOfLine = 24
  /// So that any part of the length that counts has a whole seed in it.
  private static func stride(for part: Int) -> Int { part - window + 1 }
  /// Of one window; a value that finds one full is indexed at every byte instead.
  private static let seedsPerWindow = 16
  /// Whitespace in the middle of a shorter match has to be the value's own: `1 2 3 4` is not `1234`.
  private static let wrappable = 16

  var isEmpty: Bool { values.isEmpty && edges.isEmpty }

  /// Adds a value; one that is too short or known is left out.
  mutating func add(_ text: CompactText) {
    let bytes = text.bytes
    guard bytes.count >= shortest, !known.contains(bytes) else { return }
    known.insert(bytes)
    if bytes.count < Self.window { return addEdge(bytes[...], .whole, gaps: text.gaps) }
    for length in Self.shortestCut..<Self.window {
      if Self.isTelling(bytes.prefix(length), of: bytes) { addEdge(bytes.prefix(length), .beginning) }
      if Self.isTelling(bytes.suffix(length), of: bytes) { addEdge(bytes.suffix(length), .end) }
    }
    let starts = [0] + bytes.indices.filter { $0 > 0 && text.breaks[$0] }
    let isOfLines = starts.count > 1
    let lines = zip(starts, starts.dropFirst() + [bytes.count]).map { $0..<$1 }
    let part = isOfLines ? Self.partOfLines : Self.partOfLine
    let value = Value(
      bytes: bytes, gaps: text.gaps, lines: isOfLines ? lines.filter { $0.count >= Self.shortestLine } : [], part: part)
    let number = Int32(values.count)
    values.append(value)
    let last = bytes.count - Self.window
    var offsets = Set(Swift.stride(from: 0, through: last, by: Self.stride(for: part)))
    offsets.formUnion(value.lines.flatMap { [$0.lowerBound, $0.upperBound - Self.window] })
    offsets.insert(last)
    let isCrowded = offsets.sorted().map { addSeed(number, $0) }.contains(false)
    guard isCrowded else { return }
    for offset in 0...last where !offsets.contains(offset) { _ = addSeed(number, offset) }
  }

  /// False where the window has as many seeds as it may.
  private mutating func addSeed(_ value: Int32, _ offset: Int) -> Bool {
    let key = Self.key(values[Int(value)].bytes[offset..<offset + Self.window])
    guard seeds[key, default: []].count < Self.seedsPerWindow else { return false }
    seeds[key, default: []].append(Seed(value: value, offset: Int32(offset)))
    let hash = Self.hash(key)
    filter[hash >> 6] |= 1 << UInt64(hash & 63)
    return true
  }

  private mutating func addEdge(_ bytes: ArraySlice<UInt8>, _ edge: Edge, gaps: [Bool] = []) {
    let key = Self.edgeKey(bytes)
    edges[key, default: []].insert(edge)
    edgeLengths.insert(bytes.count)
    guard edge == .whole else { return }
    edgeGaps[key, default: 0] |= gaps.enumerated().reduce(0) { $1.element ? $0 | 1 << UInt8($1.offset) : $0 }
  }

  /// False for what may be an ordinary word: a few letters, and less than half of the value.
  private static func isTelling(_ part: ArraySlice<UInt8>, of value: [UInt8]) -> Bool {
    part.count >= partOfLines || 2 * part.count >= value.count || !part.allSatisfy(\.isASCIILetter)
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  /// With the length, which a window's key does not need.
  private static func edgeKey(_ bytes: ArraySlice<UInt8>) -> UInt64 { key(bytes) | UInt64(bytes.count) << 56 }

  private static func hash(_ key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> 48) }

  /// The ranges of `text` that are values or parts of them.
  ///
  /// - Parameter ends: whether the text begins and ends where the whole does, where it may have been cut off.
  func matches(in text: CompactText, ends: (first: Bool, last: Bool), work: inout Int) -> [Range<Int>] {
    let bytes = text.bytes
    guard bytes.count >= shortest, !isEmpty else { return [] }
    var found: [Range<Int>] = []
    // The last stretch of the text that is covered without a hole.
    var covered = 0..<0
    var key: UInt64 = 0
    let cuts = Cuts(bytes, ends: ends)
    for (position, byte) in bytes.enumerated() {
      work += 1
      key = key << 8 | UInt64(byte)
      if !edges.isEmpty { findEdges(endingAt: position + 1, key, in: text, cuts, &found, work: &work) }
      guard position + 1 >= Self.window else { continue }
      let hash = Self.hash(key)
      guard filter[hash >> 6] & 1 << UInt64(hash & 63) != 0, let candidates = seeds[key] else { continue }
      for seed in candidates {
        guard let match = match(seed, at: position + 1 - Self.window, in: text, covered, cuts, work: &work) else {
          continue
        }
        found.append(match)
        let start =
          match.lowerBound <= covered.upperBound ? min(covered.lowerBound, match.lowerBound) : match.lowerBound
        covered = start..<max(covered.upperBound, match.upperBound)
      }
    }
    return found
  }

  /// Follows a match from its seed; nil where what it comes to does not count.
  ///
  /// - Parameter covered: what is covered already, so that nothing there is compared once more.
  private func match(
    _ seed: Seed, at position: Int, in text: CompactText, _ covered: Range<Int>, _ cuts: Cuts, work: inout Int
  ) -> Range<Int>? {
    let (bytes, value) = (text.bytes, values[Int(seed.value)])
    let offset = Int(seed.offset)
    var (start, first) = (position, offset)
    // The first seed of a part stands not further behind its beginning.
    let limit = max(0, position - value.part)
    while start > limit, first > 0, bytes[start - 1] == value.bytes[first - 1] {
      (start, first) = (start - 1, first - 1)
      work += 1
    }
    var end = position + Self.window
    if covered.upperBound > end { end = min(covered.upperBound, position + value.bytes.count - offset) }
    while end < bytes.count, offset + end - position < value.bytes.count,
      bytes[end] == value.bytes[offset + end - position]
    {
      end += 1
      work += 1
    }
    guard end > covered.upperBound || start < covered.lowerBound else { return nil }
    let part = first..<offset + end - position
    guard counts(part, of: value, start..<end, cuts) else { return nil }
    if isOfWords, part.count < Self.wrappable {
      for index in 1..<part.count where text.gaps[start + index] && !value.gaps[first + index] { return nil }
    }
    return start..<end
  }

  private func counts(_ part: Range<Int>, of value: Value, _ place: Range<Int>, _ cuts: Cuts) -> Bool {
    if part.count >= value.part || part.count == value.bytes.count { return true }
    if value.lines.contains(where: { part.lowerBound <= $0.lowerBound && $0.upperBound <= part.upperBound }) {
      return true
    }
    let begins = part.lowerBound == 0 || value.lines.contains { $0.lowerBound == part.lowerBound }
    let ends = part.upperBound == value.bytes.count || value.lines.contains { $0.upperBound == part.upperBound }
    let (isCutBefore, isCutAfter) = (cuts.isCut(before: place.lowerBound), cuts.isCut(after: place.upperBound))
    guard begins && isCutAfter || ends && isCutBefore || isCutBefore && isCutAfter else { return false }
    return Self.isTelling(value.bytes[part], of: value.bytes)
  }

  /// Finds short values, and the beginnings and ends of longer ones where the text is cut off.
  private func findEdges(
    endingAt end: Int, _ key: UInt64, in text: CompactText, _ cuts: Cuts, _ found: inout [Range<Int>], work: inout Int
  ) {
    for length in edgeLengths where length <= end {
      work += 1
      let low = key & (1 << UInt64(length * 8) - 1) | UInt64(length) << 56
      guard let edge = edges[low] else { continue }
      let range = end - length..<end
      let isWhole = edge.contains(.whole) && isWord(range, in: text) && hasOwnGaps(range, in: text, low)
      let isCut =
        edge.contains(.beginning) && cuts.isCut(after: end) || edge.contains(.end) && cuts.isCut(before: end - length)
      if isWhole || isCut && !text.gaps[(range.lowerBound + 1)..<end].contains(true) { found.append(range) }
    }
  }

  /// True but for letters and digits that go on at either end.
  private func isWord(_ range: Range<Int>, in text: CompactText) -> Bool {
    let (bytes, gaps) = (text.bytes, text.gaps)
    guard isOfWords, bytes[range].allSatisfy(\.isWordByte) else { return true }
    let before = range.lowerBound > 0 && !gaps[range.lowerBound] && bytes[range.lowerBound - 1].isWordByte
    let after = range.upperBound < bytes.count && !gaps[range.upperBound] && bytes[range.upperBound].isWordByte
    return !before && !after
  }

  private func hasOwnGaps(_ range: Range<Int>, in text: CompactText, _ key: UInt64) -> Bool {
    let own = edgeGaps[key] ?? 0
    return (1..<range.count).allSatisfy { !text.gaps[range.lowerBound + $0] || own & 1 << UInt8($0) != 0 }
  }
}

/// Where a text is cut off: at its ends, and at dots that stand for more.
private struct Cuts {
  let bytes: [UInt8]
  let ends: (first: Bool, last: Bool)

  init(_ bytes: [UInt8], ends: (first: Bool, last: Bool)) {
    self.bytes = bytes
    self.ends = ends
  }

  private static let marks: [[UInt8]] = [Array("…".utf8), Array("...".utf8)]

  func isCut(after position: Int) -> Bool {
    if position == bytes.count { return ends.last }
    return Self.marks.contains { bytes[position...].starts(with: $0) }
  }

  func isCut(before position: Int) -> Bool {
    if position == 0 { return ends.first }
    return Self.marks.contains { bytes[..<position].suffix($0.count).elementsEqual($0) }
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
  /// True for a letter, a digit, and a part of a character outside ASCII.
  fileprivate var isWordByte: Bool { isASCIILetter || (0x30...0x39).contains(self) || self >= 0x80 }
}
