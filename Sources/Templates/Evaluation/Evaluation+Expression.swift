import Pools

extension Evaluation {
  func term(_ expression: Expression, _ frame: Frame) throws(EvaluationFault) -> Term {
    try charge(1)
    switch expression.kind {
    case .string(let text): return .known(.string(text))
    case .integer(let number): return .known(.integer(number))
    case .access(let base, let key):
      let base = try deeper { () throws(EvaluationFault) in try term(base, frame) }
      let key = try term(key, frame)
      do throws(EvaluationFault) {
        if isElsewhere, let name = key.value?.string { try checkGroupMember(name, of: expression) }
        return try access(base, key)
      } catch {
        throw error.placed(offset: expression.offset)
      }
    case .call(let name, let arguments):
      do throws(EvaluationFault) {
        return try deeper { () throws(EvaluationFault) in try call(name, arguments, frame) }
      } catch {
        throw error.placed(offset: expression.offset)
      }
    }
  }

  private func access(_ base: Term, _ key: Term) throws(EvaluationFault) -> Term {
    guard !base.isPending, let name = key.value else {
      try charge(base)
      return .pending(Expression(.access(base.expression, key.expression)), base.origin ?? key.origin)
    }
    switch name {
    case .string(let name):
      guard base.kind == "object" else {
        throw EvaluationFault(
          "\(Quoted.bare(name)) is asked of a value of type \(base.kind), and only an object has members")
      }
      if let member = base.exactMember(name) { return member }
      // Names in other capitals are searched for one by one.
      try charge(base.count + (base.count * name.utf8.count) >> 8)
      if let member = base.member(name) { return member }
      let nearest = NearestName.of(name, in: base.members.map { Array($0.keys) } ?? [])
      throw EvaluationFault("the object has no member \(Quoted.bare(name))" + (nearest.map { "; is it \($0)?" } ?? ""))
    case .integer(let index):
      guard let count = base.elements?.count else {
        throw EvaluationFault("element \(index) is asked of a value of type \(base.kind), and only a list has elements")
      }
      guard let element = base.element(index) else {
        throw EvaluationFault("the list has \(count) elements, and none at \(index)")
      }
      return element
    default:
      throw EvaluationFault("a value is accessed by a name or a whole number, not by a value of type \(name.kind)")
    }
  }

  private func call(_ name: String, _ arguments: [Expression], _ frame: Frame) throws(EvaluationFault) -> Term {
    if name.contains(".") { return try callOwn(name, arguments, frame) }
    guard let function = FunctionTable.function(name) else {
      throw EvaluationFault(FunctionTable.elsewhere(name) ?? "the function \(name) is not known")
    }
    guard function.arguments.contains(arguments.count) else {
      throw EvaluationFault("\(function.name) takes \(function.argumentsText), and has \(arguments.count)")
    }
    if case .special(let special) = function.body { return try call(special, function.name, arguments, frame) }
    let terms = try self.terms(arguments, frame)
    return try apply(function, to: terms)
  }

  func terms(_ arguments: [Expression], _ frame: Frame) throws(EvaluationFault) -> [Term] {
    var terms: [Term] = []
    for argument in arguments { terms.append(try term(argument, frame)) }
    return terms
  }

  /// Applies a function that depends on nothing but its arguments.
  func apply(_ function: FunctionDefinition, to terms: [Term]) throws(EvaluationFault) -> Term {
    var sizes: [Int] = []
    for term in terms { sizes.append(try charge(term)) }
    if let work = function.work { try charge(work(terms, sizes)) }
    if case .plain(_, let structural?) = function.body, let result = try structural(terms) { return result }
    var values: [JSONValue] = []
    for term in terms {
      guard let value = term.value else { return pending(function.name, terms) }
      values.append(value)
    }
    guard case .plain(let body, _) = function.body else { return pending(function.name, terms) }
    let result = try body(Arguments(function: function.name, values: values))
    if case .string(let text) = result, text.utf8.count > template.limits.stringBytes {
      throw EvaluationFault("\(function.name) makes a string of more than \(template.limits.stringBytes) bytes")
    }
    // What is made is counted too: a short call may make a long list, and another one is made before this one is used.
    let made = Term.known(result, Self.origin(of: terms))
    try charge(made)
    return made
  }

  /// A call that goes through to ARM, its arguments evaluated as far as they can be.
  func pending(_ name: String, _ terms: [Term]) -> Term {
    .pending(.call(name, terms.map(\.expression)), Self.origin(of: terms))
  }

  static func origin(of terms: [Term]) -> SourceLocation? {
    for term in terms { if let origin = term.origin { return origin } }
    return nil
  }

  /// Calls a function of the template's own, which sees its arguments and nothing else.
  private func callOwn(_ name: String, _ arguments: [Expression], _ frame: Frame) throws(EvaluationFault) -> Term {
    guard let function = template.functions[name.lowercased()] else {
      throw EvaluationFault("the template's functions section has no \(name)")
    }
    guard function.parameters.count == arguments.count else {
      throw EvaluationFault("\(name) takes \(function.parameters.count) arguments, and has \(arguments.count)")
    }
    guard frame.depth < template.limits.depth else {
      throw EvaluationFault("\(name) calls itself more than \(template.limits.depth) deep")
    }
    var inner = Frame()
    inner.depth = frame.depth + 1
    var values: [String: Term] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      values[parameter.lowercased()] = try term(argument, frame)
    }
    inner.functionArguments = values
    return try term(function.output, inner)
  }
}
