import Pools

extension Expression {
  /// The expression's canonical text with its brackets: one blank behind a comma, functions in ARM's own capitals.
  var bracketed: String {
    var bytes = [UInt8(ascii: "[")]
    write(into: &bytes)
    bytes.append(UInt8(ascii: "]"))
    return String(decoding: bytes, as: UTF8.self)
  }

  var text: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The beginning of the text on one line, for a message.
  ///
  /// What is left of an expression may be the same part a million times over, which is never written out.
  var excerpt: String {
    var bytes: [UInt8] = []
    write(into: &bytes, limit: Self.longestExcerpt + 1)
    let text = Quoted.line(String(decoding: bytes.prefix(Self.longestExcerpt), as: UTF8.self))
    return bytes.count > Self.longestExcerpt ? text + "…" : text
  }

  /// Bytes of an expression in a message: what most people write fits, and a line of a terminal is not much longer.
  private static let longestExcerpt = 200

  /// By bytes, each once: a text may be the whole program of a machine. Behind `limit` bytes nothing more is begun.
  private func write(into bytes: inout [UInt8], limit: Int = .max) {
    guard bytes.count < limit else { return }
    switch kind {
    case .string(let text): Self.write(quoted: text, into: &bytes)
    case .integer(let number): bytes += String(number).utf8
    case .call(let name, let arguments):
      bytes += name.utf8
      bytes.append(UInt8(ascii: "("))
      for (position, argument) in arguments.enumerated() {
        if position > 0 { bytes += ", ".utf8 }
        argument.write(into: &bytes, limit: limit)
      }
      bytes.append(UInt8(ascii: ")"))
    case .access(let base, let key):
      base.write(into: &bytes, limit: limit)
      if case .string(let name) = key.kind, Self.isIdentifier(name) {
        bytes.append(UInt8(ascii: "."))
        bytes += name.utf8
      } else {
        bytes.append(UInt8(ascii: "["))
        key.write(into: &bytes, limit: limit)
        bytes.append(UInt8(ascii: "]"))
      }
    }
  }

  private static func write(quoted text: String, into bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "'")
    bytes.reserveCapacity(bytes.count + text.utf8.count + 2)
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, ExpressionParser.isNameStart(first) else { return false }
    return text.utf8.allSatisfy { ExpressionParser.isNameByte($0) }
  }

  /// An expression that stands for a known value.
  init(value: JSONValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .integer(let number): self.init(.integer(number))
    case .bool(let flag): self = .call(flag ? "true" : "false", [])
    case .null: self = .call("null", [])
    case .number, .array, .object: self = .call("json", [.string(value.text())])
    }
  }
}
