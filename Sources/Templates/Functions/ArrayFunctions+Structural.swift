import Pools

/// What these functions say of lists and strings that are known in part only.
extension ArrayFunctions {
  static func array(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    if terms[0].elements != nil { return terms[0] }
    return terms[0].isPending ? nil : .list(terms)
  }

  static func createArray(_ terms: [Term]) throws(EvaluationFault) -> Term? { .list(terms) }

  /// Lists are joined; of strings the known neighbours are, and a concat within a concat is one.
  static func concat(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    let lists = terms.compactMap(\.elements)
    if lists.count == terms.count { return .list(Array(lists.joined())) }
    guard terms.contains(where: \.isPending), lists.isEmpty else { return nil }
    var arguments: [Expression] = []
    for term in terms {
      switch term {
      case .pending(let expression, _):
        if case .call("concat", let inner) = expression.kind {
          for argument in inner { append(argument, to: &arguments) }
        } else {
          arguments.append(expression)
        }
      case .known(let value, _):
        let text = try StringFunctions.scalarText(Arguments(function: "concat", values: [value]), 0)
        append(.string(text), to: &arguments)
      case .array, .object: return nil
      }
    }
    return .pending(.call("concat", arguments), Evaluation.origin(of: terms))
  }

  private static func append(_ argument: Expression, to arguments: inout [Expression]) {
    if case .string(let text) = argument.kind {
      if text.isEmpty { return }
      if case .string(let before)? = arguments.last?.kind {
        arguments[arguments.count - 1] = .string(before + text)
        return
      }
    }
    arguments.append(argument)
  }

  static func contains(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .object(let members) = terms[0], let name = terms[1].value?.string else { return nil }
    return .known(.bool(members.keys.contains { $0.lowercased() == name.lowercased() }))
  }

  static func empty(_ terms: [Term]) throws(EvaluationFault) -> Term? { try length(terms).map { isZero($0) } }

  private static func isZero(_ term: Term) -> Term { .known(.bool(term.value == .integer(0)), term.origin) }

  static func length(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    switch terms[0] {
    case .array(let elements): .known(.integer(Int64(elements.count)))
    case .object(let members): .known(.integer(Int64(members.count)))
    case .known, .pending: nil
    }
  }

  static func first(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    if case .array(let elements) = terms[0] { elements.first } else { nil }
  }

  static func last(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    if case .array(let elements) = terms[0] { elements.last } else { nil }
  }

  static func skip(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .array(let elements) = terms[0], let count = terms[1].value?.integer else { return nil }
    return .list(Array(elements.dropFirst(Int(clamping: Swift.max(0, count)))))
  }

  static func take(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .array(let elements) = terms[0], let count = terms[1].value?.integer else { return nil }
    return .list(Array(elements.prefix(Int(clamping: Swift.max(0, count)))))
  }

  static func flatten(_ terms: [Term]) throws(EvaluationFault) -> Term? {
    guard case .array(let elements) = terms[0] else { return nil }
    let lists = elements.compactMap(\.elements)
    return lists.count == elements.count ? .list(Array(lists.joined())) : nil
  }
}
