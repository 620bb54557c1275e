import Pools

/// Types scalars by the core schema of YAML 1.2.2 (section 10.3.2): `no`, `on` and `12:30` are text, `0o17` is 15, and
/// `017` is 17.
enum YAMLScalar {
  static func value(of text: String, style: YAMLTree.Style) -> JSONValue? {
    switch style {
    case .text: .string(text)
    case .plain: plain(text)
    case .null: isNull(text) ? .null : nil
    case .bool: bool(text).map(JSONValue.bool)
    case .integer: integer(text)
    case .float: integer(text) ?? number(text)
    }
  }

  private static func plain(_ text: String) -> JSONValue? {
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"): return isNull(text) ? .null : .string(text)
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      return bool(text).map(JSONValue.bool) ?? .string(text)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      if isInfinite(text) { return nil }
      guard let isWhole = numberForm(text) else { return integer(text) ?? .string(text) }
      return isWhole ? integer(text) : number(text)
    default: return .string(text)
    }
  }

  private static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }

  private static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  private static func isInfinite(_ text: String) -> Bool {
    let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
    return [".inf", ".Inf", ".INF"].contains(unsigned) || [".nan", ".NaN", ".NAN"].contains(text)
  }

  /// A whole number; one past 64 bits becomes a `number`, as JSON reads it.
  private static func integer(_ text: String) -> JSONValue? {
    if text.hasPrefix("0o") { return digits(text.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return digits(text.dropFirst(2), radix: 16) }
    let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ isDigit($0) }) else { return nil }
    return Int64(text).map(JSONValue.integer) ?? finite(text)
  }

  /// Nil for a number that is too long or too large to be one in JSON; it is no text either.
  private static func finite(_ text: String) -> JSONValue? {
    guard text.utf8.count <= JSONReader.maximumNumberLength, let value = Double(text), value.isFinite else {
      return nil
    }
    return .number(value)
  }

  private static func digits(_ text: Substring, radix: Int) -> JSONValue? {
    guard !text.hasPrefix("-"), !text.hasPrefix("+") else { return nil }
    return Int64(text, radix: radix).map(JSONValue.integer)
  }

  /// A number with a fraction or an exponent.
  private static func number(_ text: String) -> JSONValue? {
    guard numberForm(text) != nil else { return nil }
    return finite(text.hasSuffix(".") ? text + "0" : text)
  }

  /// True for digits alone, with a sign or without, false for a number with a fraction or an exponent; nil for what is no
  /// number in the decimal system. Swift's own reader would take hexadecimal floats and `nan` as well.
  private static func numberForm(_ text: String) -> Bool? {
    var rest = Substring(text)
    func takeDigits() -> Int {
      let found = rest.utf8.prefix { isDigit($0) }.count
      rest = rest.dropFirst(found)
      return found
    }
    if rest.hasPrefix("+") || rest.hasPrefix("-") { rest = rest.dropFirst() }
    let whole = takeDigits()
    if whole > 0, rest.isEmpty { return true }
    var fraction = 0
    if rest.hasPrefix(".") {
      rest = rest.dropFirst()
      fraction = takeDigits()
    }
    guard whole + fraction > 0 else { return nil }
    if rest.hasPrefix("e") || rest.hasPrefix("E") {
      rest = rest.dropFirst()
      if rest.hasPrefix("+") || rest.hasPrefix("-") { rest = rest.dropFirst() }
      guard takeDigits() > 0 else { return nil }
    }
    return rest.isEmpty ? false : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
