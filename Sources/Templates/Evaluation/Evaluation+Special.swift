import Pools

extension Evaluation {
  /// Calls a function that is lazy, or depends on where it stands.
  func call(
    _ special: SpecialFunction, _ name: String, _ arguments: [Expression], _ frame: Frame
  ) throws(EvaluationFault) -> Term {
    switch special {
    case .choose: return try choose(arguments, frame)
    case .and: return try connective(name, deciding: false, arguments, frame)
    case .or: return try connective(name, deciding: true, arguments, frame)
    case .coalesce: return try coalesce(arguments, frame)
    case .filter, .map, .reduce, .sort, .toObject, .groupBy, .mapValues:
      return try callLambda(special, name, arguments, frame)
    case .lambda: throw EvaluationFault("lambda may only be an argument of map, filter, reduce, sort and the like")
    case .refused(let reason):
      throw EvaluationFault("\(name) \(reason), so the pool would never be in step; give a value instead")
    default: break
    }
    let terms = try terms(arguments, frame)
    for term in terms { try charge(term) }
    switch special {
    case .parameters: return try parameter(of: terms, name, frame)
    case .variables:
      guard frame.functionArguments == nil else {
        throw EvaluationFault("a function of the template sees its own parameters only, no variables")
      }
      return try variable(try string(terms[0], of: name))
    case .lambdaVariables:
      let variable = try string(terms[0], of: name)
      guard let value = frame.lambdaVariables[variable.lowercased()] else {
        throw EvaluationFault("no lambda around this has a variable \(Quoted.bare(variable))")
      }
      return value
    case .copyIndex: return try copyIndex(terms, frame)
    case .resourceGroup: return resourceGroup
    case .subscription: return subscription
    case .tenant: return tenant
    case .deployment: return deployment
    case .environment: return .known(Self.publicCloud)
    case .resourceID, .subscriptionResourceID, .tenantResourceID, .extensionResourceID, .managementGroupResourceID:
      return try identifier(special, name, terms)
    case .reference: return try reference(terms)
    case .references: return try references(terms)
    case .resourceInfo: return try resourceInfo(terms)
    case .list: return try list(name, terms)
    case .zones where runtime != nil: return zones(terms)
    default: return pending(name, terms)
    }
  }

  /// The zones that a region with three of them would pick.
  private func zones(_ terms: [Term]) -> Term {
    let count = terms.count > 3 ? terms[3].value?.integer ?? 1 : 1
    let offset = terms.count > 4 ? terms[4].value?.integer ?? 0 : 0
    let zones: [JSONValue] = ["1", "2", "3"]
    return .known(.array(Array(zones.dropFirst(Int(clamping: max(0, offset))).prefix(Int(clamping: max(0, count))))))
  }

  /// An argument that has to be known: a name.
  func string(_ term: Term, of function: String) throws(EvaluationFault) -> String {
    guard let text = term.value?.string else {
      throw EvaluationFault("\(function) takes a name, and this is of type \(term.kind)")
    }
    return text
  }

  private func parameter(of terms: [Term], _ name: String, _ frame: Frame) throws(EvaluationFault) -> Term {
    let parameter = try string(terms[0], of: name)
    guard let arguments = frame.functionArguments else { return try self.parameter(parameter) }
    guard let value = arguments[parameter.lowercased()] else {
      throw EvaluationFault("the function has no parameter \(Quoted.bare(parameter)); it sees its own parameters only")
    }
    return value
  }

  /// Only the branch that counts is evaluated, both where the condition is not known.
  private func choose(_ arguments: [Expression], _ frame: Frame) throws(EvaluationFault) -> Term {
    let condition = try term(arguments[0], frame)
    if let value = condition.value {
      guard let flag = value.bool else {
        throw EvaluationFault("the condition of if should be a boolean, and is of type \(value.kind)")
      }
      return try term(arguments[flag ? 1 : 2], frame)
    }
    return pending("if", [condition, try term(arguments[1], frame), try term(arguments[2], frame)])
  }

  /// `and` is decided by one false, `or` by one true; what does not decide falls away.
  private func connective(
    _ name: String, deciding: Bool, _ arguments: [Expression], _ frame: Frame
  ) throws(EvaluationFault) -> Term {
    var open: [Term] = []
    var seen: [Term] = []
    for argument in arguments {
      let term = try term(argument, frame)
      seen.append(term)
      guard let value = term.value else {
        open.append(term)
        continue
      }
      guard let flag = value.bool else {
        throw EvaluationFault("\(name) takes booleans, and this is of type \(value.kind)")
      }
      if flag == deciding { return .known(.bool(deciding), term.origin) }
    }
    switch open.count {
    case 0: return .known(.bool(!deciding), Self.origin(of: seen))
    case 1: return open[0]
    default: return pending(name, open)
    }
  }

  private func coalesce(_ arguments: [Expression], _ frame: Frame) throws(EvaluationFault) -> Term {
    var open: [Term] = []
    for argument in arguments {
      let term = try term(argument, frame)
      if case .known(.null, _) = term { continue }
      open.append(term)
      if !term.isPending { break }
    }
    guard let first = open.first else { return .known(.null) }
    return first.isPending ? pending("coalesce", open) : first
  }

  /// `copyIndex()`, `copyIndex(offset)`, `copyIndex('loop')`, `copyIndex('loop', offset)`.
  private func copyIndex(_ terms: [Term], _ frame: Frame) throws(EvaluationFault) -> Term {
    var values: [JSONValue] = []
    for term in terms {
      guard let value = term.value else { throw EvaluationFault("copyIndex takes known values only") }
      values.append(value)
    }
    let name = values.first?.string
    let offset = name == nil ? values.first : values.dropFirst().first
    guard offset == nil || offset?.integer != nil, values.count < 2 || name != nil else {
      throw EvaluationFault("copyIndex takes a loop's name, an offset, or both in this order")
    }
    let iteration: Frame.Iteration?
    if let name {
      iteration = frame.iterations.last { $0.name == name.lowercased() }
    } else {
      iteration = frame.iterations.last { $0.isResource } ?? frame.iterations.last
    }
    guard let iteration else {
      throw EvaluationFault(
        name.map { "copyIndex('\(Quoted.bare($0))') stands outside a loop of that name" }
          ?? "copyIndex stands outside a loop")
    }
    let (position, isOverflow) = Int64(iteration.index).addingReportingOverflow(offset?.integer ?? 0)
    guard !isOverflow else { throw EvaluationFault("copyIndex: the result does not fit 64 bits") }
    return .known(.integer(position))
  }
}
