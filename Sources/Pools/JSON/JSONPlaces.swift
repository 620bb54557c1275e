import Synchronization

/// Finds where the value at a path stands in a JSON text, by walking the text: for messages, so that reading need not keep
/// positions.
///
/// The text must be one that `JSONReader` has read; where it is not, or the path leads nowhere, the answer is the nearest
/// value around it. Every object and list on the way to a place is walked once and remembered, so that a thousand places
/// cost little more than one. Guarded by its mutex.
package final class JSONPlaces: Sendable {
  private let bytes: [UInt8]
  private let memory = Mutex(Memory())

  /// What walks have found.
  fileprivate struct Memory {
    /// Where each line begins; empty until it is asked for.
    var lines: [Int] = []
    /// By the position of an object's or list's opening bracket.
    var children: [Int: JSONChildren] = [:]
  }

  package init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// Line and column (both from 1, columns in bytes) of the value at `path`; of an object's or list's opening bracket.
  ///
  /// - Parameter offset: goes so many bytes (of the text that it stands for) into a string, its opening quote not counted.
  package func place(of path: JSONPath, offset: Int? = nil) -> (line: Int, column: Int) {
    memory.withLock { memory in
      var position = JSONCursor(bytes: bytes).start
      for step in path.steps {
        let children = memory.children[position] ?? JSONCursor(bytes: bytes).children(at: position)
        memory.children[position] = children
        guard let next = children.position(of: step) else { break }
        position = next
      }
      if let offset, position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        position = JSONCursor(bytes: bytes, at: position).position(inString: offset)
      }
      return memory.place(of: min(position, bytes.count), in: bytes)
    }
  }
}

extension JSONPlaces.Memory {
  fileprivate mutating func place(of position: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    if lines.isEmpty { lines = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 } }
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= position { low = middle } else { high = middle }
    }
    return (low + 1, position - lines[low] + 1)
  }
}

/// The positions of what stands directly in an object or a list.
private enum JSONChildren {
  case none
  case list([Int])
  case object([String: Int])

  func position(of step: JSONPath.Step) -> Int? {
    switch (self, step) {
    case (.list(let positions), .index(let index)): positions.indices.contains(index) ? positions[index] : nil
    case (.object(let positions), .member(let name)): positions[name]
    default: nil
    }
  }
}

/// A lenient walk: it trusts that the text is well formed, and ends at the text's end where it is not.
private struct JSONCursor {
  let bytes: [UInt8]
  var at: Int

  init(bytes: [UInt8], at: Int? = nil) {
    self.bytes = bytes
    self.at = at ?? (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  /// The position of the whole text's value.
  var start: Int {
    var cursor = self
    cursor.skipBlank()
    return cursor.at
  }

  /// What stands in the object or list that begins at `position`.
  func children(at position: Int) -> JSONChildren {
    var cursor = JSONCursor(bytes: bytes, at: position)
    if cursor.next(is: "{") { return .object(cursor.members()) }
    if cursor.next(is: "[") { return .list(cursor.elements()) }
    return .none
  }

  private mutating func members() -> [String: Int] {
    var positions: [String: Int] = [:]
    at += 1
    while true {
      skipBlank()
      guard at < bytes.count, !next(is: "}") else { return positions }
      let name = memberName()
      skipBlank()
      if positions[name] == nil { positions[name] = at }
      skipValue()
    }
  }

  private mutating func elements() -> [Int] {
    var positions: [Int] = []
    at += 1
    while true {
      skipBlank()
      guard at < bytes.count, !next(is: "]") else { return positions }
      positions.append(at)
      skipValue()
    }
  }

  private func next(is scalar: Unicode.Scalar) -> Bool { at < bytes.count && bytes[at] == UInt8(ascii: scalar) }

  private mutating func skipBlank() {
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

  private mutating func memberName() -> String {
    let start = at
    if next(is: "\"") {
      skipString()
      let text = try? JSONReader.read(bytes[start..<min(at, bytes.count)])
      return text?.string ?? ""
    }
    skipWord()
    return String(decoding: bytes[start..<min(at, bytes.count)], as: UTF8.self)
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
    let start = at
    repeat {
      skipBlank()
      guard at < bytes.count else { return }
      switch bytes[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // A bracket where a value should stand belongs to what is around it; it is passed, so that the walk ends.
        depth -= 1
        at += 1
      case UInt8(ascii: "\""): skipString()
      default: skipWord()
      }
    } while depth > 0
    if at == start { at += 1 }
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
