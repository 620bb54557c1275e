import Crypto
import Pools

/// The long texts in expressions that are left to ARM. Evaluation folds variables and parameters into what it leaves, which
/// may make an expression longer than ARM takes although the template's own was short: its texts become variables again.
struct LongTexts {
  /// Where a text is worth a variable; the name of one has 30 characters.
  private static let longest = 256

  /// By the names that the expressions call them by.
  private(set) var variables: [String: JSONValue] = [:]

  /// The expression in its brackets, its long texts as variables if it is longer than `limit`.
  mutating func shortened(_ text: String, limit: Int = TemplateLimits.arm.expressionLength) -> String {
    guard text.utf8.count > limit, let expression = try? ExpressionParser.parse(text, limits: .folded) else {
      return text
    }
    return shortened(expression).bracketed
  }

  private mutating func shortened(_ expression: Expression) -> Expression {
    switch expression.kind {
    case .integer: return expression
    case .access(let base, let key): return Expression(.access(shortened(base), shortened(key)))
    case .call(let name, let arguments): return .call(name, arguments.map { shortened($0) })
    case .string(let text):
      guard text.utf8.count > Self.longest else { return expression }
      let name =
        "text"
        + SHA256.hash(data: Array(text.utf8)).prefix(6).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
      variables[name] = .string(Expression.escaped(text))
      return .call("variables", [.string(name)])
    }
  }
}

extension TemplateLimits {
  /// For expressions that an evaluation has left: as long as any text that it makes.
  static var folded: TemplateLimits {
    var limits = TemplateLimits.arm
    limits.expressionLength = limits.stringBytes
    return limits
  }
}
