/// Finds where the value at a path stands in a JSON text, by walking the text: for messages only, so that reading need
/// not keep positions.
///
/// The text must be one that `JSONReader` has read; where it is not, or the path leads nowhere, the answer is the
/// nearest value around it.
package struct JSONPlaces {
  private let bytes: [UInt8]

  package init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// Line and column (both from 1, columns in bytes) of the value at `path`; of an object's or list's opening bracket.
  ///
  /// - Parameter offset: goes so many bytes (of the text that it stands for) into a string, its opening quote not counted.
  package func place(of path: JSONPath, offset: Int? = nil) -> (line: Int, column: Int) {
    var cursor = Cursor(bytes: bytes)
    cursor.skipBlank()
    for step in path.steps {
      let here = cursor.at
      guard cursor.descend(step) else {
        cursor.at = here
        break
      }
    }
    var position = cursor.at
    if let offset, position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      position = cursor.position(inString: offset)
    }
    let before = bytes[..<min(position, bytes.count)]
    let column = before.lastIndex(of: 0x0A).map { before.endIndex - $0 } ?? before.count + 1
    return (1 + before.count { $0 == 0x0A }, column)
  }
}

/// A lenient walk: it trusts that the text is well formed, and ends at the text's end where it is not.
private struct Cursor {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  private func next(is scalar: Unicode.Scalar) -> Bool { at < bytes.count && bytes[at] == UInt8(ascii: scalar) }

  mutating func skipBlank() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: ":"): at += 1
      case UInt8(ascii: "/") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "/"):
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      case UInt8(ascii: "/") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "*"):
        at += 2
        while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) { at += 1 }
        at += 2
      default: return
      }
    }
  }

  /// Goes to the member or element that `step` names; false where there is none.
  mutating func descend(_ step: JSONPath.Step) -> Bool {
    switch step {
    case .member(let name):
      guard next(is: "{") else { return false }
      at += 1
      while true {
        skipBlank()
        guard at < bytes.count, !next(is: "}") else { return false }
        let found = memberName()
        skipBlank()
        if found == name { return true }
        skipValue()
      }
    case .index(let index):
      guard next(is: "[") else { return false }
      at += 1
      for _ in 0..<index {
        skipBlank()
        guard at < bytes.count, !next(is: "]") else { return false }
        skipValue()
      }
      skipBlank()
      return at < bytes.count && !next(is: "]")
    case .element: return false
    }
  }

  private mutating func memberName() -> String {
    let start = at
    if next(is: "\"") {
      skipString()
      let text = try? JSONReader.read(bytes[start..<min(at, bytes.count)])
      return text?.string ?? ""
    }
    skipWord()
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func skipWord() {
    let start = at
    while at < bytes.count, !" \t\r\n,:{}[]\"".utf8.contains(bytes[at]) { at += 1 }
    if at == start { at += 1 }
  }

  private mutating func skipString() {
    at += 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
  }

  private mutating func skipValue() {
    var depth = 0
    repeat {
      skipBlank()
      guard at < bytes.count else { return }
      switch bytes[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        at += 1
      case UInt8(ascii: "\""): skipString()
      default: skipWord()
      }
    } while depth > 0
  }

  /// The position of the byte that stands `offset` bytes into the text of the string here.
  func position(inString offset: Int) -> Int {
    var position = at + 1
    var passed = 0
    while passed < offset, position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\") {
        let isUnicode = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "u")
        position += isUnicode ? 6 : 2
      } else {
        position += 1
      }
      passed += 1
    }
    return position
  }
}
