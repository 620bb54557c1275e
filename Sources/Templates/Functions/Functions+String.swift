import Pools

extension FunctionTable {
  static let stringFunctions: [FunctionDefinition] = [
    FunctionDefinition("base64", 1...1, EncodingFunctions.base64),
    FunctionDefinition("base64ToJson", 1...1, EncodingFunctions.base64ToJSON),
    FunctionDefinition("base64ToString", 1...1, EncodingFunctions.base64ToString),
    FunctionDefinition("dataUri", 1...1, EncodingFunctions.dataURI),
    FunctionDefinition("dataUriToString", 1...1, EncodingFunctions.dataURIToString),
    FunctionDefinition("endsWith", 2...2, StringFunctions.endsWith),
    FunctionDefinition("fail", 1...1, StringFunctions.fail),
    FunctionDefinition("format", 1...(.max), Format.format),
    FunctionDefinition("guid", 1...(.max), HashFunctions.guid),
    FunctionDefinition("join", 2...2, StringFunctions.join, work: FunctionWork.join),
    FunctionDefinition("newGuid", 0...0, special: .refused("makes another value at every deployment")),
    FunctionDefinition("padLeft", 2...3, StringFunctions.padLeft),
    FunctionDefinition("replace", 3...3, StringFunctions.replace, work: FunctionWork.search),
    FunctionDefinition("split", 2...2, StringFunctions.split, work: FunctionWork.split),
    FunctionDefinition("startsWith", 2...2, StringFunctions.startsWith),
    FunctionDefinition("string", 1...1, StringFunctions.string),
    FunctionDefinition("substring", 2...3, StringFunctions.substring),
    FunctionDefinition("toLower", 1...1) { arguments throws(EvaluationFault) in
      .string(try arguments.string(0).lowercased())
    },
    FunctionDefinition("toUpper", 1...1) { arguments throws(EvaluationFault) in
      .string(try arguments.string(0).uppercased())
    },
    FunctionDefinition("trim", 1...1) { arguments throws(EvaluationFault) in
      .string(StringFunctions.trimmed(try arguments.string(0)))
    },
    FunctionDefinition("uniqueString", 1...(.max), HashFunctions.uniqueString),
    FunctionDefinition("uri", 2...2, EncodingFunctions.uri),
    FunctionDefinition("uriComponent", 1...1, EncodingFunctions.uriComponent),
    FunctionDefinition("uriComponentToString", 1...1, EncodingFunctions.uriComponentToString),
  ]
}

/// Strings, in UTF-16 units as ARM counts them.
enum StringFunctions {
  /// The text of a string, number or boolean argument.
  static func scalarText(_ arguments: Arguments, _ index: Int) throws(EvaluationFault) -> String {
    switch arguments[index] {
    case .string(let text): text
    case .integer, .number: arguments[index].text()
    case .bool(let flag): flag ? "True" : "False"
    case .null, .array, .object: throw arguments.wrong(index, "a string, a number or a boolean")
    }
  }

  /// Objects and lists become JSON on one line.
  static func string(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    switch arguments[0] {
    case .null: throw arguments.wrong(0, "a value")
    case .array, .object: .string(arguments[0].text())
    default: .string(try scalarText(arguments, 0))
    }
  }

  static func startsWith(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    .bool(Array(try arguments.string(0).lowercased().utf16).starts(with: try arguments.string(1).lowercased().utf16))
  }

  static func endsWith(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try arguments.string(0).lowercased().utf16.reversed()
    return .bool(text.starts(with: try arguments.string(1).lowercased().utf16.reversed()))
  }

  /// Where the second string stands in the first, in any capitals; -1: nowhere.
  static func position(_ arguments: Arguments, last: Bool) throws(EvaluationFault) -> Int64 {
    let text = Array(try arguments.string(0).lowercased().utf16)
    let wanted = Array(try arguments.string(1).lowercased().utf16)
    guard wanted.count <= text.count else { return -1 }
    if wanted.isEmpty { return last ? Int64(max(0, text.count - 1)) : 0 }
    let search = TextSearch(wanted)
    return Int64((last ? search.last(in: text) : search.first(in: text)) ?? -1)
  }

  static func join(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let elements = try arguments.array(0)
    let separator = try arguments.string(1)
    var texts: [String] = []
    var bytes = 0
    for index in elements.indices {
      let text = try scalarText(Arguments(function: arguments.function, values: elements), index)
      bytes += text.utf8.count + separator.utf8.count
      try arguments.bound(bytes)
      texts.append(text)
    }
    return .string(texts.joined(separator: separator))
  }

  static func padLeft(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try scalarText(arguments, 0)
    let (length, padding) = (try arguments.int(1), arguments.count > 2 ? try arguments.string(2) : " ")
    guard padding.utf16.count == 1 else { throw arguments.fault("the padding should be one character") }
    // ARM's own bound on what a string literal may have.
    guard length <= 131_072 else { throw arguments.fault("the length should be at most 131072") }
    return .string(String(repeating: padding, count: max(0, length - text.utf16.count)) + text)
  }

  static func replace(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let (text, old, new) = (try arguments.string(0), try arguments.string(1), try arguments.string(2))
    guard !old.isEmpty else { throw arguments.fault("the text to replace is empty") }
    let parts = text.splitting(at: [old])
    let (added, isOverflow) = parts.count.multipliedReportingOverflow(by: new.utf8.count)
    try arguments.bound(isOverflow ? .max : added)
    return .string(parts.joined(separator: new))
  }

  static func split(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = try arguments.string(0)
    var delimiters: [String] = []
    if case .array(let list) = arguments[1] {
      for element in list {
        guard let delimiter = element.string else { throw arguments.fault("a delimiter should be a string") }
        delimiters.append(delimiter)
      }
    } else {
      delimiters.append(try arguments.string(1))
    }
    return .array(text.splitting(at: delimiters.filter { !$0.isEmpty }).map { .string($0) })
  }

  static func substring(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    let text = Array(try arguments.string(0).utf16)
    let start = try arguments.int(1)
    let length = arguments.count > 2 ? try arguments.int(2) : text.count - start
    guard start >= 0, length >= 0, start + length <= text.count else {
      throw arguments.fault("the string has \(text.count) characters, and no \(length) from \(start)")
    }
    return .string(String(decoding: text[start..<(start + length)], as: UTF16.self))
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
    guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(String.UnicodeScalarView(scalars[...last]))
  }

  static func fail(_ arguments: Arguments) throws(EvaluationFault) -> JSONValue {
    throw EvaluationFault("the template gives up: \(try arguments.string(0))")
  }
}
