import Pools

/// Reads an expression: calls, strings in single quotes, whole numbers, and access by `.name` and `[…]`.
struct ExpressionParser {
  private let bytes: [UInt8]
  private var at: Int
  private var depth = 0
  /// How many levels the deepest of what has been read here has.
  private var height = 0
  private let maximumDepth: Int

  /// Reads the expression that the whole of `text` is, brackets included.
  static func parse(_ text: String, limits: TemplateLimits = .arm) throws(EvaluationFault) -> Expression {
    guard text.utf8.count <= limits.expressionLength else {
      throw EvaluationFault(
        "the expression has \(text.utf8.count) characters, and ARM takes \(limits.expressionLength)")
    }
    var parser = ExpressionParser(bytes: Array(text.utf8), at: 1, maximumDepth: limits.expressionDepth)
    let expression = try parser.expression()
    parser.skipBlank()
    guard parser.at == parser.bytes.count - 1, parser.bytes[parser.at] == UInt8(ascii: "]") else {
      throw parser.fault("something stands behind the expression's end")
    }
    return expression
  }

  private init(bytes: [UInt8], at: Int, maximumDepth: Int) {
    self.bytes = bytes
    self.at = at
    self.maximumDepth = maximumDepth
  }

  private func fault(_ message: String, at position: Int? = nil) -> EvaluationFault {
    EvaluationFault("the expression cannot be read: \(message)", offset: position ?? at)
  }

  private mutating func skipBlank() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private func next(is byte: Unicode.Scalar) -> Bool { at < bytes.count && bytes[at] == UInt8(ascii: byte) }

  /// Reads an expression that may stand within others.
  ///
  /// Accesses in a row lie within one another as calls do. The height is that of what has been read here so far, so that
  /// no expression is higher than twice the maximum depth, however its calls and accesses are mixed.
  private mutating func expression() throws(EvaluationFault) -> Expression {
    guard depth < maximumDepth else { throw fault("it is nested deeper than \(maximumDepth) levels") }
    depth += 1
    let outer = height
    height = 0
    defer {
      depth -= 1
      height = max(outer, height + 1)
    }
    var result = try primary()
    var accesses = 0
    while true {
      guard height <= 2 * maximumDepth else { throw fault("it is nested deeper than \(2 * maximumDepth) levels") }
      skipBlank()
      let start = at
      guard next(is: ".") || next(is: "[") else { return result }
      accesses += 1
      guard accesses <= maximumDepth else { throw fault("it has more than \(maximumDepth) accesses in a row") }
      height += 1
      let named = next(is: ".")
      at += 1
      skipBlank()
      if named {
        result = Expression(.access(result, .string(try name())), offset: start)
      } else {
        let key = try expression()
        try expect("]")
        result = Expression(.access(result, key), offset: start)
      }
    }
  }

  private mutating func expect(_ byte: Unicode.Scalar) throws(EvaluationFault) {
    skipBlank()
    guard next(is: byte) else { throw fault("a \(byte) is missing") }
    at += 1
  }

  private mutating func primary() throws(EvaluationFault) -> Expression {
    skipBlank()
    guard at < bytes.count else { throw fault("it ends where a value should stand") }
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "'"): return Expression(.string(try string()), offset: start)
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return Expression(.integer(try integer()), offset: start)
    default: break
    }
    var called = try name()
    skipBlank()
    if next(is: ".") {
      at += 1
      skipBlank()
      called += "." + (try name())
      skipBlank()
    }
    guard next(is: "(") else { throw fault("\(called) should be called, \(called)(…)", at: start) }
    at += 1
    return Expression(.call(called, try arguments()), offset: start)
  }

  private mutating func arguments() throws(EvaluationFault) -> [Expression] {
    skipBlank()
    if next(is: ")") {
      at += 1
      return []
    }
    var arguments: [Expression] = []
    while true {
      arguments.append(try expression())
      skipBlank()
      if next(is: ",") {
        at += 1
        continue
      }
      try expect(")")
      return arguments
    }
  }

  private mutating func name() throws(EvaluationFault) -> String {
    let start = at
    guard at < bytes.count, Self.isNameStart(bytes[at]) else { throw fault("a name should stand here") }
    while at < bytes.count, Self.isNameByte(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func integer() throws(EvaluationFault) -> Int64 {
    let start = at
    at += 1
    while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
    guard let value = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) else {
      throw fault("this is no whole number of 64 bits", at: start)
    }
    if next(is: ".") { throw fault("the language has whole numbers only; write json('1.5')", at: start) }
    return value
  }

  /// A string ends at a single quote; a doubled one stands for itself.
  private mutating func string() throws(EvaluationFault) -> String {
    let start = at
    var text: [UInt8] = []
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      guard byte == UInt8(ascii: "'") else {
        text.append(byte)
        continue
      }
      guard next(is: "'") else { return String(decoding: text, as: UTF8.self) }
      text.append(byte)
      at += 1
    }
    throw fault("a string has no closing quote", at: start)
  }

  static func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"):
      true
    default: false
    }
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
