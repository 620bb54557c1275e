import Synchronization

/// Hides secret values in texts, in every spelling in which they can come back.
///
/// One redactor stands before every sink of a process. It learns a value when the value is read, so nothing that is written
/// afterwards can hold it. It finds a value as it is; with its whitespace folded, collapsed or left out; with the escapes of
/// JSON and Python; percent-encoded; with the entities of HTML; encoded up to three times by those; in base64 (in any
/// alignment, of either alphabet, wrapped); in hexadecimal. Of a longer value it finds its lines, other parts of it, and
/// where the text is cut off, its beginning and its end.
///
/// A value of fewer than four bytes besides whitespace is not looked for: it would stand in every other word. One of four to
/// seven letters and digits counts only where it stands as a word of its own, and one of four bytes is not found in base64 behind
/// the first byte of a group of three.
package final class Redactor: Sendable {
  private let secrets = Mutex(SecretFragments())

  package init(_ values: [SecretText] = []) {
    for value in values { learn(value) }
  }

  /// Learns a value, which is redacted from now on.
  package func learn(_ value: SecretText) {
    value.reveal { text in secrets.withLock { $0.add(text) } }
  }

  /// Returns the text with `(secret)` in the place of every secret value.
  ///
  /// It takes time in proportion to the length of the text, however many values there are.
  package func redact(_ text: String) -> String {
    var work = 0
    return redact(text, work: &work)
  }

  /// The same, and counts the steps that it takes.
  func redact(_ text: String, work: inout Int) -> String {
    // A copy, so that nobody waits for the lock while a long text is read.
    let known = secrets.withLock { $0 }
    guard !known.isEmpty else { return text }
    let bytes = Array(text.utf8)
    let ranges = TextPieces(of: bytes, overlap: known.longestSpelling).flatMap { piece in
      known.ranges(in: bytes, piece, work: &work)
    }
    guard !ranges.isEmpty else { return text }
    return String(decoding: Self.replacing(ranges, in: bytes), as: UTF8.self)
  }

  /// Returns the value with every secret in its strings and names hidden; a number stays a number.
  package func redact(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let elements): .array(elements.map(redact))
    case .object(let members):
      .object(Dictionary(members.map { (redact($0.key), redact($0.value)) }, uniquingKeysWith: { first, _ in first }))
    default: value
    }
  }

  /// Puts the mask in the place of the ranges, which may overlap and come in any order.
  private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
    let mask = Array(SecretText.mask.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    var index = 0
    let sorted = ranges.map { whole($0, in: bytes) }.sorted {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }
    while index < sorted.count {
      var range = sorted[index]
      index += 1
      while index < sorted.count, sorted[index].lowerBound <= range.upperBound {
        range = range.lowerBound..<max(range.upperBound, sorted[index].upperBound)
        index += 1
      }
      if isInside(mask, range, of: bytes) { continue }
      result += bytes[position..<range.lowerBound]
      result += mask
      position = range.upperBound
    }
    return result + bytes[position...]
  }

  /// The range without half a character at either end.
  private static func whole(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<end
  }

  /// True where the range is a part of a mask that stands there already, so that redacting twice changes nothing.
  private static func isInside(_ mask: [UInt8], _ range: Range<Int>, of bytes: [UInt8]) -> Bool {
    guard range.count <= mask.count else { return false }
    return (0...mask.count - range.count).contains { offset in
      let start = range.lowerBound - offset
      return start >= 0 && start + mask.count <= bytes.count && bytes[start..<start + mask.count].elementsEqual(mask)
    }
  }
}

/// The pieces in which a long text is read, so that the memory for it stays small.
struct TextPieces: Sequence, IteratorProtocol {
  /// A quarter of a megabyte: its spellings take some 20 times as much while they are searched.
  static let length = 1 << 18

  private let bytes: [UInt8]
  private let overlap: Int
  private var start = 0
  private var isDone = false

  /// - Parameter overlap: how many bytes of one piece stand in the next one too, so that no value is torn.
  init(of bytes: [UInt8], overlap: Int) {
    self.bytes = bytes
    self.overlap = overlap
  }

  mutating func next() -> Range<Int>? {
    guard !isDone else { return nil }
    let length = Swift.max(Self.length, 2 * overlap)
    guard bytes.count - start > length else {
      isDone = true
      return start..<bytes.count
    }
    let piece = start..<start + length
    var next = piece.upperBound - overlap
    // No piece begins inside an escape, where there is a line to begin with.
    if let line = bytes[piece.lowerBound + overlap / 2..<next].lastIndex(of: UInt8(ascii: "\n")) { next = line + 1 }
    start = next
    return piece
  }
}
