/// The places that a message names: `FILE:LINE:COLUMN` among its words.
enum PlaceMentions {
  /// The message with other names for the files in it, found in time linear in its length.
  ///
  /// - Parameter name: answers the other name of a file; nil leaves the mention as it is.
  static func replacing(in message: String, name: (String) -> String?) -> String {
    var bytes: [UInt8] = []
    var word: [UInt8] = []
    func end() {
      bytes += replaced(word, name) ?? word
      word.removeAll(keepingCapacity: true)
    }
    for byte in message.utf8 {
      guard isBetweenWords(byte) else {
        word.append(byte)
        continue
      }
      end()
      bytes.append(byte)
    }
    end()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whitespace, brackets, commas and quotes, which a mention neither holds nor touches.
  private static func isBetweenWords(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09...0x0D, 0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "\""): true
    default: false
    }
  }

  /// The word with another name in the last mention in it; nil where there is none.
  private static func replaced(_ word: [UInt8], _ name: (String) -> String?) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    func isDigit(_ at: Int) -> Bool { word.indices.contains(at) && (0x30...0x39).contains(word[at]) }
    // From the end: digits, a colon, digits, a colon. Each byte is read a few times at most.
    var column = word.count - 1
    while column > 1 {
      guard word[column] == colon, isDigit(column + 1) else {
        column -= 1
        continue
      }
      var line = column - 1
      while isDigit(line) { line -= 1 }
      guard line < column - 1, line > 0, word[line] == colon else {
        column = line
        continue
      }
      return name(String(decoding: word[..<line], as: UTF8.self)).map { Array($0.utf8) + word[line...] }
    }
    return nil
  }
}
