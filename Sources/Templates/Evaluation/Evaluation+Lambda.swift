import Pools

/// `lambda('name', …, body)`, with the place that it stands in.
private struct Lambda {
  var names: [String]
  var body: Expression
  var frame: Frame
}

extension Evaluation {
  func callLambda(
    _ special: SpecialFunction, _ name: String, _ arguments: [Expression], _ frame: Frame
  ) throws(EvaluationFault) -> Term {
    let input = try term(arguments[0], frame)
    try charge(input)
    let isObject = if case .mapValues = special { true } else { false }
    guard let elements = isObject ? input.members?.sorted(by: { $0.key < $1.key }).map(\.value) : input.elements else {
      guard input.isPending else {
        throw EvaluationFault(
          "\(name): argument 1 should be an \(isObject ? "object" : "array"), "
            + "and is of type \(input.kind)")
      }
      return try open(name, input, arguments, frame)
    }
    let result: Term? =
      switch special {
      case .filter: try filter(elements, try lambda(arguments[1], 1...2, frame))
      case .map: try map(elements, try lambda(arguments[1], 1...2, frame))
      case .mapValues: try mapValues(input.members ?? [:], try lambda(arguments[1], 1...1, frame))
      case .reduce:
        try reduce(elements, from: try term(arguments[1], frame), try lambda(arguments[2], 2...3, frame))
      case .sort: try sort(elements, try lambda(arguments[1], 2...2, frame))
      case .groupBy: try groupBy(elements, try lambda(arguments[1], 1...1, frame))
      case .toObject:
        try toObject(
          elements, try lambda(arguments[1], 1...1, frame),
          arguments.count > 2 ? try lambda(arguments[2], 1...1, frame) : nil)
      default: nil
      }
    guard let result else { return try open(name, input, arguments, frame) }
    return result
  }

  private func lambda(
    _ argument: Expression, _ counts: ClosedRange<Int>, _ frame: Frame
  ) throws(EvaluationFault) -> Lambda {
    guard case .call(let name, let parts) = argument.kind, name.lowercased() == "lambda", let body = parts.last else {
      throw EvaluationFault("a lambda('name', …, body) should stand here", offset: argument.offset)
    }
    var names: [String] = []
    for part in parts.dropLast() {
      guard case .string(let name) = part.kind else {
        throw EvaluationFault("a lambda's variables are named by strings", offset: part.offset)
      }
      names.append(name)
    }
    guard counts.contains(names.count) else {
      throw EvaluationFault(
        "this lambda has \(names.count) variables, and should have "
          + (counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or \(counts.upperBound)"),
        offset: argument.offset)
    }
    return Lambda(names: names, body: body, frame: frame)
  }

  private func apply(_ lambda: Lambda, _ values: [Term]) throws(EvaluationFault) -> Term {
    try charge(1 + lambda.frame.lambdaVariables.count)
    var frame = lambda.frame
    for (name, value) in zip(lambda.names, values) { frame.lambdaVariables[name.lowercased()] = value }
    return try term(lambda.body, frame)
  }

  /// The call as it goes through to ARM: the lambdas' bodies evaluated as far as they can be without their variables.
  private func open(
    _ name: String, _ input: Term, _ arguments: [Expression], _ frame: Frame
  ) throws(EvaluationFault) -> Term {
    var parts = [input.expression]
    for argument in arguments.dropFirst() {
      guard case .call(let called, _) = argument.kind, called.lowercased() == "lambda" else {
        parts.append(try term(argument, frame).expression)
        continue
      }
      let lambda = try lambda(argument, 1...3, frame)
      let variables = lambda.names.map { Term.pending(.call("lambdaVariables", [.string($0)]), nil) }
      parts.append(.call("lambda", lambda.names.map { .string($0) } + [try apply(lambda, variables).expression]))
    }
    return .pending(.call(name, parts), input.origin)
  }

  private func filter(_ elements: [Term], _ lambda: Lambda) throws(EvaluationFault) -> Term? {
    var kept: [Term] = []
    for (index, element) in elements.enumerated() {
      guard let verdict = try apply(lambda, [element, .known(.integer(Int64(index)))]).value else { return nil }
      guard let flag = verdict.bool else { throw EvaluationFault("filter's lambda should answer a boolean") }
      if flag { kept.append(element) }
    }
    return .list(kept)
  }

  private func map(_ elements: [Term], _ lambda: Lambda) throws(EvaluationFault) -> Term? {
    var mapped: [Term] = []
    for (index, element) in elements.enumerated() {
      mapped.append(try apply(lambda, [element, .known(.integer(Int64(index)))]))
    }
    return .list(mapped)
  }

  private func mapValues(_ members: [String: Term], _ lambda: Lambda) throws(EvaluationFault) -> Term? {
    var mapped: [String: Term] = [:]
    // In one order in every process, so that the first fault is always the same.
    for (name, member) in members.sorted(by: { $0.key < $1.key }) { mapped[name] = try apply(lambda, [member]) }
    return .members(mapped)
  }

  private func reduce(
    _ elements: [Term], from initial: Term, _ lambda: Lambda
  ) throws(EvaluationFault) -> Term? {
    var result = initial
    for (index, element) in elements.enumerated() {
      result = try apply(lambda, [result, element, .known(.integer(Int64(index)))])
      try charge(result)
    }
    return result
  }

  /// Stable: an element goes before the ones that it is less than, by a binary search.
  private func sort(_ elements: [Term], _ lambda: Lambda) throws(EvaluationFault) -> Term? {
    var sorted: [Term] = []
    for element in elements {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        guard let verdict = try apply(lambda, [element, sorted[middle]]).value else { return nil }
        guard let isLess = verdict.bool else { throw EvaluationFault("sort's lambda should answer a boolean") }
        if isLess { high = middle } else { low = middle + 1 }
      }
      // What stands behind it is moved, 64 elements in the time of a step.
      try charge((sorted.count - low) >> 6)
      sorted.insert(element, at: low)
    }
    return .list(sorted)
  }

  private func groupBy(_ elements: [Term], _ lambda: Lambda) throws(EvaluationFault) -> Term? {
    var groups: [String: [Term]] = [:]
    for element in elements {
      guard let key = try apply(lambda, [element]).value else { return nil }
      guard let name = key.string else { throw EvaluationFault("groupBy's lambda should answer a string") }
      groups[name, default: []].append(element)
    }
    return .members(groups.mapValues { .list($0) })
  }

  private func toObject(
    _ elements: [Term], _ keys: Lambda, _ values: Lambda?
  ) throws(EvaluationFault) -> Term? {
    var members: [String: Term] = [:]
    for element in elements {
      guard let key = try apply(keys, [element]).value else { return nil }
      guard let name = key.string else { throw EvaluationFault("toObject's first lambda should answer a string") }
      if let values { members[name] = try apply(values, [element]) } else { members[name] = element }
    }
    return .members(members)
  }
}
