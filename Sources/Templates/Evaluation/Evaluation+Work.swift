import Pools

/// How large a value is: the steps that walking it takes, and its levels.
private struct ValueSize {
  /// Where the walk ends: what is larger than this is too large anyway.
  let limit: Int
  var steps = 0
  var isTooDeep = false

  init(limit: Int) { self.limit = limit }

  /// Counts a value and its text; false where nothing inside need be counted any more.
  private mutating func add(_ text: String? = nil, at depth: Int) -> Bool {
    steps += 1 + (text.map { $0.utf8.count >> 4 } ?? 0)
    if depth > JSONReader.defaultDepth { isTooDeep = true }
    return depth <= JSONReader.defaultDepth && steps <= limit
  }

  mutating func add(_ term: Term, depth: Int) {
    switch term {
    case .known(let value, _): add(value, depth: depth)
    case .pending(let expression, _): add(expression, depth: depth)
    case .array(let elements):
      guard add(at: depth) else { return }
      for element in elements { add(element, depth: depth + 1) }
    case .object(let members):
      guard add(at: depth) else { return }
      for (name, member) in members {
        steps += name.utf8.count >> 4
        add(member, depth: depth + 1)
      }
    }
  }

  mutating func add(_ value: JSONValue, depth: Int) {
    switch value {
    case .null, .bool, .integer, .number: _ = add(at: depth)
    case .string(let text): _ = add(text, at: depth)
    case .array(let elements):
      guard add(at: depth) else { return }
      for element in elements { add(element, depth: depth + 1) }
    case .object(let members):
      guard add(at: depth) else { return }
      for (name, member) in members {
        steps += name.utf8.count >> 4
        add(member, depth: depth + 1)
      }
    }
  }

  private mutating func add(_ expression: Expression, depth: Int) {
    switch expression.kind {
    case .integer: _ = add(at: depth)
    case .string(let text): _ = add(text, at: depth)
    case .access(let base, let key):
      guard add(at: depth) else { return }
      add(base, depth: depth + 1)
      add(key, depth: depth + 1)
    case .call(_, let arguments):
      guard add(at: depth) else { return }
      for argument in arguments { add(argument, depth: depth + 1) }
    }
  }
}

extension Evaluation {
  func charge(_ count: Int) throws(EvaluationFault) { try meter.charge(count) }

  /// Counts every value in `term`, and rejects it where it is nested deeper than JSON may be.
  ///
  /// The whole is counted before anything is rejected, so that the order of an object's members, which is another one in
  /// each process, makes no difference.
  ///
  /// - Returns: the steps that were counted.
  @discardableResult
  func charge(_ term: Term) throws(EvaluationFault) -> Int {
    var size = ValueSize(limit: meter.remaining)
    size.add(term, depth: 0)
    try meter.charge(size.steps)
    if size.isTooDeep { throw EvaluationFault("a value is nested deeper than \(JSONReader.defaultDepth) levels") }
    return size.steps
  }

  /// Evaluates one level deeper, never so deep that the stack ends.
  func deeper(_ body: () throws(EvaluationFault) -> Term) throws(EvaluationFault) -> Term {
    guard meter.level < template.limits.levels else {
      throw EvaluationFault("the evaluation goes deeper than \(template.limits.levels) levels")
    }
    meter.level += 1
    defer { meter.level -= 1 }
    return try body()
  }
}
