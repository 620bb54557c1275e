import Pools

extension Expression {
  /// The expression's canonical text with its brackets: one blank behind a comma, functions in ARM's own capitals.
  var bracketed: String { "[\(text)]" }

  var text: String {
    switch kind {
    case .string(let text): Self.quoted(text)
    case .integer(let number): String(number)
    case .call(let name, let arguments):
      "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .access(let base, let key):
      switch key.kind {
      case .string(let name) where Self.isIdentifier(name): "\(base.text).\(name)"
      default: "\(base.text)[\(key.text)]"
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "'"
    for character in text.unicodeScalars {
      if character == "'" { quoted.unicodeScalars.append(character) }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "'"
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
