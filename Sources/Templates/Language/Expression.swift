import Pools

/// An expression of ARM's template language: what stands between `[` and `]`.
struct Expression: Hashable, Sendable {
  indirect enum Kind: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    /// A call; the name as it was written, with its namespace for a user's function: `contoso.name`.
    case call(String, [Expression])
    /// `base.name`, `base['name']` and `base[0]`.
    case access(Expression, Expression)
  }

  var kind: Kind
  /// Bytes from the begin of the string that holds the expression, its opening bracket counted.
  var offset: Int

  init(_ kind: Kind, offset: Int = 0) {
    self.kind = kind
    self.offset = offset
  }

  static func call(_ name: String, _ arguments: [Expression]) -> Expression { Expression(.call(name, arguments)) }
  static func string(_ text: String) -> Expression { Expression(.string(text)) }

  /// Two expressions that say the same are equal wherever they stand.
  static func == (left: Expression, right: Expression) -> Bool { left.kind == right.kind }
  func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension Expression {
  /// True where a string is an expression to ARM: in brackets, and the opening one not doubled.
  static func isExpression(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]") && text.utf8.count > 1
      && text.utf8.dropFirst().first != UInt8(ascii: "[")
  }

  /// What a string that is no expression stands for: a doubled bracket is one.
  static func unescaped(_ text: String) -> String {
    text.hasPrefix("[[") && text.utf8.last == UInt8(ascii: "]") ? String(text.dropFirst()) : text
  }

  /// The string that stands for `text` itself in a template.
  static func escaped(_ text: String) -> String {
    text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]") && text.utf8.count > 1
      ? "[" + text : text
  }
}

extension Expression {
  /// The names that `parameters(…)` is called with anywhere in the expression.
  var parameterNames: Set<String> {
    var names: Set<String> = []
    collectParameterNames(into: &names)
    return names
  }

  private func collectParameterNames(into names: inout Set<String>) {
    switch kind {
    case .string, .integer: break
    case .access(let base, let key):
      base.collectParameterNames(into: &names)
      key.collectParameterNames(into: &names)
    case .call(let name, let arguments):
      if name.lowercased() == "parameters", case .string(let parameter)? = arguments.first?.kind {
        names.insert(parameter)
      }
      for argument in arguments { argument.collectParameterNames(into: &names) }
    }
  }
}
