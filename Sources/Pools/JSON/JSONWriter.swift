extension JSONValue {
  /// The value as JSON text with sorted member names, the same to the byte wherever it is written.
  ///
  /// - Parameter indentation: spaces a level; nil writes one line without blanks.
  package func text(indentation: Int? = nil) -> String {
    String(decoding: utf8Text(indentation: indentation), as: UTF8.self)
  }

  /// The same text as bytes.
  package func utf8Text(indentation: Int? = nil) -> [UInt8] {
    var writer = JSONWriter(indentation: indentation)
    writer.write(self, level: 0)
    return writer.bytes
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  let indentation: Int?

  init(indentation: Int?) { self.indentation = indentation }

  mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .integer(let number): append(String(number))
    case .number(let number): write(number)
    case .string(let string): write(string)
    case .array(let elements):
      append("[")
      for (position, element) in elements.enumerated() {
        if position > 0 { append(",") }
        breakLine(level + 1)
        write(element, level: level + 1)
      }
      if !elements.isEmpty { breakLine(level) }
      append("]")
    case .object(let members):
      append("{")
      for (position, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if position > 0 { append(",") }
        breakLine(level + 1)
        write(member.key)
        append(indentation == nil ? ":" : ": ")
        write(member.value, level: level + 1)
      }
      if !members.isEmpty { breakLine(level) }
      append("}")
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func breakLine(_ level: Int) {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indentation * level))
  }

  /// JSON has no infinities; a number that is none is written as null, as JavaScript does.
  private mutating func write(_ number: Double) {
    if let whole = Int64(exactly: number) {
      append(String(whole))
    } else {
      append(number.isFinite ? "\(number)" : "null")
    }
  }

  private mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
