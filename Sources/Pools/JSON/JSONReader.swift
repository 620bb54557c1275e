/// What is wrong with a JSON text, and where (line and column from 1, columns in bytes).
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
  package var message: String
  package var line: Int
  package var column: Int
  package var description: String { "\(line):\(column): \(message)" }
}

/// Reads JSON in the dialect that ARM template files are written in.
///
/// Beside RFC 8259 it takes `//` and `/* */` comments, line breaks inside strings, trailing commas and member names
/// without quotes, since template authors use the first two and `az deployment` sends the others. It reads positions,
/// keeps whole numbers whole, refuses a name that stands twice in one object, and has bounds on depth and on the length
/// of a number. Its work is linear in the text, and its messages quote no more than the beginning of what is wrong.
package struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var depth = 0
  private let maximumDepth: Int

  /// Deeper than any template can be (ARM itself stops at 64 levels of nesting in a request's body).
  package static let defaultDepth = 128

  /// The maximum length of a number in bytes. The exact decimal form of any 64-bit float has at most 1,077 characters
  /// (IEEE 754: 2^-1074 has 1,074 digits behind the point, with a sign, a zero and the point); a longer number says nothing
  /// that a value could hold, and is rejected before it is converted.
  package static let maximumNumberLength = 1_077

  private init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  /// Reads one value and nothing behind it.
  package static func read(
    _ bytes: some Collection<UInt8>, maximumDepth: Int = defaultDepth
  ) throws(JSONSyntaxError) -> JSONValue {
    let contiguous = ContiguousArray(bytes)
    let result = contiguous.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONSyntaxError> in
      var reader = JSONReader(buffer, maximumDepth: maximumDepth)
      do throws(JSONSyntaxError) { return .success(try reader.document()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  package static func read(_ text: String) throws(JSONSyntaxError) -> JSONValue { try read(Array(text.utf8)) }

  private mutating func document() throws(JSONSyntaxError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    let result = try value()
    try skipBlank()
    guard at == bytes.count else { throw fault("something stands behind the end of the JSON value") }
    return result
  }

  private func fault(_ message: String, at position: Int? = nil) -> JSONSyntaxError {
    // A byte order mark stands before the text, not in it.
    let first = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let before = bytes[first..<max(first, min(position ?? at, bytes.count))]
    let line = 1 + before.count { $0 == 0x0A }
    let column = 1 + (before.lastIndex(of: 0x0A).map { before.endIndex - $0 - 1 } ?? before.count)
    return JSONSyntaxError(message: message, line: line, column: column)
  }

  private mutating func skipBlank() throws(JSONSyntaxError) {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      case UInt8(ascii: "/") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "/"):
        while at < bytes.count && bytes[at] != 0x0A { at += 1 }
      case UInt8(ascii: "/") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "*"):
        let start = at
        at += 2
        while at + 1 < bytes.count && !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) {
          at += 1
        }
        guard at + 1 < bytes.count else { throw fault("a comment has no end", at: start) }
        at += 2
      default: return
      }
    }
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONValue {
    try skipBlank()
    guard at < bytes.count else { throw fault("the JSON text ends where a value should stand") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try nested { (reader) throws(JSONSyntaxError) in try reader.object() }
    case UInt8(ascii: "["): return try nested { (reader) throws(JSONSyntaxError) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: return try word()
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONSyntaxError) -> JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    guard depth < maximumDepth else { throw fault("nested deeper than \(maximumDepth) levels") }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func object() throws(JSONSyntaxError) -> JSONValue {
    let start = at
    at += 1
    var members: [String: JSONValue] = [:]
    while true {
      try skipBlank()
      guard at < bytes.count else { throw fault("an object has no closing brace", at: start) }
      if bytes[at] == UInt8(ascii: "}") { break }
      let position = at
      let name = bytes[at] == UInt8(ascii: "\"") ? try string() : try bareName()
      try skipBlank()
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
        throw fault("a colon should follow \(Quoted.text(name))")
      }
      at += 1
      let member = try value()
      guard members.updateValue(member, forKey: name) == nil else {
        throw fault("\(Quoted.text(name)) stands twice in one object", at: position)
      }
      guard try another(before: UInt8(ascii: "}"), opened: start, as: "object") else { break }
    }
    at += 1
    return .object(members)
  }

  private mutating func array() throws(JSONSyntaxError) -> JSONValue {
    let start = at
    at += 1
    var elements: [JSONValue] = []
    while true {
      try skipBlank()
      guard at < bytes.count else { throw fault("an array has no closing bracket", at: start) }
      if bytes[at] == UInt8(ascii: "]") { break }
      elements.append(try value())
      guard try another(before: UInt8(ascii: "]"), opened: start, as: "array") else { break }
    }
    at += 1
    return .array(elements)
  }

  /// Passes the comma between two members; false at the closing `end`.
  private mutating func another(before end: UInt8, opened start: Int, as kind: String) throws(JSONSyntaxError) -> Bool {
    try skipBlank()
    guard at < bytes.count else { throw fault("an \(kind) is never closed", at: start) }
    if bytes[at] == UInt8(ascii: ",") {
      at += 1
      return true
    }
    guard bytes[at] == end else { throw fault("a comma is missing") }
    return false
  }

  private mutating func bareName() throws(JSONSyntaxError) -> String {
    let start = at
    while at < bytes.count, isNameByte(bytes[at]) { at += 1 }
    guard at > start else { throw fault("a member's name should stand here") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private mutating func word() throws(JSONSyntaxError) -> JSONValue {
    let start = at
    let name = isNameByte(bytes[at]) ? try bareName() : ""
    switch name {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: throw fault("this is no JSON value", at: start)
    }
  }

  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = at
    at += 1
    var whole = true
    scan: while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): at += 1
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
        whole = false
        at += 1
      default: break scan
      }
    }
    let digits = bytes[start..<at]
    guard digits.count <= Self.maximumNumberLength else {
      throw fault(
        "\(shown(digits)) is a number of \(digits.count) characters, and may have \(Self.maximumNumberLength)",
        at: start)
    }
    guard isNumber(digits) else { throw fault("\(shown(digits)) is no number", at: start) }
    let text = String(decoding: digits, as: UTF8.self)
    if whole, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw fault("\(shown(digits)) is too large for a number; put it into quotes if it is text", at: start)
    }
    return .number(value)
  }

  /// The beginning of a number that is wrong.
  private func shown(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    Quoted.bare(String(decoding: digits.prefix(Quoted.length + 1), as: UTF8.self))
  }

  /// RFC 8259's grammar: no zero before another digit, and a digit on both sides of the point.
  private func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var rest = text
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    func takeDigits() -> Int {
      let digits = rest.prefix { isDigit($0) }.count
      rest = rest.dropFirst(digits)
      return digits
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let integer = takeDigits()
    guard integer > 0, !startsWithZero || integer == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard takeDigits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

extension JSONReader {
  private mutating func string() throws(JSONSyntaxError) -> String {
    let start = at
    at += 1
    let plain = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
      defer { at += 1 }
      return String(decoding: bytes[plain..<at], as: UTF8.self)
    }
    var text = Array(bytes[plain..<at])
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: Array(String(try escape()).utf8))
      default: text.append(byte)
      }
    }
    throw fault("a string has no closing quote", at: start)
  }

  private mutating func escape() throws(JSONSyntaxError) -> Character {
    guard at < bytes.count else { throw fault("a string ends inside an escape") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "u"): return Character(try unicodeEscape())
    default: throw fault("\\\(Character(Unicode.Scalar(byte))) is no escape of JSON", at: at - 2)
    }
  }

  private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = at
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    at += 2
    let second = try hexadecimal()
    let combined = 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)
    guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(combined) else {
      throw fault("half of a surrogate pair", at: start)
    }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
    guard at + 4 <= bytes.count,
      bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits should follow \\u") }
    at += 4
    return value
  }
}
