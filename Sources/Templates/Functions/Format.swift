import Pools

/// The composite format of .NET: `{0}`, `{1,-8}`, `{2:N0}`, with `{{` and `}}` for braces.
enum Format {
  static func format(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let pattern = Array(try arguments.string(0).unicodeScalars)
    var text = String.UnicodeScalarView()
    var at = 0
    var bytes = 0
    while at < pattern.count {
      let character = pattern[at]
      let isDoubled = at + 1 < pattern.count && pattern[at + 1] == character
      switch character {
      case "{" where isDoubled, "}" where isDoubled:
        text.append(character)
        at += 2
      case "{":
        guard let end = pattern[at...].firstIndex(of: "}") else { throw arguments.fault("a brace is never closed") }
        let hole = String(String.UnicodeScalarView(pattern[(at + 1)..<end]))
        let part = try filled(hole, arguments)
        bytes += part.utf8.count
        try arguments.bound(bytes)
        text.append(contentsOf: part.unicodeScalars)
        at = end + 1
      case "}": throw arguments.fault("a closing brace should be doubled")
      default:
        text.append(character)
        at += 1
      }
    }
    return .string(String(text))
  }

  /// The text for `index[,alignment][:format]`.
  private static func filled(_ hole: String, _ arguments: Arguments) throws(EvaluationFault) -> String {
    let parts = hole.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let head = parts[0].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let index = Int(StringFunctions.trimmed(String(head[0]))), index >= 0 else {
      throw arguments.fault("{\(Quoted.bare(hole))} names no argument")
    }
    guard index < arguments.count - 1 else {
      throw arguments.fault("{\(Quoted.bare(hole))} names argument \(index), and there are \(arguments.count - 1)")
    }
    let text = try text(arguments[index + 1], parts.count > 1 ? String(parts[1]) : "", arguments)
    guard head.count > 1 else { return text }
    guard let width = Int(StringFunctions.trimmed(String(head[1]))), (-131_072...131_072).contains(width) else {
      throw arguments.fault("{\(Quoted.bare(hole))} has no width behind its comma")
    }
    let padding = String(repeating: " ", count: max(0, abs(width) - text.utf16.count))
    return width < 0 ? text + padding : padding + text
  }

  private static func text(
    _ value: JSONValue, _ format: String, _ arguments: Arguments
  ) throws(EvaluationFault) -> String {
    switch value {
    case .null: return ""
    case .bool(let flag): return flag ? "True" : "False"
    case .string(let text): return text
    case .array, .object: return value.text()
    case .integer, .number:
      guard !format.isEmpty else { return value.text() }
      guard let text = NumberFormat.text(value, format) else {
        throw arguments.fault("the number format \(Quoted.bare(format)) is not supported; D, N, F, X and 0s are")
      }
      return text
    }
  }
}

/// Numbers in .NET's standard formats D, F, N and X, and in custom ones of zeros.
private enum NumberFormat {
  /// Zeros in a custom format: as many as digits in a standard one.
  private static let longestFormat = 99

  /// Nil where the format is another.
  static func text(_ value: JSONValue, _ format: String) -> String? {
    guard let first = format.first else { return value.text() }
    if format.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) {
      return format.utf8.count <= longestFormat ? padded(value, to: format.utf8.count) : nil
    }
    guard
      let precision = format.count == 1
        ? Int?.none : Int(format.dropFirst()).flatMap({ (0...99).contains($0) ? $0 : nil })
    else { return format.count == 1 ? standard(value, first, nil) : nil }
    return standard(value, first, precision)
  }

  private static func standard(_ value: JSONValue, _ kind: Character, _ precision: Int?) -> String? {
    switch kind {
    case "D", "d": return padded(value, to: precision ?? 1)
    case "X", "x":
      guard let number = value.integer else { return nil }
      let digits = String(UInt64(bitPattern: number), radix: 16, uppercase: kind == "X")
      return String(repeating: "0", count: max(0, (precision ?? 1) - digits.count)) + digits
    case "N", "n", "F", "f":
      guard let (sign, whole, fraction) = rounded(value, to: precision ?? 2) else { return nil }
      let groups = kind == "N" || kind == "n" ? grouped(whole) : whole
      return sign + groups + (fraction.isEmpty ? "" : ".\(fraction)")
    default: return nil
    }
  }

  private static func padded(_ value: JSONValue, to width: Int) -> String? {
    guard let number = value.integer else { return nil }
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// The digits before and behind the point. Nil where the number is too large to have them all.
  private static func rounded(_ value: JSONValue, to places: Int) -> (String, String, String)? {
    if let number = value.integer {
      return (number < 0 ? "-" : "", String(number.magnitude), String(repeating: "0", count: places))
    }
    guard let number = value.double, places <= 9 else { return nil }
    let scale = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
    guard let scaled = Int64(exactly: (abs(number) * scale).rounded(.toNearestOrAwayFromZero)) else { return nil }
    let digits = String(scaled)
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (number < 0 && scaled != 0 ? "-" : "", String(filled.dropLast(places)), String(filled.suffix(places)))
  }
}
